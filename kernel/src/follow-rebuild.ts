import { setTimeout as sleep } from "node:timers/promises";
import { createBell } from "./bell.ts";
import type { Checkpoints } from "./checkpoint.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { FollowedRows } from "./follow-rows.ts";
import type { FollowedLog } from "./following.ts";
import { type Building, generationOf, type TableRows } from "./read-model.ts";
import { readModelLimits } from "./read-model-limits.ts";

/** How far a read model that is built anew has come. */
export interface BuildProgress {
  readonly generation: number;
  /** Events handled, of those in the log. */
  readonly done: number;
  readonly total: number;
}

/** What happens to a read model that is built anew, for logs. */
export type BuildingHappening =
  | { readonly kind: "buildingAnew"; readonly generation: number }
  /** What was built anew is what is read, from now on. */
  | { readonly kind: "swapped"; readonly generation: number }
  /** It could not be looked after; it is tried again. */
  | { readonly kind: "notBuilding"; readonly error: unknown };

interface RebuildOptions<Row> {
  readonly building: Building<Row>;
  /** The subscription of the rows that are read. */
  readonly live: string;
  readonly log: FollowedLog;
  readonly checkpoints: Pick<Checkpoints, "read">;
  readonly follow: (subscription: string, rows: TableRows<Row>) => FollowedRows;
  readonly observe?: (happening: BuildingHappening) => void;
  readonly clock?: Clock;
  readonly lookMs: number;
}

/** A process's part in building a read model anew: it follows under the generation's name until somebody has swapped. */
export const createRebuild = <Row>(options: RebuildOptions<Row>) => {
  const { building, observe = () => {}, lookMs, clock = systemClock } = options;
  const holding = createHold(clock);
  const { look, leave } = createPart(options, holding);
  const changed = createBell();
  let isStopping = false;
  let running: Promise<void> | null = null;

  const run = async (): Promise<void> => {
    while (!isStopping) {
      const pauseMs = await look().catch((error: unknown) => {
        observe({ kind: "notBuilding", error });
        return lookMs;
      });
      await changed.wait(pauseMs);
    }
  };

  return {
    /** Waited for by those who write the live rows. */
    hold: holding.wait,
    start: (): void => {
      running ??= run();
    },
    stop: async (): Promise<void> => {
      isStopping = true;
      changed.ring();
      holding.release();
      await running;
      await leave();
    },
    /** @throws StoreUnavailable */
    begin: async (): Promise<BuildProgress> => {
      const generation = await building.beginAnew();
      changed.ring();
      return progressOf(options, generation);
    },
    /** @throws StoreUnavailable */
    progress: async (): Promise<BuildProgress | null> => {
      const generation = await building.underWay();
      return generation === null ? null : progressOf(options, generation);
    },
  };
};

/** What this process follows of it, and one look at how it stands. */
const createPart = <Row>(options: RebuildOptions<Row>, holding: Hold) => {
  const { building, observe = () => {}, lookMs, follow, live } = options;
  let mine: { readonly generation: number; readonly rows: FollowedRows } | null = null;

  const leave = async (): Promise<void> => {
    const left = mine;
    mine = null;
    holding.release();
    await left?.rows.stop();
  };

  const join = async (generation: number): Promise<void> => {
    const rows = follow(generationOf(live, generation), building.beside(generation));
    await rows.start();
    mine = { generation, rows };
    observe({ kind: "buildingAnew", generation });
  };

  /** Follows what is to be built, or no longer. How long it may be until the next look. */
  const look = async (): Promise<number> => {
    const generation = await building.underWay();
    const over = mine !== null && mine.generation !== generation ? mine.generation : null;
    if (over !== null) {
      await leave();
      await building.clear(over);
    }
    if (generation === null) return lookMs;
    if (mine === null) await join(generation);
    if (!(await isNear(options, generation))) return lookMs;
    holding.hold();
    if (!(await building.swap(generation))) return Math.min(lookMs, readModelLimits.nearLookMs);
    holding.release();
    observe({ kind: "swapped", generation });
    return 0;
  };
  return { look, leave };
};

/** Positions by partition, in all processes together. */
const standOf = async <Row>({ log, checkpoints }: RebuildOptions<Row>, subscription: string): Promise<readonly number[]> => {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const standings = await checkpoints.read(subscription, partitions);
  return partitions.map((partition) => standings.get(partition)?.position ?? 0);
};

const progressOf = async <Row>(options: RebuildOptions<Row>, generation: number): Promise<BuildProgress> => {
  const done = sum(await standOf(options, generationOf(options.live, generation)));
  const heads = await options.log.heads();
  return { generation, done, total: sum([...heads.values()]) };
};

/** Whether it is worth letting the live rows wait. */
const isNear = async <Row>(options: RebuildOptions<Row>, generation: number): Promise<boolean> => {
  const built = await standOf(options, generationOf(options.live, generation));
  const wanted = await standOf(options, options.live);
  return sum(wanted.map((position, partition) => Math.max(0, position - (built[partition] ?? 0)))) <= readModelLimits.nearEvents;
};

type Hold = ReturnType<typeof createHold>;

/**
 * Lets the live rows stand still for a moment, so that what is built beside them catches up entirely even while the log grows. Only a
 * courtesy: the swap itself looks, under its locks, whether it may.
 */
const createHold = (clock: Clock) => {
  let untilMs = 0;
  let mayHoldFromMs = 0;
  return {
    hold: (): void => {
      const nowMs = clock.monotonicMs();
      if (nowMs < mayHoldFromMs) return;
      untilMs = nowMs + readModelLimits.holdMs;
      mayHoldFromMs = untilMs + readModelLimits.betweenHoldsMs;
    },
    release: (): void => {
      untilMs = 0;
    },
    wait: async (): Promise<void> => {
      while (clock.monotonicMs() < untilMs) await sleep(holdLookMs);
    },
  };
};

const holdLookMs = 5;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
