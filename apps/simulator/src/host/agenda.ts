/** On whose behalf something waits. What the dead wait for does not come; what the halted wait for comes later. */
export interface Owner {
  readonly name: string;
  isDead: boolean;
  haltedUntilMs: number;
}

export interface Appointment {
  atMs: number;
  /** Decides among those of one instant. */
  readonly rank: number;
  readonly owner: Owner;
  readonly run: () => void;
  isCancelled: boolean;
}

/** What is to happen, the next first. A binary heap: there are tens of thousands of them in a minute. */
export interface Agenda {
  add(appointment: Appointment): void;
  next(): Appointment | undefined;
  take(): Appointment | undefined;
  /** When the next of somebody's is; infinity when they have none. */
  nextOf(owner: Owner): number;
}

export const createAgenda = (): Agenda => {
  const heap: Appointment[] = [];
  const isBefore = (one: number, other: number): boolean => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return b === undefined && a !== undefined;
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.rank < b.rank);
  };
  const swap = (one: number, other: number): void => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return;
    heap[one] = b;
    heap[other] = a;
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isBefore(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const sink = (): void => {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = isBefore(right, left) ? right : left;
      if (!isBefore(child, at)) return;
      swap(child, at);
      at = child;
    }
  };
  return {
    add: (appointment) => {
      heap.push(appointment);
      rise(heap.length - 1);
    },
    next: () => heap[0],
    nextOf: (owner) =>
      heap.reduce((next, one) => (one.owner === owner && !one.isCancelled ? Math.min(next, one.atMs) : next), Number.POSITIVE_INFINITY),
    take: () => {
      swap(0, heap.length - 1);
      const first = heap.pop();
      sink();
      return first;
    },
  };
};
