import { type Clock, systemClock } from "../clock.ts";
import { type Follower, fairShare, type Leases } from "../lease.ts";
import { limits } from "../limits.ts";

interface SubscriptionLeases {
  /** Owner → until when it is taken to be alive, on the monotonic clock. */
  readonly aliveUntilMs: Map<string, number>;
  readonly owners: Map<number, string | null>;
  readonly epochs: Map<number, number>;
}

/** Leases among the followers of one process; its twin is `postgres/leases.ts`. */
export const createMemoryLeases = (options: { readonly clock?: Clock; readonly leaseMs?: number } = {}): Leases => {
  const { clock = systemClock, leaseMs = limits.leaseMs } = options;
  const subscriptions = new Map<string, SubscriptionLeases>();
  const of = (subscription: string): SubscriptionLeases => {
    const known = subscriptions.get(subscription);
    if (known !== undefined) return known;
    const made: SubscriptionLeases = { aliveUntilMs: new Map(), owners: new Map(), epochs: new Map() };
    subscriptions.set(subscription, made);
    return made;
  };
  const letGo = ({ subscription, owner }: Follower, partitions: Iterable<number>): void => {
    const { owners } = of(subscription);
    for (const partition of partitions) if (owners.get(partition) === owner) owners.set(partition, null);
  };

  return {
    leaseMs,
    tend: async ({ subscription, owner }, partitions) => {
      const { aliveUntilMs, owners, epochs } = of(subscription);
      aliveUntilMs.set(owner, clock.monotonicMs() + leaseMs);
      for (const [other, untilMs] of aliveUntilMs) if (untilMs < clock.monotonicMs()) aliveUntilMs.delete(other);
      for (let partition = 0; partition < partitions; partition += 1) if (!owners.has(partition)) owners.set(partition, null);
      const { take, surplus } = fairShare(owner, { alive: [...aliveUntilMs.keys()], owners });
      for (const partition of take) {
        owners.set(partition, owner);
        epochs.set(partition, (epochs.get(partition) ?? 0) + 1);
      }
      const mine = [...owners].filter(([, holder]) => holder === owner).map(([partition]) => partition);
      return { epochs: new Map(mine.map((partition) => [partition, epochs.get(partition) ?? 0])), surplus };
    },
    release: async (follower, partitions) => letGo(follower, partitions),
    leave: async (follower) => {
      letGo(follower, of(follower.subscription).owners.keys());
      of(follower.subscription).aliveUntilMs.delete(follower.owner);
    },
  };
};
