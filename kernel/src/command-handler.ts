import { type Aggregate, schemaVersionOf } from "./aggregate.ts";
import { type Clock, type Instant, instant } from "./clock.ts";
import type { Committer, Settlement } from "./committer.ts";
import { type Decision, fold, type Refusal } from "./decider.ts";
import { type Append, type Causation, type EventLog, type NewEvent, type Receipt, type StreamName, streamName } from "./event-log.ts";
import { derivedUuid, newUuid } from "./id.ts";
import { jsonText, type Unstorable } from "./json.ts";
import { limits } from "./limits.ts";
import { partitionOf } from "./partition.ts";
import { createStateCache, type StateCell, snapshotIfDue } from "./state-cache.ts";
import type { CommandMetrics } from "./telemetry.ts";

/** Where a command comes from, and what makes it happen once. */
export interface CommandContext extends Causation {
  readonly merchant: string;
  /** Set when the same command may come again: a UUID from `derivedUuid` over all that identifies it. */
  readonly commandId?: string;
  /** What was asked, as text, beside a `commandId`: the same id asking for something else is `keyReused`. */
  readonly request?: string;
  /** How long a retry is recognised; null for as long as the log lives. Default `limits.receiptMs`. */
  readonly replayableForMs?: number | null;
  /** True when the stream most likely does not exist yet, which saves reading it. A wrong guess costs a retry, never correctness. */
  readonly isNew?: boolean;
}

/** What became of a command. `version` is the stream's after it; `replayed` tells that it had happened before, here or elsewhere. */
export type CommandOutcome<State, Event, R extends Refusal> =
  | {
      readonly kind: "accepted";
      readonly version: number;
      readonly partition: number;
      readonly position: number;
      readonly replayed: boolean;
      /** What was recorded and the state after it; null in a replay, which knows only where it happened. */
      readonly recorded: { readonly events: readonly Event[]; readonly state: State } | null;
    }
  | { readonly kind: "nothingToDo"; readonly version: number; readonly replayed: boolean }
  | { readonly kind: "refused"; readonly refusal: R; readonly version: number; readonly replayed: boolean }
  /** The command id came before with another request. */
  | { readonly kind: "keyReused" }
  /** The events hold something no log can store; nothing was recorded. */
  | { readonly kind: "unstorable"; readonly reason: Unstorable }
  /** The process has its hands full; nothing was decided. */
  | { readonly kind: "overloaded"; readonly retryAfterMs: number }
  /** Others were faster `limits.decisionAttempts` times; nothing was recorded. */
  | { readonly kind: "contended"; readonly retryAfterMs: number };

/** Handles the commands of one kind of aggregate. */
export interface CommandHandler<Command, State, Event, R extends Refusal> {
  /**
   * Decides and records. The answer comes when everything it stands on is durable, refusals included.
   * @throws LogUnavailable when the log stays away: the same command id will tell what happened.
   * @throws RangeError when merchant or id cannot be part of a stream's name.
   */
  handle(id: string, command: Command, context: CommandContext): Promise<CommandOutcome<State, Event, R>>;
}

/** What the command handlers of one log share within a process. */
export interface CommandPipeline {
  readonly log: EventLog;
  readonly committer: Committer;
  readonly clock: Clock;
  readonly metrics: CommandMetrics;
  /** Commands in hand; beyond `limits.commandsInFlight` callers are told to come back. Share one per process. */
  readonly admission: { inFlight: number };
  /** Called when events have become durable: wakes the followers of this process. */
  readonly onAppended?: () => void;
  /** Told of what went wrong where nobody waits for an answer (a snapshot that could not be written). */
  readonly onFault?: (error: unknown) => void;
}

export const createCommandHandler = <
  Command extends { readonly type: string },
  State,
  Event extends { readonly type: string },
  R extends Refusal,
>(
  pipeline: CommandPipeline,
  aggregate: Aggregate<Command, State, Event, R>,
): CommandHandler<Command, State, Event, R> => {
  const { admission, clock, log, metrics } = pipeline;
  const states = createStateCache(log, aggregate);
  const observe = metrics.forAggregate(aggregate.type);

  /** Decides on the newest state, speculative events included, and waits for the log's word. */
  const attempt = async (stream: StreamName, command: Command, context: CommandContext, identity: Identity) => {
    let cell = states.cellOf(stream, context.isNew === true);
    while (cell instanceof Promise || !cell.valid) cell = cell instanceof Promise ? await cell : states.cellOf(stream, false);
    const decision = aggregate.decider.decide(command, cell.state);
    const events = encode(aggregate, decision);
    if (!Array.isArray(events)) return events;
    const before = cell.version;
    if (decision.kind === "accepted") {
      cell.state = fold(aggregate.decider, decision.events, cell.state);
      cell.version += decision.events.length;
    }
    const { state, version } = cell;
    const settlement = await settled(stream, cell, appendOf(stream, before, events, decision, context, identity));
    if (settlement.kind === "appended" && aggregate.snapshotEveryEvents !== undefined) {
      snapshotIfDue(log, aggregate, stream, before, version, state).catch((error) => pipeline.onFault?.(error));
    }
    return { kind: "settled" as const, settlement, decision, state };
  };

  const settled = (stream: StreamName, cell: StateCell<State>, append: Append): Promise<Settlement> =>
    new Promise((resolve) => {
      pipeline.committer.submit({
        append,
        isStale: () => !cell.valid,
        settle: (settlement) => {
          const decisionStands = settlement.kind === "appended" || (append.events.length === 0 && settlement.kind !== "conflict");
          if (!decisionStands) states.drop(stream, cell);
          resolve(settlement);
        },
      });
    });

  const decideAndRecord = async (id: string, command: Command, context: CommandContext): Promise<CommandOutcome<State, Event, R>> => {
    const stream = streamName(context.merchant, aggregate.type, id);
    const identity = identityOf(stream, context, clock);
    for (let tries = 0; tries < limits.decisionAttempts; tries += 1) {
      const result = await attempt(stream, command, context, identity);
      if (result.kind === "unstorable") return result;
      const { settlement } = result;
      if (settlement.kind === "failed") throw settlement.error;
      if (settlement.kind === "keyReused") return settlement;
      if (settlement.kind !== "conflict") {
        if (settlement.kind === "appended" && result.decision.kind === "accepted") pipeline.onAppended?.();
        return outcomeOf(settlement, result.decision, result.state, partitionOf(stream, log.partitions));
      }
      metrics.conflict(aggregate.type);
    }
    return { kind: "contended", retryAfterMs: limits.contendedRetryMs };
  };

  return {
    handle: async (id, command, context) => {
      const startedAt = performance.now();
      if (admission.inFlight >= limits.commandsInFlight) {
        observe("overloaded", startedAt);
        return { kind: "overloaded", retryAfterMs: limits.overloadedRetryMs };
      }
      admission.inFlight += 1;
      try {
        const outcome = await decideAndRecord(id, command, context);
        observe(outcome.kind, startedAt);
        return outcome;
      } catch (error) {
        observe("failed", startedAt);
        throw error;
      } finally {
        admission.inFlight -= 1;
      }
    },
  };
};

interface Identity {
  readonly commandId: string;
  readonly receipt: Receipt;
  /** Whether a replay must find the command even when it recorded nothing. */
  readonly keyed: boolean;
}

const identityOf = (stream: StreamName, context: CommandContext, clock: Clock): Identity => {
  const keyed = context.commandId !== undefined;
  const commandId = context.commandId ?? newUuid();
  const keptForMs = keyed ? (context.replayableForMs === undefined ? limits.receiptMs : context.replayableForMs) : limits.resendReceiptMs;
  const expiresAt: Instant | null = keptForMs === null ? null : instant(clock.now() + keptForMs);
  // Without a key there is no other request to tell apart, and the id itself will do.
  const requestHash = keyed ? derivedUuid(stream, context.request ?? "") : commandId;
  return { commandId, keyed, receipt: { requestHash, expiresAt } };
};

const appendOf = (
  stream: StreamName,
  expectedVersion: number,
  events: readonly NewEvent[],
  decision: Decision<unknown, Refusal>,
  { actor, correlation, cause, traceparent }: Causation,
  { commandId, keyed, receipt }: Identity,
): Append => ({
  stream,
  commandId,
  expectedVersion,
  events,
  causation: {
    ...(actor === undefined ? {} : { actor }),
    ...(correlation === undefined ? {} : { correlation }),
    ...(cause === undefined ? {} : { cause }),
    ...(traceparent === undefined ? {} : { traceparent }),
  },
  receipt: keyed || events.length > 0 ? receipt : null,
  outcome: decision.kind === "refused" ? decision.refusal : null,
});

const encode = <Event extends { readonly type: string }>(
  aggregate: Pick<Aggregate<never, never, Event>, "upcasters">,
  decision: Decision<Event, Refusal>,
): NewEvent[] | { readonly kind: "unstorable"; readonly reason: Unstorable } => {
  const encoded: NewEvent[] = [];
  if (decision.kind !== "accepted") return encoded;
  for (const { type, ...data } of decision.events) {
    const json = jsonText(data);
    if (typeof json !== "string") return { kind: "unstorable", reason: json.unstorable };
    encoded.push({ type, schemaVersion: schemaVersionOf(aggregate, type), json });
  }
  return encoded;
};

const outcomeOf = <State, Event, R extends Refusal>(
  settlement: Settlement & { kind: "appended" | "duplicate" },
  decision: Decision<Event, R>,
  state: State,
  partition: number,
): CommandOutcome<State, Event, R> => {
  const { version, position } = settlement;
  if (settlement.kind === "duplicate") {
    if (position > 0) return { kind: "accepted", version, partition, position, replayed: true, recorded: null };
    if (settlement.outcome === null) return { kind: "nothingToDo", version, replayed: true };
    return { kind: "refused", refusal: settlement.outcome as R, version, replayed: true };
  }
  switch (decision.kind) {
    case "accepted":
      return { kind: "accepted", version, partition, position, replayed: false, recorded: { events: decision.events, state } };
    case "nothingToDo":
      return { kind: "nothingToDo", version, replayed: false };
    case "refused":
      return { kind: "refused", refusal: decision.refusal, version, replayed: false };
  }
};
