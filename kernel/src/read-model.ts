import type { Json } from "./brand.ts";
import type { CheckpointMove, MoveOutcome } from "./checkpoint.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { Batch, Handle } from "./following.ts";

/** One answer of a read model: plain values, every column there. */
export type ReadModelRow = { readonly [column: string]: Json };

/**
 * How a column is kept. `integer` has 32 bits, `bigint` is a whole number within ±2^53 (an `Instant`, minor units of money),
 * `text` is compared by code point, `json` holds anything. All may be null.
 */
export type ColumnType = "bigint" | "boolean" | "integer" | "json" | "text";

/**
 * Answers one question, kept up to date by following events. Declared purely, so that it runs on PostgreSQL and in memory
 * alike. Each row belongs to one key, and all events of a key must come from one stream: no order holds across streams.
 */
export interface ReadModel<Event, Row extends ReadModelRow> {
  /** The question, in snake_case, such as `order_summary`. */
  readonly name: string;
  /** Raised whenever columns or projection change: the new version is built beside the old one. */
  readonly version: number;
  /** In camelCase here and in rows; in SQL they are snake_case. The first one is the key, and text. */
  readonly columns: { readonly [Column in keyof Row]: ColumnType };
  /** What `create index … on the table` says after the table's name, such as `(merchant, placed_at desc, order_id)`. */
  readonly indexes?: readonly string[];
  /** The key of the row that this event concerns, or null when it concerns none. */
  readonly keyOf: (event: Event, recorded: RecordedEvent) => string | null;
  /** What the event makes of the row; null removes it. The same row again means that nothing changed. Pure. */
  readonly project: (row: Row | null, event: Event, recorded: RecordedEvent) => Row | null;
}

/** Rows to write and rows to remove, each in key order so that two writers never wait for each other in a circle. */
export interface RowChanges<Row> {
  readonly upserts: readonly Row[];
  readonly removals: readonly string[];
}

/**
 * Where the rows of one read model are. The adapters (PostgreSQL, memory) pass one contract suite:
 * `testing/read-model-contract.ts`. Every call throws `StoreUnavailable` when the store cannot be reached.
 */
export interface ReadModelRows<Row> {
  /** Makes the table and its indexes where they are missing. @throws Error when they are there, but for other columns. */
  prepare(): Promise<void>;
  /**
   * In one transaction: moves the checkpoints, reads the rows of `keys`, and writes what `change` makes of them. When it is
   * fenced, or anything fails, nothing of it has happened.
   */
  apply(work: RowWork<Row>): Promise<MoveOutcome>;
  find(key: string): Promise<Row | null>;
}

export interface RowWork<Row> {
  readonly keys: readonly string[];
  readonly moves: readonly CheckpointMove[];
  readonly change: (rows: ReadonlyMap<string, Row>) => RowChanges<Row>;
}

/** The table of a read model, which is also the name of its subscription: each version has its own. */
export const tableOf = ({ name, version }: Pick<ReadModel<never, never>, "name" | "version">): string => `${name}_v${version}`;

/** The column that holds the key. */
export const keyColumnOf = <Row extends ReadModelRow>({ columns }: Pick<ReadModel<never, Row>, "columns">): string => {
  const [key] = Object.keys(columns);
  if (key === undefined) throw new RangeError("a read model needs a column for its key");
  return key;
};

/** How a subscription handles events for a read model: exactly once, because rows and checkpoints move together. */
export const projecting =
  <Event, Row extends ReadModelRow>(
    model: ReadModel<Event, Row>,
    rows: ReadModelRows<Row>,
    decode: (recorded: RecordedEvent) => Event,
  ): Handle =>
  ({ events, moves }: Batch) => {
    const steps = new Map<string, ((row: Row | null) => Row | null)[]>();
    for (const recorded of events) {
      const event = decode(recorded);
      const key = model.keyOf(event, recorded);
      if (key === null) continue;
      const step = (row: Row | null) => model.project(row, event, recorded);
      const ofKey = steps.get(key);
      if (ofKey === undefined) steps.set(key, [step]);
      else ofKey.push(step);
    }
    const keys = [...steps.keys()].sort(byCodeUnit);
    return rows.apply({ keys, moves, change: (existing) => changesOf(keys, steps, existing) });
  };

const changesOf = <Row extends ReadModelRow>(
  keys: readonly string[],
  steps: ReadonlyMap<string, readonly ((row: Row | null) => Row | null)[]>,
  existing: ReadonlyMap<string, Row>,
): RowChanges<Row> => {
  const upserts: Row[] = [];
  const removals: string[] = [];
  for (const key of keys) {
    const before = existing.get(key) ?? null;
    let row = before;
    for (const step of steps.get(key) ?? []) row = step(row);
    if (row === before) continue;
    if (row === null) removals.push(key);
    else upserts.push(row);
  }
  return { upserts, removals };
};

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
