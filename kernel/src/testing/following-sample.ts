import type { Checkpoints } from "../checkpoint.ts";
import type { Append, EventLog, RecordedEvent, StreamName } from "../event-log.ts";
import { streamName } from "../event-log.ts";
import { type FollowedReadModel, type FollowReadModelOptions, followReadModel, type ReadModelHappening } from "../follow-read-model.ts";
import type { FollowLimits } from "../following.ts";
import { newUuid } from "../id.ts";
import type { Leases } from "../lease.ts";
import { limits } from "../limits.ts";
import type { Parking } from "../parking.ts";
import type { LogPosition } from "../position-token.ts";
import type { ReadModel, ReadModelRow, ReadModelRows } from "../read-model.ts";
import { Tailer } from "../tailer.ts";

/** What the sample read model hears. */
export interface Counted {
  readonly type: string;
  readonly n: number;
}

/** One row per stream. An event that is skipped, handled twice or out of order shows in it for ever. */
export type Tally = {
  readonly stream: string;
  readonly events: number;
  readonly sum: number;
  readonly positions: readonly number[];
};

export const tally: ReadModel<Counted, Tally> = {
  name: "tally",
  version: 1,
  columns: { stream: "text", events: "integer", sum: "bigint", positions: "json" },
  indexes: ["(events, stream)"],
  keyOf: (event, { stream }) => (event.type === "Ignored" ? null : stream),
  project: (row, event, { stream, position }) => {
    if (event.type === "Removed") return null;
    const { events, sum, positions } = row ?? { events: 0, sum: 0, positions: [] };
    return { stream, events: events + 1, sum: sum + event.n, positions: [...positions, position] };
  },
};

export const decodeCounted = ({ type, data }: RecordedEvent): Counted => ({ type, n: Number(data.n ?? 0) });

/** What one process of several, that share a log and a store, has in hand. */
export interface FollowingProcess {
  readonly log: EventLog;
  readonly checkpoints: Checkpoints;
  readonly leases: Leases;
  readonly parking: Parking;
  rowsOf<Row extends ReadModelRow>(model: ReadModel<never, Row>): ReadModelRows<Row>;
}

/** Two processes over one new, empty log of four partitions; their leases are short. */
export type MakeProcesses = () => Promise<readonly [FollowingProcess, FollowingProcess]>;

/** A command that appends events of the given types to a stream, the first with n = `firstN`. */
export const counting = (stream: StreamName, expectedVersion: number, types: readonly string[]): Append => ({
  stream,
  expectedVersion,
  commandId: newUuid(),
  events: types.map((type, index) => ({ type, schemaVersion: 1, json: JSON.stringify({ n: expectedVersion + index + 1 }) })),
  causation: {},
  receipt: null,
  outcome: null,
});

export const thing = (number: number): StreamName => streamName("default", "thing", `thing-${number}`);

/** What `tally` must hold of everything that the log holds. */
export const expectedTallies = async (log: EventLog): Promise<ReadonlyMap<string, Tally>> => {
  const rows = new Map<string, Tally>();
  for (let partition = 0; partition < log.partitions; partition += 1) {
    for (const recorded of await log.readPartitions(new Map([[partition, 0]]), 1_000_000)) {
      const event = decodeCounted(recorded);
      const key = tally.keyOf(event, recorded);
      const row = key === null ? null : tally.project(rows.get(key) ?? null, event, recorded);
      if (row !== null) rows.set(row.stream, row);
      else if (key !== null) rows.delete(key);
    }
  }
  return rows;
};

/** Everything quick, so that tests need not wait; two lanes as in earnest. */
export const quickLimits: FollowLimits = { ...limits, leaseTendMs: 30, followPauseMs: 20, followPauseMaxMs: 200 };

type FollowingSample = FollowedReadModel<Tally> & { readonly tailer: Tailer; readonly happenings: ReadModelHappening[] };

/** A process that could follow the log for `tally`, and only looks on as long as nobody starts it. */
export const onlooking = (
  { log, checkpoints, leases, rowsOf }: FollowingProcess,
  more: Partial<FollowReadModelOptions<Counted, Tally>> = {},
): FollowingSample => {
  const tailer = new Tailer(log);
  const happenings: ReadModelHappening[] = [];
  const followed = followReadModel({
    model: tally,
    rows: rowsOf(tally),
    decode: decodeCounted,
    log,
    tailer,
    checkpoints,
    leases,
    limits: quickLimits,
    observe: (happening) => happenings.push(happening),
    ...more,
  });
  return { ...followed, tailer, happenings };
};

/** A process that follows the log for `tally`, started, and what it said happened. */
export const following = async (...given: Parameters<typeof onlooking>): Promise<FollowingSample> => {
  const followed = onlooking(...given);
  await followed.start();
  return followed;
};

/** Where the log ends now, as a writer would be told. */
export const headsOf = async (log: EventLog): Promise<readonly LogPosition[]> =>
  [...(await log.heads())].map(([partition, position]) => ({ log: log.name, incarnation: log.incarnation, partition, position }));
