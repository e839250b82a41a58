import { createBell } from "./bell.ts";
import type { Checkpoints } from "./checkpoint.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { FollowedRows } from "./follow-rows.ts";
import type { FollowedLog } from "./following.ts";
import { createHold, type Hold } from "./hold.ts";
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
  /** Somebody here did not want it any more. */
  | { readonly kind: "calledOff"; readonly generation: number }
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
  const { look, tidyUp, leave } = createPart(options, holding);
  const inTurn = oneAfterAnother();
  const changed = createBell();
  let isStopping = false;
  let running: Promise<void> | null = null;

  const run = async (): Promise<void> => {
    while (!isStopping) {
      const pauseMs = await inTurn(look).catch((error: unknown) => {
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
      await inTurn(leave);
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
    /** The rows that are read go on as they are. Processes that build leave it at their next look. False when there is nothing to call off. @throws StoreUnavailable */
    callOff: async (): Promise<boolean> => {
      const generation = await building.callOff();
      if (generation === null) return false;
      observe({ kind: "calledOff", generation });
      // Here as well: this process may be one that does not follow, and those that do may be dead.
      await inTurn(tidyUp).catch((error: unknown) => observe({ kind: "notBuilding", error }));
      return true;
    },
  };
};

/** What this process follows of it, and one look at how it stands. */
const createPart = <Row>(options: RebuildOptions<Row>, holding: Hold) => {
  const { building, observe = () => {}, lookMs, follow, live } = options;
  let mine: { readonly generation: number; readonly rows: FollowedRows } | null = null;
  /** Whether there is nothing left of what is not under way, as far as this process knows. Others may have died in the middle of it. */
  let isTidy = false;

  const leave = async (): Promise<void> => {
    const left = mine;
    mine = null;
    isTidy = false;
    holding.release();
    await left?.rows.stop();
  };

  const join = async (generation: number): Promise<void> => {
    const rows = follow(generationOf(live, generation), building.beside(generation));
    await rows.start();
    mine = { generation, rows };
    observe({ kind: "buildingAnew", generation });
  };

  /** Leaves what is no longer under way, and clears away what is left of it. What is under way. */
  const leaveWhatIsOver = async (): Promise<number | null> => {
    const generation = await building.underWay();
    if (mine !== null && mine.generation !== generation) await leave();
    if (!isTidy) await building.clearLeft();
    isTidy = true;
    return generation;
  };

  const tidyUp = async (): Promise<void> => {
    isTidy = false;
    await leaveWhatIsOver();
  };

  /** Follows what is to be built, or no longer. How long it may be until the next look. */
  const look = async (): Promise<number> => {
    const generation = await leaveWhatIsOver();
    if (generation === null) return lookMs;
    if (mine === null) await join(generation);
    if (!(await isNear(options, generation))) return lookMs;
    holding.hold();
    if (!(await building.swap(generation))) return Math.min(lookMs, readModelLimits.nearLookMs);
    holding.release();
    observe({ kind: "swapped", generation });
    return 0;
  };
  return { look, tidyUp, leave };
};

/** Has works wait for one another. */
const oneAfterAnother = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
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

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
