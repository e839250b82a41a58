import { SpanKind } from "@opentelemetry/api";
import type { Checkpoints } from "./checkpoint.ts";
import type { CommandContext } from "./command-identity.ts";
import type { CommandOutcome } from "./command-outcome.ts";
import type { Refusal } from "./decider.ts";
import { type EventLog, type RecordedEvent, streamParts } from "./event-log.ts";
import type { Handle } from "./following.ts";
import { type OneByOneOptions, oneByOne } from "./one-by-one.ts";
import type { Parking } from "./parking.ts";
import type { AddressedCommand, Asked } from "./saga.ts";
import { answerId, askId, mustHold, type ToldSaga } from "./saga-at-work.ts";
import { entriesLike, isStep } from "./saga-entries.ts";
import { inSpan, type SpanWish } from "./tracing.ts";

/**
 * A context that can be asked. The same command id must lead to the same outcome for ever, as command handlers do with receipts
 * that are kept (`replayableForMs: null`).
 */
export interface AskTarget {
  /** Its published name. */
  readonly context: string;
  /** @throws LogUnavailable or StoreUnavailable when it is to be asked again later; any other error when it cannot be asked. */
  carryOut(asked: AddressedCommand, context: CommandContext): Promise<CommandOutcome<unknown, unknown, Refusal>>;
}

export interface CarryingOut {
  /** The name under which the sagas' log is followed; one for each target, so that one that is away holds up nobody else. */
  readonly subscription: string;
  readonly target: AskTarget;
  /** All sagas of this log. */
  readonly sagas: readonly ToldSaga[];
  readonly checkpoints: Pick<Checkpoints, "move">;
  /** The log that the sagas' streams are in. */
  readonly log: Pick<EventLog, "incarnation" | "name">;
  /** Where asks wait that cannot be carried out, with those behind them of the same instance. Without it, they stop their partition. */
  readonly parking?: Parking;
}

/**
 * How a subscription over the sagas' own log carries out what they ask of one context: in order for each instance. The command
 * has the ask's id, and the answer an id made of that, so after a death anywhere the same is asked and answered again.
 */
export const carryingOut = (parts: CarryingOut): Handle => {
  const handle = oneByOne(askWork(parts));
  return ({ events, moves }) =>
    handle(
      events.flatMap((event) => asksIn(event, parts.target.context)),
      moves,
    );
};

/** One ask after the other, for `carryingOut` and for `retryParked`. */
export const askWork = ({ subscription, target, sagas, checkpoints, log, parking }: CarryingOut): OneByOneOptions<RecordedEvent> => {
  const byType = new Map(sagas.map((saga) => [saga.type, saga]));
  return {
    subscription,
    checkpoints,
    keyOf: ({ stream }) => stream,
    ...(parking === undefined ? {} : { parking: { store: parking, idOf: ({ stream, version }) => askId(stream, version) } }),
    handle: async (recorded) => {
      const asked = askedIn(recorded);
      const { stream, version, partition, position, causation } = recorded;
      const { merchant, type, id } = streamParts(stream);
      const saga = byType.get(type);
      if (saga === undefined) throw new Error(`${type} is no saga of ${log.name}: who asked this cannot be answered`);
      const commandId = askId(stream, version);
      await inSpan(causation.traceparent, spanOf(asked, recorded), async (trace) => {
        const behind = { ...causation, ...trace, cause: `${log.name}/${log.incarnation}/${partition}/${position}` };
        const outcome = await target.carryOut(asked, { ...behind, merchant, actor: type, commandId, replayableForMs: null });
        const held = mustHold(outcome, `${asked.aggregate} ${asked.id} of ${asked.context}`);
        if (asked.tells === "refusals" && held.kind === "accepted") return;
        await saga.tellAnswer({ merchant, instance: id }, { asked, version, outcome: held }, { ...behind, commandId: answerId(commandId) });
      });
    },
  };
};

const spanOf = ({ ask, context, aggregate, command }: Asked, { stream }: RecordedEvent): SpanWish => ({
  name: `ask ${context} ${aggregate} ${command.type}`,
  kind: SpanKind.CLIENT,
  attributes: { "waybill.ask": ask, "waybill.stream": stream },
});

const asksIn = (recorded: RecordedEvent, context: string): readonly RecordedEvent[] =>
  isStep(recorded) ? entriesLike(recorded, (entry) => entry.type === "Asked" && entry.context === context) : [];

/** What a saga's aggregate recorded; only asked of entries that are asks. */
const askedIn = ({ type, data }: RecordedEvent): Asked => ({ ...data, type }) as unknown as Asked;
