import { Assignments, type Standing } from "./assignments.ts";
import { createBell } from "./bell.ts";
import type { Checkpoint, Checkpoints } from "./checkpoint.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { FollowedLog, FollowLimits, Handle, Happening, Rest } from "./following.ts";
import { newUuid } from "./id.ts";
import { Lane } from "./lane.ts";
import type { Follower, Leases } from "./lease.ts";
import { limits as defaultLimits } from "./limits.ts";
import type { Tailer } from "./tailer.ts";
import { inLinkedSpan, linksTo } from "./tracing.ts";

export interface SubscriptionOptions {
  /** Storage format: checkpoints and leases are kept under it. */
  readonly name: string;
  readonly log: FollowedLog;
  readonly tailer: Tailer;
  readonly checkpoints: Checkpoints;
  readonly leases: Leases;
  readonly handle: Handle;
  readonly clock?: Clock;
  readonly limits?: FollowLimits;
  readonly observe?: (happening: Happening) => void;
  /**
   * Whether batches may be begun before those in front of them are done, as `oneByOne` can: then nobody waits for what takes long and is not
   * theirs. Checkpoints still move in order.
   */
  readonly overlaps?: boolean;
  /** Without it, what comes is handled as soon as what came before is. */
  readonly rest?: Rest;
  /** Called after every batch: positions may have passed what somebody waits for. */
  readonly onMoved?: () => void;
}

/** How a subscription is doing in one partition, whichever process holds it. */
export interface PartitionStatus {
  readonly partition: number;
  readonly position: number;
  /** Events still to be handled. */
  readonly lag: number;
  /** What this process does there; null when it does not hold the partition. */
  readonly standing: Standing | null;
}

/**
 * Follows a log: shares its partitions with the other processes that follow under the same name, hands their events to
 * `handle` in order, and goes on from the checkpoints after any death. Created still; `start` sets it going.
 */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #clock: Clock;
  readonly #limits: FollowLimits;
  readonly #follower: Follower;
  readonly #assignments: Assignments;
  readonly #lanes: readonly Lane[];
  /** Rung when there is something to claim or to let go before the next regular look at the leases. */
  readonly #shareChanged = createBell();
  #running: Promise<unknown> | null = null;
  #stopping = false;
  #partitionsHeld = 0;
  /** Until when shares are being moved, as far as is known: what another lets go is then looked for more often. */
  #settlingUntilMs = 0;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#limits = options.limits ?? defaultLimits;
    this.#follower = { subscription: options.name, owner: newUuid() };
    this.#assignments = new Assignments(this.#limits.followLanes);
    this.#lanes = Array.from({ length: this.#limits.followLanes }, (_, number) => this.#lane(number));
  }

  start(): void {
    this.#settlingUntilMs = this.#clock.monotonicMs() + 2 * this.#limits.leaseTendMs;
    this.#running ??= Promise.all([this.#keepShare(), ...this.#lanes.map((lane) => lane.run())]);
  }

  /** Finishes the batch in hand and lets the partitions go, so that others go on at once. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const lane of this.#lanes) lane.stop();
    this.#shareChanged.ring();
    await this.#running;
    // Without a database there is nobody to tell; the leases run out by themselves.
    if (this.#running !== null) await this.#options.leases.leave(this.#follower).catch(this.#unavailable);
  }

  /** Somebody waits for what comes: ends a rest. */
  hurry(): void {
    for (const lane of this.#lanes) lane.interrupt();
  }

  /** The partitions that this process follows now, for work beside following that is better not done by all. */
  held(): readonly number[] {
    return this.#assignments.partitions(this.#clock.monotonicMs());
  }

  /** Where it stands in every partition of the log, in all processes together. Reads the heads and the checkpoints. */
  async status(): Promise<readonly PartitionStatus[]> {
    const { name, log, checkpoints } = this.#options;
    const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
    const standings = await checkpoints.read(name, partitions);
    const heads = await log.heads();
    return partitions.map((partition) => {
      const position = standings.get(partition)?.position ?? 0;
      const lag = Math.max(0, (heads.get(partition) ?? 0) - position);
      return { partition, position, lag, standing: this.#assignments.standing(partition) };
    });
  }

  #lane(number: number): Lane {
    const { name, tailer, handle, rest, overlaps = false, onMoved = () => {} } = this.#options;
    return new Lane({
      number,
      assignments: this.#assignments,
      tailer,
      handle: inBatchSpans(name, handle),
      clock: this.#clock,
      limits: this.#limits,
      rest,
      overlaps,
      observe: this.#observe,
      onMoved,
      onBatchEnded: () => {
        if (this.#assignments.needsLook) this.#shareChanged.ring();
      },
    });
  }

  /** The only place that speaks with the leases: says that this process is alive, claims what is new, lets go what is too much. */
  async #keepShare(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#look();
      } catch (error) {
        this.#unavailable(error);
      }
      const { leaseTendMs } = this.#limits;
      const nowMs = this.#clock.monotonicMs();
      // All subscriptions of a process look at the same moments, so that a log is asked once for all of them.
      await this.#shareChanged.wait(untilNext(nowMs, nowMs < this.#settlingUntilMs ? leaseTendMs / looksWhileSettling : leaseTendMs));
    }
  }

  async #look(): Promise<void> {
    const { leases, log } = this.#options;
    const free = this.#assignments.letGo();
    if (free.length > 0) await leases.release(this.#follower, free);
    // Before asking, so that this process thinks its lease over no later than the others do.
    const askedAtMs = this.#clock.monotonicMs();
    const holding = await leases.tend(this.#follower, log.partitions);
    await this.#claim(this.#assignments.hold(holding, askedAtMs + leases.leaseMs));
    for (const lane of this.#lanes) lane.interrupt();
    if (holding.epochs.size !== this.#partitionsHeld) {
      this.#settlingUntilMs = askedAtMs + 2 * this.#limits.leaseTendMs;
      this.#observe({ kind: "shared", partitions: holding.epochs.size });
    }
    this.#partitionsHeld = holding.epochs.size;
    // What is too much and not in hand is let go now: until somebody takes it, nobody follows it.
    if (this.#assignments.needsLook) this.#shareChanged.ring();
  }

  async #claim(epochs: ReadonlyMap<number, number>): Promise<void> {
    if (epochs.size === 0) return;
    const { name, log, checkpoints } = this.#options;
    const claimed = await checkpoints.claim(name, epochs, log.incarnation);
    // After the claim: positions were read under it, and a head never goes back while one log lives.
    const heads = await log.heads();
    for (const [partition, checkpoint] of claimed) {
      const reason = this.#misfit(checkpoint, heads.get(partition) ?? 0);
      this.#assignments.assign(partition, checkpoint, reason === null ? undefined : { kind: "refused", reason });
      if (reason !== null) this.#observe({ kind: "refused", partition, reason });
    }
    const lost = [...epochs.keys()].filter((partition) => !claimed.has(partition));
    if (lost.length > 0) this.#observe({ kind: "fenced", partitions: lost });
  }

  #misfit({ incarnation, position }: Checkpoint, head: number): "AheadOfLog" | "OtherIncarnation" | null {
    if (incarnation !== this.#options.log.incarnation) return "OtherIncarnation";
    return position > head ? "AheadOfLog" : null;
  }

  readonly #observe = (happening: Happening): void => this.#options.observe?.(happening);

  readonly #unavailable = (error: unknown): void => this.#observe({ kind: "unavailable", error, retryAfterMs: this.#limits.leaseTendMs });
}

/**
 * How many times as often a process looks at the leases when it has just come, or its share has just changed. A partition that another lets
 * go is then without a follower for a fifth of a second instead of a whole one.
 */
const looksWhileSettling = 5;

/** Until the next multiple that is not quite near. */
const untilNext = (nowMs: number, everyMs: number): number => {
  const restMs = everyMs - (nowMs % everyMs);
  return restMs < everyMs / 2 ? restMs + everyMs : restMs;
};

/** What is followed comes from many traces: the span of a batch is linked with them. */
const inBatchSpans =
  (name: string, handle: Handle): Handle =>
  (batch) => {
    const links = linksTo(batch.events, ({ causation }) => causation.traceparent);
    if (links.length === 0) return handle(batch);
    const attributes = { "waybill.subscription": name, "waybill.events": batch.events.length };
    return inLinkedSpan(links, { name: `follow ${name}`, attributes }, () => handle(batch));
  };
