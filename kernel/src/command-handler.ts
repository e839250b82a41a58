import type { Span } from "@opentelemetry/api";
import { type Aggregate, encodeDecision } from "./aggregate.ts";
import type { Clock } from "./clock.ts";
import { type CommandContext, type CommandIdentity, identityOf } from "./command-identity.ts";
import { type CommandOutcome, outcomeOfDecision, outcomeOfReplay, type Recorded } from "./command-outcome.ts";
import { beginCommandSpan, tellOutcome, under } from "./command-span.ts";
import type { Committer, Settlement } from "./committer.ts";
import { fold, type Refusal } from "./decider.ts";
import { type Append, type EventLog, type StreamName, streamName } from "./event-log.ts";
import type { Unstorable } from "./json.ts";
import { limits } from "./limits.ts";
import { partitionOf } from "./partition.ts";
import { createStateCache, type StateCache, type StateCell, snapshotIfDue } from "./state-cache.ts";
import type { CommandMetrics } from "./telemetry.ts";
import { failSpan } from "./tracing.ts";

/** Handles the commands of one kind of aggregate. */
export interface CommandHandler<Command, State, Event, R extends Refusal> {
  /**
   * Decides and records. The answer comes when everything it stands on is durable, refusals included.
   * @throws LogUnavailable when the log stays away: the same command id will tell what happened.
   * @throws RangeError when merchant or id cannot be part of a stream's name, or the command id is no UUID.
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
  /** Folded states that each handler keeps; room for them is made at once. Default `limits.cachedStates`. */
  readonly cachedStates?: number;
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
  const { admission } = pipeline;
  const states = createStateCache(pipeline.log, aggregate, pipeline.cachedStates);
  const observe = pipeline.metrics.forAggregate(aggregate.type);
  type Outcome = CommandOutcome<State, Event, R>;
  const handleNow = async (id: string, command: Command, asked: AskedFor<Outcome>): Promise<Outcome> => {
    const { context } = asked;
    const startedAtMs = performance.now();
    const places = context.speculation?.isBegun === true ? 0 : 1;
    if (admission.inFlight + places > limits.commandsInFlight) {
      observe("overloaded", startedAtMs);
      return { kind: "overloaded", retryAfterMs: limits.overloadedRetryMs };
    }
    admission.inFlight += places;
    let span: Span | null = null;
    try {
      const stream = streamName(context.merchant, aggregate.type, id);
      span = beginCommandSpan(aggregate, command, { context, stream, log: pipeline.log.name });
      const identity = identityOf(stream, under(span, context), pipeline.clock);
      const outcome = await decideUntilItHolds({ pipeline, aggregate, states, stream, command, identity, asked, span });
      observe(outcome.kind, startedAtMs);
      tellOutcome(span, outcome);
      return outcome;
    } catch (error) {
      observe("failed", startedAtMs);
      if (span !== null) failSpan(span, error);
      throw error;
    } finally {
      admission.inFlight -= places;
      span?.end();
    }
  };
  return {
    handle: (id, command, context) =>
      context.speculation === undefined
        ? handleNow(id, command, { context, tell: null })
        : // Whichever is first: that it is decided, or that it cannot be.
          new Promise((resolve, reject) => {
            handleNow(id, command, { context, tell: resolve }).then(resolve, reject);
          }),
  };
};

/** How a command came, and who is told what was decided before it is appended. */
interface AskedFor<Outcome> {
  readonly context: CommandContext;
  readonly tell: ((outcome: Outcome) => void) | null;
}

/** One command on its way: what is asked, of which stream, and with what at hand. */
interface Errand<Command extends { readonly type: string }, State, Event extends { readonly type: string }, R extends Refusal> {
  readonly pipeline: CommandPipeline;
  readonly aggregate: Aggregate<Command, State, Event, R>;
  readonly states: StateCache<State>;
  readonly stream: StreamName;
  readonly command: Command;
  readonly identity: CommandIdentity;
  readonly asked: AskedFor<CommandOutcome<State, Event, R>>;
  readonly span: Span | null;
}

const decideUntilItHolds = async <
  Command extends { readonly type: string },
  State,
  Event extends { readonly type: string },
  R extends Refusal,
>(
  errand: Errand<Command, State, Event, R>,
): Promise<CommandOutcome<State, Event, R>> => {
  const { pipeline, aggregate, stream, asked } = errand;
  const { isNew = false, speculation } = asked.context;
  const partition = partitionOf(stream, pipeline.log.partitions);
  for (let attempts = 0; attempts < limits.decisionAttempts; attempts += 1) {
    // A stream that was said to be new and is not is read: the same guess twice would conflict until nothing is left to try.
    const cell = await usableCell(errand, attempts === 0 && isNew);
    if (speculation?.isOver === true) break;
    const attempt = decideAndSubmit(errand, cell, partition);
    if (attempt.kind === "unstorable") return attempt;
    asked.tell?.(outcomeOfDecision(attempt.recorded, positionUnknown));
    const settlement = await attempt.settled;
    switch (settlement.kind) {
      case "appended":
        afterAppend(errand, attempt.recorded);
        return outcomeOfDecision(attempt.recorded, settlement.position);
      case "duplicate":
        return outcomeOfReplay(settlement, partition);
      case "keyReused":
        return settlement;
      case "failed":
        throw settlement.error;
      case "conflict":
        pipeline.metrics.conflict(aggregate.type);
    }
  }
  return { kind: "contended", retryAfterMs: limits.contendedRetryMs };
};

/** Of what is not appended yet. */
const positionUnknown = 0;

/** The stream's cell; when it was cached there is no await, so commands are decided in the order in which they came. */
const usableCell = <State>({ states, stream }: Pick<Errand<never, State, never, never>, "states" | "stream">, isNew: boolean) => {
  const cell = states.cellOf(stream, isNew);
  return cell instanceof Promise ? cell.then((loaded) => (loaded.valid ? loaded : states.cellOf(stream, false))) : cell;
};

/** Decides on the newest state, speculative events included, and hands the decision to the committer without waiting in between. */
const decideAndSubmit = <Command extends { readonly type: string }, State, Event extends { readonly type: string }, R extends Refusal>(
  { pipeline, aggregate, states, stream, command, identity, asked, span }: Errand<Command, State, Event, R>,
  cell: StateCell<State>,
  partition: number,
):
  | { readonly kind: "submitted"; readonly recorded: Recorded<State, Event, R>; readonly settled: Promise<Settlement> }
  | { readonly kind: "unstorable"; readonly reason: Unstorable } => {
  const decision = aggregate.decider.decide(command, cell.state);
  const encoded = encodeDecision(aggregate, decision);
  if ("unstorable" in encoded) return { kind: "unstorable", reason: encoded.unstorable };
  if (identity.flaw !== null) return { kind: "unstorable", reason: identity.flaw };
  const append: Append = {
    stream,
    commandId: identity.commandId,
    expectedVersion: cell.version,
    events: encoded.events,
    causation: identity.causation,
    receipt: identity.receipt,
    outcome: encoded.outcome,
  };
  if (decision.kind === "accepted") {
    cell.state = fold(aggregate.decider, decision.events, cell.state);
    cell.version += encoded.events.length;
  }
  const recorded = { decision, state: cell.state, version: cell.version, partition };
  const { speculation } = asked.context;
  const standsOn = speculation?.standsOn();
  speculation?.sent(append);
  const settled = new Promise<Settlement>((resolve) => {
    pipeline.committer.submit({
      append,
      span,
      isStale: () => !cell.valid || speculation?.hasFailed === true,
      ...(standsOn === undefined ? {} : { standsOn }),
      settle: (settlement) => {
        speculation?.settled(append, settlement);
        // Whatever else was decided on events that are not in the log must not count either.
        const holds = settlement.kind === "appended" || (encoded.events.length === 0 && settlement.kind !== "conflict");
        if (!holds) states.drop(stream, cell);
        resolve(settlement);
      },
    });
  });
  return { kind: "submitted", recorded, settled };
};

const afterAppend = <Command extends { readonly type: string }, State, Event extends { readonly type: string }, R extends Refusal>(
  { pipeline, aggregate, stream }: Errand<Command, State, Event, R>,
  { decision, state, version }: Recorded<State, Event, R>,
): void => {
  if (decision.kind !== "accepted") return;
  pipeline.onAppended?.();
  if (aggregate.snapshotEveryEvents === undefined) return;
  snapshotIfDue({ log: pipeline.log, aggregate, stream }, decision.events.length, { version, state }).catch((error) =>
    pipeline.onFault?.(error),
  );
};
