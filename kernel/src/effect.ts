import { SpanKind } from "@opentelemetry/api";
import { LRUCache } from "lru-cache";
import { type Aggregate, decodeEvent } from "./aggregate.ts";
import type { AskTarget } from "./ask.ts";
import type { JsonObject } from "./brand.ts";
import type { Clock } from "./clock.ts";
import { type CommandPipeline, createCommandHandler } from "./command-handler.ts";
import type { CommandContext } from "./command-identity.ts";
import type { CommandOutcome } from "./command-outcome.ts";
import { accept, nothingToDo, type Refusal, reject } from "./decider.ts";
import { streamName } from "./event-log.ts";
import { derivedUuid } from "./id.ts";
import { callInTime, inTime } from "./in-time.ts";
import type { AddressedCommand, AskOutcome } from "./saga.ts";
import { mustHold } from "./saga-at-work.ts";
import { sagaLimits } from "./saga-limits.ts";
import { inSpan } from "./tracing.ts";

/** Something that is done outside, where no log can make it happen once: so every attempt is recorded before it is made. */
export interface Effect {
  /** The middle part of its streams' names is `effect-<name>`. Storage format. */
  readonly name: string;
  /** No call ends later than this after its attempt was begun: then it is given up, and what became of it is unknown. No look-up takes longer either. */
  readonly callMs: number;
  /** Does it, under our key. What is thrown means that nobody knows whether it was done. */
  call(key: string, request: AddressedCommand, signal: AbortSignal): Promise<AskOutcome>;
  /** Asks outside what became of a call under our key. `never`: it is certain that none has arrived. */
  lookUp(key: string, request: AddressedCommand): Promise<AskOutcome | { readonly kind: "never" | "unknown" }>;
}

/** Nobody knows yet what became of an attempt. It is looked up again later; until then nothing is done a second time. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
}

/**
 * Lets sagas ask for an effect like for any command. The key is the ask's id: record the attempt, call, record the answer. When an
 * attempt is on record without an answer, it is looked up, and made again only when it certainly never arrived.
 */
export const effectTarget = (context: string, pipeline: CommandPipeline, effects: readonly Effect[]): AskTarget => {
  const performers = new Map(effects.map((effect) => [effect.name, performer(pipeline, effect)]));
  return {
    context,
    carryOut: async (asked, commandContext) => {
      const perform = performers.get(asked.aggregate);
      if (perform === undefined || commandContext.commandId === undefined) throw new Error(`${context} cannot do ${asked.aggregate}`);
      return outcomeOf(await perform(commandContext.commandId, asked, commandContext));
    },
  };
};

const performer = (pipeline: CommandPipeline, effect: Effect) => {
  const aggregate = attempts(effect.name);
  const handler = createCommandHandler(pipeline, aggregate);
  const mayBeUnderWay = waitingFor(effect, pipeline.clock);

  return async (key: string, request: AddressedCommand, context: CommandContext): Promise<AskOutcome> => {
    const stream = streamName(context.merchant, aggregate.type, key);
    const tell = (command: AttemptCommand, ...step: readonly string[]) =>
      handler.handle(key, command, { ...context, commandId: derivedUuid(key, ...step) });

    const attempt = async (number: number): Promise<AskOutcome> => {
      const startedAtMs = pipeline.clock.monotonicMs();
      mayBeUnderWay(key, number);
      const begun = await tell({ type: "Attempt", number }, "attempt", String(number));
      mustHold(begun, `${effect.name} ${key}`);
      // Somebody else is just making this very attempt, or died in it.
      if (begun.kind !== "accepted" || begun.replayed) throw new OutcomeUnknown(`attempt ${number} of ${effect.name} ${key} is another's`);
      // A process that was halted in between calls too late: by now somebody may have found that its call never came.
      const leftMs = startedAtMs + effect.callMs - pipeline.clock.monotonicMs();
      if (leftMs <= 0) throw new OutcomeUnknown(`${effect.name} ${key} was not called in time`);
      const wish = { name: `call ${effect.name}`, kind: SpanKind.CLIENT, attributes: { "waybill.attempt": number } };
      return conclude(await inSpan(context.traceparent, wish, () => called(effect, { key, request, leftMs })));
    };
    const conclude = async (outcome: AskOutcome): Promise<AskOutcome> => {
      mustHold(await tell({ type: "Conclude", outcome }, "concluded"), `${effect.name} ${key}`);
      return outcome;
    };

    // Few: one for each attempt, and the answer.
    const recorded = await pipeline.log.readStream(stream, 0, pageEvents);
    const last = recorded.at(-1);
    if (last === undefined) return attempt(1);
    const event = decodeEvent<AttemptEvent>(aggregate, last);
    if (event.type === "Concluded") return event.outcome;
    // A call that is still under way would be told apart from none that arrived by nobody.
    if (mayBeUnderWay(key, event.number)) throw new OutcomeUnknown(`${effect.name} ${key} may be under way`);
    const noAnswer = () => new OutcomeUnknown(`what became of ${effect.name} ${key} could not be looked up in time`);
    const found = await inTime(effect.lookUp(key, request), effect.callMs, noAnswer);
    switch (found.kind) {
      case "never":
        return attempt(event.number + 1);
      case "unknown":
        throw new OutcomeUnknown(`what became of ${effect.name} ${key} is not known yet`);
      case "accepted":
      case "refused":
        return conclude(found);
    }
  };
};

const pageEvents = 1_000;

/**
 * Whether somebody's call may still be on its way. It is, for as long as a call may take, from when this process first knew of it:
 * that is never too short, while an instant of another process's clock, or of the log's, may be hours away from our own.
 */
const waitingFor = ({ callMs }: Effect, clock: Clock) => {
  const known = new LRUCache<string, { readonly number: number; readonly sinceMs: number }>({ max: sagaLimits.watchedCalls });
  return (key: string, number: number): boolean => {
    const nowMs = clock.monotonicMs();
    const call = known.get(key);
    if (call?.number === number) return nowMs - call.sinceMs <= callMs;
    known.set(key, { number, sinceMs: nowMs });
    return true;
  };
};

interface Call {
  readonly key: string;
  readonly request: AddressedCommand;
  readonly leftMs: number;
}

const called = async (effect: Effect, { key, request, leftMs }: Call): Promise<AskOutcome> => {
  const tooLate = () => new Error(`${effect.name} ${key} was not answered within ${effect.callMs / 1_000} s`);
  try {
    return await callInTime((signal) => effect.call(key, request, signal), leftMs, tooLate);
  } catch (error) {
    throw new OutcomeUnknown(`what became of ${effect.name} ${key} is not known`, { cause: error });
  }
};

type AttemptCommand = { readonly type: "Attempt"; readonly number: number } | { readonly type: "Conclude"; readonly outcome: AskOutcome };
type AttemptEvent = { readonly type: "Attempted"; readonly number: number } | { readonly type: "Concluded"; readonly outcome: AskOutcome };
type Attempts = { readonly made: number; readonly isConcluded: boolean };

/** What is on record of one effect under one key. */
const attempts = (name: string): Aggregate<AttemptCommand, Attempts, AttemptEvent, { readonly code: "AlreadyAttempted" }> => ({
  type: `effect-${name}`,
  decider: {
    initial: { made: 0, isConcluded: false },
    decide: (command, { made, isConcluded }) => {
      if (command.type === "Conclude")
        return isConcluded ? nothingToDo : accept({ type: "Concluded", outcome: recordable(command.outcome) });
      return isConcluded || command.number !== made + 1
        ? reject({ code: "AlreadyAttempted" })
        : accept({ type: "Attempted", number: command.number });
    },
    evolve: (state, event) => (event.type === "Attempted" ? { ...state, made: event.number } : { ...state, isConcluded: true }),
  },
});

const recordable = (outcome: AskOutcome): AskOutcome =>
  outcome.kind === "accepted" ? { kind: "accepted" } : { kind: "refused", refusal: outcome.refusal };

const outcomeOf = (outcome: AskOutcome): CommandOutcome<unknown, unknown, Refusal & JsonObject> =>
  outcome.kind === "accepted"
    ? { kind: "nothingToDo", version: 0, replayed: false }
    : { kind: "refused", refusal: outcome.refusal, version: 0, replayed: false };
