import { SpanKind } from "@opentelemetry/api";
import { StoreUnavailable } from "./checkpoint.ts";
import { type CommandPipeline, createCommandHandler } from "./command-handler.ts";
import type { CommandOutcome } from "./command-outcome.ts";
import type { Refusal } from "./decider.ts";
import { type Causation, streamParts } from "./event-log.ts";
import { derivedUuid } from "./id.ts";
import type { Asked, AskOutcome, Saga, SagaWords } from "./saga.ts";
import { aggregateOf, type Hear, type SagaAggregate, sagaTypeOf } from "./saga-aggregate.ts";
import { inSpan, type SpanWish } from "./tracing.ts";

/** One instance of a saga. */
export interface SagaInstanceId {
  readonly merchant: string;
  readonly instance: string;
}

/** The id under which something is heard once, and what stands behind it. */
export interface Occasion extends Causation {
  readonly commandId: string;
}

/** What became of an ask; `version` is that of the ask among the instance's entries. */
export interface Answer<Name extends string = string> {
  readonly asked: Asked<Name>;
  readonly version: number;
  readonly outcome: AskOutcome;
}

/** A timer that is due; `version` is that of the entry that set it. */
export interface DueTimer<Name extends string = string> {
  readonly timer: Name;
  readonly version: number;
}

/** A saga in one process, as asks and timers know it. What is told is durable when the promise resolves, and told again changes nothing. */
export interface ToldSaga {
  /** The middle part of its streams' names. */
  readonly type: string;
  /** @throws StoreUnavailable when it is to be told again later. */
  tellAnswer(to: SagaInstanceId, answer: Answer, occasion: Occasion): Promise<void>;
  /** @throws StoreUnavailable when it is to be told again later. */
  tellTimer(to: SagaInstanceId, due: DueTimer, occasion: Occasion): Promise<void>;
}

export interface SagaAtWork<Words extends SagaWords> extends ToldSaga {
  readonly saga: Saga<Words>;
  /** Tells a message to the instance that hears it, if any does. @throws StoreUnavailable when it is to be told again later. */
  tellMessage(heard: Words["heard"], subscription: string): Promise<void>;
  tellAnswer(to: SagaInstanceId, answer: Answer<Words["ask"]>, occasion: Occasion): Promise<void>;
  tellTimer(to: SagaInstanceId, due: DueTimer<Words["timer"]>, occasion: Occasion): Promise<void>;
}

/** One subscription's hearing of one message by one instance has this command id. */
export const hearingId = (subscription: string, messageId: string, instance: string): string =>
  derivedUuid(subscription, messageId, instance);

/** The command id of what is asked: made of the saga's stream and of the version of the ask among its entries. */
export const askId = (sagaStream: string, version: number): string => derivedUuid(sagaStream, String(version));

/** The command id under which the answer to an ask is heard. */
export const answerId = (askedId: string): string => derivedUuid(askedId, "answered");

/** Lets a saga work. `more` says how its old events are read, or that it keeps snapshots. */
export const atWork = <Words extends SagaWords>(
  pipeline: CommandPipeline,
  saga: Saga<Words>,
  more: Partial<SagaAggregate<Words>> = {},
): SagaAtWork<Words> => {
  const handler = createCommandHandler(pipeline, aggregateOf(saga, more));
  const type = sagaTypeOf(saga);
  const tell = async (
    { merchant, instance }: SagaInstanceId,
    command: Hear<Words>,
    occasion: Occasion & { readonly isNew?: boolean },
  ): Promise<void> => {
    // What asks lives as long as the log, and so do its receipts: a message that is heard again after years is known.
    const outcome = await handler.handle(instance, command, { ...occasion, merchant, actor: type, replayableForMs: null });
    mustHold(outcome, `${type} ${instance}`);
  };
  const now = () => pipeline.clock.now();
  return {
    saga,
    type,
    tellMessage: async (heard, subscription) => {
      const instance = saga.instanceOf(heard);
      if (instance === null) return;
      const { id, subject, correlation, traceparent } = heard.message;
      const commandId = hearingId(subscription, id, instance);
      const causation = {
        cause: id,
        ...(correlation === undefined ? {} : { correlation }),
        ...(traceparent === undefined ? {} : { traceparent }),
      };
      const to = { merchant: streamParts(subject).merchant, instance };
      const hear = { type: "Hear", hearing: { kind: "message", heard, at: now() } } as const;
      const isNew = saga.beginsWith?.(heard) === true;
      await inSpan(traceparent, hearingSpan(heard), (trace) => tell(to, hear, { commandId, isNew, ...causation, ...trace }));
    },
    tellAnswer: (to, { asked, version, outcome }, occasion) =>
      tell(to, { type: "Hear", hearing: { kind: "answer", asked, outcome, at: now() }, version }, occasion),
    tellTimer: (to, { timer, version }, occasion) =>
      tell(to, { type: "Hear", hearing: { kind: "timer", timer, at: now() }, version }, occasion),
  };
};

/** As the semantic conventions for messaging name what takes one message in. */
const hearingSpan = ({ message: { context, id, name, partition } }: SagaWords["heard"]): SpanWish => ({
  name: `hear ${context}`,
  kind: SpanKind.CONSUMER,
  attributes: {
    "messaging.system": "waybill",
    "messaging.operation.name": "hear",
    "messaging.operation.type": "process",
    "messaging.destination.name": context,
    "messaging.destination.partition.id": String(partition),
    "messaging.message.id": id,
    "waybill.message": name,
  },
});

/**
 * The outcome for good, as one that an ask can be answered with.
 * @throws StoreUnavailable when nothing was decided and may be later; Error when it never will be.
 */
export const mustHold = (outcome: CommandOutcome<unknown, unknown, Refusal>, who: string): AskOutcome => {
  switch (outcome.kind) {
    case "accepted":
    case "nothingToDo":
      return { kind: "accepted" };
    case "refused":
      return { kind: "refused", refusal: outcome.refusal };
    case "overloaded":
    case "contended":
      throw new StoreUnavailable(`${who} is ${outcome.kind}`);
    case "keyReused":
      throw new Error(`a command id of ${who} already stands for another command`);
    case "unstorable":
      throw new Error(`what ${who} decided cannot be stored: ${outcome.reason}`);
  }
};
