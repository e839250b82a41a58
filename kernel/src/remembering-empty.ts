import type { Beginning, Parking } from "./parking.ts";

/**
 * Parking that remembers of which subscriptions nothing is parked, and what was skipped there, so that their batches begin without asking: what is
 * skipped from then on was parked before that, which is one of the reasons to ask again. It asks where partitions
 * were taken over or a batch comes again, since whoever had them may have parked; after this process has parked; and after it has found something to be tried
 * again, which another may have parked. What another parks meanwhile comes from its own partitions, behind which nothing of ours has
 * an order to keep.
 */
export const rememberingEmpty = <P extends Parking>(parking: P): P => {
  const empty = new Map<string, Beginning>();
  let doubts = 0;
  /** What was known is not known any more, and an answer from before says nothing of it. */
  const doubt = (subscription: string): void => {
    doubts += 1;
    empty.delete(subscription);
  };
  return {
    ...parking,
    doubt,
    begin: async (subscription, starts, items) => {
      // Before it is asked: the next batch may begin before this one is answered, or this one may never be.
      if (starts.length > 0) doubt(subscription);
      const known = empty.get(subscription);
      if (known !== undefined) return known;
      const before = doubts;
      const beginning = await parking.begin(subscription, starts, items);
      if (beginning.isEmpty && before === doubts) empty.set(subscription, { ...beginning, attempts: 0 });
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
