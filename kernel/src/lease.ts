/** One process that follows for one subscription. */
export interface Follower {
  readonly subscription: string;
  /** A UUID, new whenever the process starts. */
  readonly owner: string;
}

/** What one process may work on for a subscription until its lease ends. */
export interface Holding {
  /** Partition → epoch. The epoch rises whenever a partition changes hands, and fences the hands it left. */
  readonly epochs: ReadonlyMap<number, number>;
  /** Of those, the ones beyond the fair share: to be released as soon as what is in hand is finished. */
  readonly surplus: readonly number[];
}

/**
 * Who follows which partitions. Time is the store's, never a process's: a process whose clock is wrong loses nothing and
 * takes nothing too early. The adapters (PostgreSQL, memory) pass one contract suite: `testing/lease-contract.ts`.
 */
export interface Leases {
  /** How long a process is taken to be alive after it last said so. */
  readonly leaseMs: number;
  /** Says that the follower is alive, and takes some of the log's `partitions` that nobody alive holds, up to its fair share. */
  tend(follower: Follower, partitions: number): Promise<Holding>;
  /** Lets partitions go, for others to take. */
  release(follower: Follower, partitions: readonly number[]): Promise<void>;
  /** Lets everything go, and is no longer counted. */
  leave(follower: Follower): Promise<void>;
}

/** What is known of a subscription when one of its processes looks: the living, and who holds what. */
export interface LeaseTable {
  readonly alive: readonly string[];
  /** Partition → owner; one that has died, or was never there, counts as nobody. */
  readonly owners: ReadonlyMap<number, string | null>;
}

/**
 * What `owner` should take and what it should let go, so that everybody ends with an equal share (give or take one) and as
 * little as possible changes hands. Pure, and the same for whoever computes it.
 */
export const fairShare = (owner: string, { alive, owners }: LeaseTable): { take: readonly number[]; surplus: readonly number[] } => {
  const held = new Map<string, number[]>(alive.map((name) => [name, []]));
  const free: number[] = [];
  for (const [partition, holder] of [...owners].sort(([a], [b]) => a - b)) (held.get(holder ?? "") ?? free).push(partition);
  // Those that hold most get the remainder, so that nothing moves when the shares are equal already.
  const ranked = [...held].sort(([nameA, a], [nameB, b]) => b.length - a.length || (nameA < nameB ? -1 : 1));
  const rank = ranked.findIndex(([name]) => name === owner);
  const quota = Math.floor(owners.size / ranked.length) + (rank < owners.size % ranked.length ? 1 : 0);
  const mine = held.get(owner) ?? [];
  return { take: free.slice(0, Math.max(0, quota - mine.length)), surplus: mine.slice(quota) };
};
