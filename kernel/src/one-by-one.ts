import { type CheckpointMove, type Checkpoints, type MoveOutcome, StoreUnavailable } from "./checkpoint.ts";
import { LogUnavailable } from "./event-log.ts";
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
}

/**
 * Handles items one by one, each in its key's order, and moves the checkpoints when all of them are done: at least once, and once
 * in effect because what is handled is known by its id.
 */
export const oneByOne =
  <Item>(options: OneByOneOptions<Item>) =>
  async (items: readonly Item[], moves: readonly CheckpointMove[]): Promise<MoveOutcome> => {
    const { subscription, checkpoints, keyOf, keysAtOnce = sagaLimits.keysAtOnce } = options;
    const byKey = Map.groupBy(items, keyOf);
    const queues = byKey.values();
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      // One iterator for all workers: each takes the next key that nobody works on yet.
      for (const queue of queues) await inOrder(queue, options).catch((error: unknown) => failures.push(error));
    };
    await Promise.all(Array.from({ length: Math.min(keysAtOnce, byKey.size) }, work));
    const away = failures.find(isPassing);
    if (away !== undefined) throw new StoreUnavailable("what the work needs is away", { cause: away });
    if (failures.length > 0) throw failures[0];
    return checkpoints.move(subscription, moves);
  };

const inOrder = async <Item>(queue: readonly Item[], { handle }: Pick<OneByOneOptions<Item>, "handle">): Promise<void> => {
  for (const item of queue) await handle(item);
};

/** Whether the same may go well later, so that nothing is to blame. */
export const isPassing = (error: unknown): boolean => error instanceof StoreUnavailable || error instanceof LogUnavailable;
