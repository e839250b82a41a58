import type { Beginning, Parking } from "./parking.ts";

/**
 * Parking that remembers of which subscriptions nothing is parked, so that their batches begin without asking. It asks where partitions
 * were taken over, since whoever had them may have parked; after this process has parked; and after it has found something to be tried
 * again, which another may have parked. What another parks meanwhile comes from its own partitions, behind which nothing of ours has
 * an order to keep.
 */
export const rememberingEmpty = <P extends Parking>(parking: P): P => {
  const empty = new Set<string>();
  let doubts = 0;
  /** What was known is not known any more, and an answer from before says nothing of it. */
  const doubt = (subscription: string): void => {
    doubts += 1;
    empty.delete(subscription);
  };
  return {
    ...parking,
    begin: async (subscription, starts, keys) => {
      // Before it is asked: the next batch may begin before this one is answered, or this one may never be.
      if (starts.length > 0) doubt(subscription);
      if (empty.has(subscription)) return nothingParked;
      const before = doubts;
      const beginning = await parking.begin(subscription, starts, keys);
      if (beginning.isEmpty && before === doubts) empty.add(subscription);
      else empty.delete(subscription);
      return beginning;
    },
    park: async (subscription, items, failures) => {
      try {
        await parking.park(subscription, items, failures);
      } finally {
        doubt(subscription);
      }
    },
    take: async (subscription) => {
      const item = await parking.take(subscription);
      if (item !== null) doubt(subscription);
      return item;
    },
  };
};

const nothingParked: Beginning = { attempts: 0, parked: new Set(), isEmpty: true };
