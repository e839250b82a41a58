import type { Json } from "./brand.ts";
import type { CheckpointMove, MoveOutcome } from "./checkpoint.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { Failure, ParkedItem } from "./parking.ts";

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
  /**
   * The one kind of aggregate that it is about, as streams' names have it in their middle. Events of others in the log are neither decoded
   * nor looked at, so their versions are none of its business. Without it, all are.
   */
  readonly of?: string;
  /** The key of the row that this event concerns, or null when it concerns none. */
  readonly keyOf: (event: Event, recorded: RecordedEvent) => string | null;
  /** What the event makes of the row; null removes it. The same row again means that nothing changed. Pure. */
  readonly project: (row: Row | null, event: Event, recorded: RecordedEvent) => Row | null;
}

/** Rows to write and rows to remove, each in key order so that two writers never wait for each other in a circle. */
export interface RowChanges<Row> {
  readonly upserts: readonly Row[];
  readonly removals: readonly string[];
  /** Put behind what waits under their order keys, in the same step. */
  readonly parked?: readonly ParkedNow[];
}

/** What is parked together with the rows; `failure` when it is why its key is parked. */
export interface ParkedNow extends ParkedItem {
  readonly failure: Failure | null;
}

/** Rows of one table, and the checkpoints that move with them under the table's name. */
export interface TableRows<Row> {
  /** Makes the table and its indexes where they are missing. @throws Error when they are there, but for other columns. */
  prepare(): Promise<void>;
  /**
   * In one transaction: moves the checkpoints, reads the rows of `keys`, and writes what `change` makes of them. When it is
   * fenced, or anything fails, nothing of it has happened.
   * @throws RowsRefused when what `change` made cannot be kept.
   */
  apply(work: RowWork<Row>): Promise<MoveOutcome>;
  find(key: string): Promise<Row | null>;
}

export interface RowWork<Row> {
  readonly keys: readonly string[];
  readonly moves: readonly CheckpointMove[];
  /** Of these order keys, `change` is told which are parked. */
  readonly orderKeys?: readonly string[];
  /** A parked item that this handles: it is no longer parked, or `fenced` when it is not the first of its key. */
  readonly settles?: Pick<ParkedItem, "id" | "key">;
  readonly change: (rows: ReadonlyMap<string, Row>, parked: ReadonlySet<string>) => RowChanges<Row>;
}

/**
 * Where the rows of one read model are. The adapters (PostgreSQL, memory) pass one contract suite:
 * `testing/read-model-contract.ts`. Every call throws `StoreUnavailable` when the store cannot be reached.
 */
export interface ReadModelRows<Row> extends TableRows<Row> {
  readonly building: Building<Row>;
}

/** How the rows of a read model came to be, and how they are built anew beside the ones that are read. */
export interface Building<Row> {
  /** Whether the rows were complete once: until then a reader would take half an answer for a whole one. */
  isBuilt(): Promise<boolean>;
  /** They are complete, up to a head of the log that was seen. */
  finish(): Promise<void>;
  /** Asks for the rows to be built anew. The generation under which they are, which may be under way already. */
  beginAnew(): Promise<number>;
  /** The generation that is being built, null when none is. */
  underWay(): Promise<number | null>;
  /** The rows of a generation that is under way, in a table of their own; see `generationOf`. */
  beside(generation: number): TableRows<Row>;
  /**
   * Puts the rows of a generation, and the checkpoints and parked items that belong to them, in the place of the live ones, all at
   * once. False when they are behind the live ones in any partition, when it is not under way, or when the live table is busy.
   */
  swap(generation: number): Promise<boolean>;
  /** What is being built is not wanted any more. The generation that it was, null when none was under way, or it has been swapped. */
  callOff(): Promise<number | null>;
  /** Clears away what is left of all generations that are no longer under way, whoever began them. */
  clearLeft(): Promise<void>;
}

/** The store cannot keep rows as they are: what they were made of is to blame. */
export class RowsRefused extends Error {
  override readonly name = "RowsRefused";
}

/** The table of a read model, which is also the name of its subscription: each version has its own. */
export const tableOf = ({ name, version }: Pick<ReadModel<never, never>, "name" | "version">): string => `${name}_v${version}`;

/** The table, and the subscription, under which a read model is built anew. */
export const generationOf = (table: string, generation: number): string => `${table}_g${generation}`;

/** The column that holds the key. */
export const keyColumnOf = <Row extends ReadModelRow>({ columns }: Pick<ReadModel<never, Row>, "columns">): string => {
  const [key] = Object.keys(columns);
  if (key === undefined) throw new RangeError("a read model needs a column for its key");
  return key;
};
