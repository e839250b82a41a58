import type { Checkpoint, CheckpointMove } from "./checkpoint.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { Holding } from "./lease.ts";

/** What a subscription does in one partition that it holds. */
export type Standing =
  | { readonly kind: "following" }
  /** The event after the position fails; it is tried again when `resumesAtMs` has come on the monotonic clock. */
  | { readonly kind: "stopped"; readonly error: unknown; readonly failures: number; readonly resumesAtMs: number }
  /** The checkpoint does not belong to this log as it is: an operator's. */
  | { readonly kind: "refused"; readonly reason: "AheadOfLog" | "OtherIncarnation" };

interface Assignment {
  readonly epoch: number;
  readonly lane: number;
  position: number;
  standing: Standing;
  /** To be let go: no new batch touches it. */
  leaving: boolean;
  /** Batches that touch it and are being handled. */
  inHand: number;
}

/**
 * Which partitions a subscription holds in this process, and how far it is in each. Its memory is only a hope: the checkpoint
 * decides, and whoever finds it elsewhere drops the partition here and claims it again.
 */
export class Assignments {
  readonly #lanes: number;
  readonly #held = new Map<number, Assignment>();
  /** What the leases say is ours and should not be; whether it is known here or not, until it is let go nobody follows it. */
  #surplus: readonly number[] = [];
  #heldUntilMs = 0;
  #dropped = false;

  constructor(lanes: number) {
    this.#lanes = lanes;
  }

  /** Takes in what the leases say. Returns the epochs under which partitions are still to be claimed. */
  hold({ epochs, surplus }: Holding, heldUntilMs: number): ReadonlyMap<number, number> {
    this.#heldUntilMs = heldUntilMs;
    this.#dropped = false;
    this.#surplus = surplus;
    for (const [partition, { epoch }] of this.#held) if (epochs.get(partition) !== epoch) this.#held.delete(partition);
    for (const [partition, assignment] of this.#held) assignment.leaving = surplus.includes(partition);
    return new Map([...epochs].filter(([partition]) => !this.#held.has(partition) && !surplus.includes(partition)));
  }

  /** Begins to follow a partition from its claimed checkpoint. */
  assign(partition: number, { epoch, position }: Checkpoint, standing: Standing = following): void {
    const lane = partition % this.#lanes;
    this.#held.set(partition, { epoch, lane, position, standing, leaving: false, inHand: 0 });
  }

  /** Forgets partitions whose checkpoints are not where they were thought to be. */
  drop(partitions: Iterable<number>): void {
    for (const partition of partitions) this.#held.delete(partition);
    this.#dropped = true;
  }

  /** Whether the leases should be looked at now: something was dropped, or can be let go. */
  get needsLook(): boolean {
    return this.#dropped || this.#surplus.some((partition) => this.#isFree(partition));
  }

  /** The partitions that are held while the lease lasts. */
  partitions(nowMs: number): readonly number[] {
    return nowMs < this.#heldUntilMs ? [...this.#held.keys()] : [];
  }

  standing(partition: number): Standing | null {
    return this.#held.get(partition)?.standing ?? null;
  }

  /** The partitions of a lane that can be worked on now, and how far they are. None once the lease has run out. */
  ready(lane: number, nowMs: number): ReadonlyMap<number, number> {
    const ready = new Map<number, number>();
    if (nowMs >= this.#heldUntilMs) return ready;
    for (const [partition, assignment] of this.#held) {
      if (assignment.lane === lane && isWorkable(assignment, nowMs)) ready.set(partition, assignment.position);
    }
    return ready;
  }

  /** The events among these that may be handled now: those that go on, without a hole, from where their partitions are. */
  expected(events: readonly RecordedEvent[], nowMs: number): readonly RecordedEvent[] {
    const next = new Map(
      [...this.#held].filter(([, held]) => isWorkable(held, nowMs)).map(([partition, held]) => [partition, held.position + 1]),
    );
    if (nowMs >= this.#heldUntilMs) return [];
    return events.filter(({ partition, position }) => {
      if (next.get(partition) !== position) return false;
      next.set(partition, position + 1);
      return true;
    });
  }

  /** The steps that handling these expected events means. */
  movesOver(events: readonly RecordedEvent[]): readonly CheckpointMove[] {
    const ends = new Map<number, number>();
    for (const { partition, position } of events) ends.set(partition, position);
    return [...ends]
      .map(([partition, to]) => ({
        partition,
        to,
        epoch: this.#held.get(partition)?.epoch ?? 0,
        from: this.#held.get(partition)?.position ?? 0,
      }))
      .sort((a, b) => a.partition - b.partition);
  }

  /** A batch touches these until what is returned is called, whatever they are assigned as by then. */
  takeInHand(moves: readonly CheckpointMove[]): () => void {
    const touched = moves.flatMap(({ partition }) => this.#held.get(partition) ?? []);
    for (const assignment of touched) assignment.inHand += 1;
    return () => {
      for (const assignment of touched) assignment.inHand -= 1;
    };
  }

  /** The next batch goes on behind these, which are not done yet. */
  goOnBehind(moves: readonly CheckpointMove[]): void {
    for (const { partition, to } of moves) {
      const assignment = this.#held.get(partition);
      if (assignment !== undefined) assignment.position = to;
    }
  }

  /** These came to nothing: the next batch begins with them. */
  goBackBefore(moves: readonly CheckpointMove[]): void {
    for (const { partition, epoch, from } of moves) {
      const assignment = this.#held.get(partition);
      if (assignment?.epoch === epoch) assignment.position = Math.min(assignment.position, from);
    }
  }

  moved(moves: readonly CheckpointMove[]): void {
    for (const { partition, epoch, to } of moves) {
      const assignment = this.#held.get(partition);
      if (assignment === undefined || assignment.epoch !== epoch) continue;
      // Others may be under way behind it.
      assignment.position = Math.max(assignment.position, to);
      assignment.standing = following;
    }
  }

  /** The partition stands still at an event that failed by itself. */
  stop(partition: number, standing: Extract<Standing, { kind: "stopped" }>): void {
    const assignment = this.#held.get(partition);
    if (assignment !== undefined) assignment.standing = standing;
  }

  /** Partitions to be let go that no batch touches any more. They are forgotten here. */
  letGo(): readonly number[] {
    const free = this.#surplus.filter((partition) => this.#isFree(partition));
    this.#surplus = this.#surplus.filter((partition) => !free.includes(partition));
    for (const partition of free) this.#held.delete(partition);
    return free;
  }

  #isFree(partition: number): boolean {
    return (this.#held.get(partition)?.inHand ?? 0) === 0;
  }
}

const following: Standing = { kind: "following" };

const isWorkable = ({ leaving, standing }: Assignment, nowMs: number): boolean =>
  !leaving && (standing.kind === "following" || (standing.kind === "stopped" && standing.resumesAtMs <= nowMs));
