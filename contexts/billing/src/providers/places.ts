import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { inTime } from "@waybill/kernel/in-time";

/** A bounded number of places, given to those who ask in the order in which they came. */
export interface Places {
  /** Resolves when there is one. It is to be given back once. */
  take(): Promise<void>;
  /** @throws StoreUnavailable when there was none in time */
  takeWithin(withinMs: number): Promise<void>;
  giveBack(): void;
}

export const createPlaces = (count: number): Places => {
  const waiting = new Set<() => void>();
  let free = count;
  const giveBack = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  const ask = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const sit = (): void => {
      waiting.delete(sit);
      resolve();
    };
    if (free > 0) {
      free -= 1;
      resolve();
    } else waiting.add(sit);
    return { given: promise, leave: () => waiting.delete(sit) };
  };
  return {
    take: () => ask().given,
    takeWithin: (withinMs) => {
      const { given, leave } = ask();
      return inTime(given, withinMs, () => {
        // Nobody sits down for one who has gone.
        leave();
        return new StoreUnavailable(`no place was free within ${withinMs / 1_000} s`);
      });
    },
    giveBack,
  };
};
