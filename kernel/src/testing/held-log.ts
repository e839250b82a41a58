import type { Append, EventLog } from "../event-log.ts";

/** An append that has arrived at a held log and waits for the test's word. */
export interface HeldAppend {
  readonly batch: readonly Append[];
  /** Appends the batch and answers. */
  letThrough(): void;
  /** Raises an error; nothing is appended. */
  fail(error: unknown): void;
  /** Appends the batch and raises an error all the same: the answer is lost. */
  loseAnswer(error: unknown): void;
}

/** `log`, whose appends are held until the test says what becomes of each. Everything else goes through. */
export const heldLog = (log: EventLog): EventLog & { next(): Promise<HeldAppend>; waiting(): number } => {
  const arrived: HeldAppend[] = [];
  const wanted: ((append: HeldAppend) => void)[] = [];
  return {
    ...log,
    append: (batch) =>
      new Promise((resolve, reject) => {
        const held: HeldAppend = {
          batch,
          letThrough: () => resolve(log.append(batch)),
          fail: reject,
          loseAnswer: (error) => void log.append(batch).then(() => reject(error), reject),
        };
        const hand = wanted.shift();
        if (hand === undefined) arrived.push(held);
        else hand(held);
      }),
    waiting: () => arrived.length,
    next: () =>
      new Promise((resolve) => {
        const held = arrived.shift();
        if (held === undefined) wanted.push(resolve);
        else resolve(held);
      }),
  };
};

/** `log`, which counts its appends and raises an error for each batch in which `isPoison` finds something. */
export const poisonedLog = (log: EventLog, isPoison: (append: Append) => boolean): EventLog & { readonly batches: number[] } => {
  const batches: number[] = [];
  return {
    ...log,
    batches,
    append: async (batch) => {
      batches.push(batch.length);
      if (batch.some(isPoison)) throw new Error("this batch cannot be stored");
      return log.append(batch);
    },
  };
};
