import { exactly, InstantText, orNull } from "@waybill/contracts/http";
import type { Json } from "@waybill/kernel/brand";
import { instant, isoFromInstant } from "@waybill/kernel/clock";
import Type from "typebox";
import type { RecordedOrderEvent } from "./ports.ts";

const text = orNull(Type.String());
export const HistoryEntryJson = exactly(
  {
    version: Type.Integer({ minimum: 1 }),
    event: Type.String({ examples: ["OrderPlaced"] }),
    at: InstantText,
    recordedAt: InstantText,
    actor: { ...text, description: "Who asked: a key, a customer, a saga" },
    cause: { ...text, description: "The message or event that made it happen" },
    correlation: { ...text, description: "One id for all that follows from one request" },
    commandId: Type.String(),
    facts: Type.Object({}, { description: "What the event says, for people to read: it may be said otherwise in another version" }),
  },
  { title: "HistoryEntry" },
);

/** An event as people read it. */
export const historyEntryJson = ({ event, recorded }: RecordedOrderEvent) => {
  const { type, at, ...facts } = event;
  const { actor = null, cause = null, correlation = null } = recorded.causation;
  return {
    version: recorded.version,
    event: type,
    at: isoFromInstant(at),
    recordedAt: isoFromInstant(recorded.recordedAt),
    actor,
    cause,
    correlation,
    commandId: recorded.commandId,
    facts: readable(facts),
  };
};

const instants = new Set(["from", "placedAt", "until"]);

/** Instants as ISO 8601, and of what is sealed only that it is there: a history is read by more people than the order. */
const readable = (facts: object): { readonly [name: string]: Json } => {
  const read = JSON.parse(JSON.stringify(facts), (key, value: unknown) => {
    if (instants.has(key) && typeof value === "number") return isoFromInstant(instant(value));
    return typeof value === "object" && value !== null && "sealed" in value ? "(sealed)" : value;
  });
  return read;
};
