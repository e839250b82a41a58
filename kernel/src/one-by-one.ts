import { createBegun } from "./begun.ts";
import type { Json } from "./brand.ts";
import { type CheckpointMove, type Checkpoints, type MoveOutcome, StoreUnavailable } from "./checkpoint.ts";
import { LogUnavailable } from "./event-log.ts";
import { createKeyQueues } from "./key-queues.ts";
import { type Beginning, failureOf, type ItemPlace, type Parking, parkingLimits } from "./parking.ts";
import { sagaLimits } from "./saga-limits.ts";

export interface OneByOneOptions<Item> {
  /** The name that it follows under. */
  readonly subscription: string;
  readonly checkpoints: Pick<Checkpoints, "move">;
  /** Items of one key are handled in order and one at a time, those of different keys at once. */
  readonly keyOf: (item: Item) => string;
  /**
   * Resolves when everything that the item leads to is durable. The same item may come again, after a death or from a process that
   * took over: it must then lead to nothing new. `LogUnavailable` and `StoreUnavailable` mean later; any other error blames the item.
   */
  readonly handle: (item: Item) => Promise<void>;
  readonly keysAtOnce?: number;
  /** Where to put what cannot be handled. Without it, it stops its partition. */
  readonly parking?: ParkingPlace<Item>;
}

export interface ParkingPlace<Item> {
  readonly store: Parking;
  /** The same whenever the item comes again. Items must be JSON. */
  readonly idOf: (item: Item) => string;
}

/**
 * Handles items one by one, each in its key's order, and moves the checkpoints when all of them are done: at least once, and once
 * in effect because what is handled is known by its id. With parking, an item that cannot be handled is put aside with all that
 * comes behind it under its key, and nobody else waits. A batch may be begun before those in front of it are done: its keys wait
 * only for themselves, and its checkpoints move behind theirs.
 */
export const oneByOne = <Item>(
  options: OneByOneOptions<Item>,
): ((items: readonly Item[], moves: readonly CheckpointMove[]) => Promise<MoveOutcome>) => {
  const begun = createBegun();
  const queues = createKeyQueues();
  const known = createKnown();
  let inFront: Promise<unknown> = Promise.resolve();
  let underWay = 0;

  const work = async (items: readonly Item[], { begin, before, moves }: Turn): Promise<MoveOutcome> => {
    const { subscription, checkpoints, keyOf, keysAtOnce = sagaLimits.keysAtOnce } = options;
    const byKey = Map.groupBy(items, keyOf);
    const turns = queues.join(byKey.keys());
    const left: Left<Item>[] = [];
    try {
      const beginning = await begin();
      const isUnfinished = (beginning?.attempts ?? 0) >= parkingLimits.begunTimes;
      const entries = byKey.entries();
      const workOff = async (): Promise<void> => {
        // One iterator for all workers: each takes the next key that nobody works on yet.
        for (const [key, queue] of entries) {
          const isFree = (await turns.of(key)) && !isUnfinished && beginning?.parked.has(key) !== true;
          const wanted = withoutSkipped(queue, beginning, options);
          const halted = isFree ? await inOrder({ key, queue: wanted }, options) : [{ key, items: wanted, error: null }];
          left.push(...halted);
          turns.end(key, halted.length === 0);
        }
      };
      await Promise.all(Array.from({ length: Math.min(keysAtOnce, byKey.size) }, workOff));
      await before;
      await putAside(left, options);
      return await checkpoints.move(subscription, moves);
    } finally {
      // Only now: until a key that came to a halt is parked, whoever comes behind it would not know.
      turns.endAll();
    }
  };

  return async (items, moves) => {
    const { subscription, parking } = options;
    const starts = begun.startsOf(moves);
    // It stands behind what has failed, and its keys would not wait for that.
    if (known.hasJustFailed() && starts.length > 0) throw new StoreUnavailable("what came before is to be done again");
    if (!known.isOurs(moves)) parking?.store.doubt?.(subscription);
    let uncounted = starts;
    const begin = async () => {
      const beginning = await parking?.store.begin(subscription, starts, placesOf(items, options));
      uncounted = [];
      return beginning;
    };
    // What was in front and has failed is tried again by whoever follows, before anything is begun anew.
    const before = underWay === 0 ? Promise.resolve() : inFront;
    begun.goOnBehind(moves);
    underWay += 1;
    const done = work(items, { begin, before, moves });
    inFront = done;
    try {
      const outcome = await done;
      if (outcome !== "moved") begun.goBackBefore(moves, []);
      return outcome;
    } catch (error) {
      known.failed(moves);
      begun.goBackBefore(moves, uncounted);
      throw error;
    } finally {
      underWay -= 1;
    }
  };
};

/**
 * Under which epochs this process goes on in partitions. Where one was taken over, also at the very place that this process left it at, another
 * may have begun the same items, parked them, and had them skipped; so it may, still believing the partition to be its own, while a batch comes again.
 */
const createKnown = () => {
  const epochs = new Map<number, number>();
  let hasJustFailed = false;
  return {
    /** Until whoever follows knows of it. */
    hasJustFailed: (): boolean => hasJustFailed,
    /** Whether it has begun there under these epochs, and nothing came to nothing since. It has now. */
    isOurs: (moves: readonly CheckpointMove[]): boolean => {
      const isOurs = moves.every(({ partition, epoch }) => epochs.get(partition) === epoch);
      for (const { partition, epoch } of moves) epochs.set(partition, epoch);
      return isOurs;
    },
    failed: (moves: readonly CheckpointMove[]): void => {
      for (const { partition } of moves) epochs.delete(partition);
      hasJustFailed = true;
      setImmediate(() => {
        hasJustFailed = false;
      });
    },
  };
};

/** Most batches begin without anybody's looking at the ids, and some of those are hashes. */
const placesOf = <Item>(items: readonly Item[], { parking, keyOf }: OneByOneOptions<Item>): readonly ItemPlace[] =>
  parking === undefined
    ? []
    : items.map((item) => ({
        key: keyOf(item),
        get id() {
          return parking.idOf(item);
        },
      }));

/** A batch's turn. */
interface Turn {
  readonly moves: readonly CheckpointMove[];
  readonly begin: () => Promise<Beginning | undefined>;
  /** Settles with the batch in front of it. */
  readonly before: Promise<unknown>;
}

/** What an operator has left out comes again with its batch: after a death, or when something was away. */
const withoutSkipped = <Item>(
  queue: readonly Item[],
  beginning: Beginning | undefined,
  { parking }: OneByOneOptions<Item>,
): readonly Item[] => {
  if (parking === undefined || beginning === undefined || beginning.skipped.size === 0) return queue;
  return queue.filter((item) => !beginning.skipped.has(parking.idOf(item)));
};

/** Items of one key that are not handled, and why the first of them is not; null when they wait behind others. */
interface Left<Item> {
  readonly key: string;
  readonly items: readonly Item[];
  readonly error: unknown;
}

/** @throws StoreUnavailable when something is away; the failure of an item when there is nowhere to put it. */
const putAside = async <Item>(left: readonly Left<Item>[], { subscription, parking }: OneByOneOptions<Item>): Promise<void> => {
  const away = left.find(({ error }) => isPassing(error));
  const [first] = left.filter(({ error }) => !isPassing(error));
  if (first !== undefined && parking === undefined && away === undefined) throw first.error;
  if (first !== undefined && parking !== undefined) {
    const stuck = left.filter(({ error }) => !isPassing(error));
    const failed = stuck.filter(({ error }) => error !== null).map(({ key, error }) => [key, failureOf(error)] as const);
    const items = stuck.flatMap(({ key, items: waiting }) =>
      waiting.map((item) => ({ id: parking.idOf(item), key, payload: jsonOf(item) })),
    );
    await parking.store.park(subscription, items, new Map(failed));
  }
  if (away !== undefined) throw new StoreUnavailable("what the work needs is away", { cause: away.error });
};

/** Items are what was read as JSON: events and messages. */
const jsonOf = (item: unknown): Json => item as Json;

/** What is left of a queue that came to a halt. */
const inOrder = async <Item>(
  { key, queue }: { readonly key: string; readonly queue: readonly Item[] },
  { handle }: Pick<OneByOneOptions<Item>, "handle">,
): Promise<readonly Left<Item>[]> => {
  for (const [index, item] of queue.entries()) {
    try {
      await handle(item);
    } catch (error) {
      return [{ key, items: queue.slice(index), error: error ?? new Error("nothing was thrown") }];
    }
  }
  return [];
};

/** Whether the same may go well later, so that nothing is to blame. */
export const isPassing = (error: unknown): boolean => error instanceof StoreUnavailable || error instanceof LogUnavailable;
