import type { Beginning, Parking } from "./parking.ts";

/**
 * Parking that remembers of which subscriptions nothing is parked, so that their batches begin without asking. It asks where partitions
 * were taken over, since whoever had them may have parked; after this process has parked; and after it has found something to be tried
 * again, which another may have parked. What another parks meanwhile comes from its own partitions, behind which nothing of ours has
 * an order to keep.
 */
export const rememberingEmpty = <P extends Parking>(parking: P): P => {
  const empty = new Set<string>();
  let parkings = 0;
  return {
    ...parking,
    begin: async (subscription, starts, keys) => {
      if (starts.length === 0 && empty.has(subscription)) return nothingParked;
      const before = parkings;
      const beginning = await parking.begin(subscription, starts, keys);
      // An answer from before something was parked says nothing of it.
      if (beginning.isEmpty && before === parkings) empty.add(subscription);
      else empty.delete(subscription);
      return beginning;
    },
    park: async (subscription, items, failures) => {
      try {
        await parking.park(subscription, items, failures);
      } finally {
        parkings += 1;
        empty.delete(subscription);
      }
    },
    take: async (subscription) => {
      const item = await parking.take(subscription);
      if (item !== null) empty.delete(subscription);
      return item;
    },
  };
};

const nothingParked: Beginning = { attempts: 0, parked: new Set(), isEmpty: true };
