import {
  type Answer,
  type CursorKey,
  exactly,
  InstantText,
  orNull,
  pageOf,
  pageQuery,
  type Route,
  readPage,
  route,
} from "@waybill/contracts/http";
import type { Json } from "@waybill/kernel/brand";
import { instant, isoFromInstant } from "@waybill/kernel/clock";
import Type from "typebox";
import { orderParams } from "./order-access.ts";
import { notPlaced } from "./order-answer.ts";
import type { OrderingPorts, RecordedOrderEvent } from "./ports.ts";

const text = orNull(Type.String());
const HistoryEntryJson = exactly(
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

export const getOrderHistory = (ports: OrderingPorts): Route =>
  route({
    operation: "getOrderHistory",
    method: "GET",
    path: "/v1/orders/:orderId/history",
    summary: "Everything that happened to the order, who or what caused it, oldest first",
    params: orderParams,
    query: pageQuery({}),
    answers: { 200: pageOf(HistoryEntryJson, "HistoryPage") },
    refusals: ["OrderIsNotPlaced"],
    handle: async ({ params: { orderId }, query: { limit, cursor }, caller: { merchant } }): Promise<Answer> => {
      const page = await readPage(
        { scope: ["history", merchant, orderId], limit, cursor },
        {
          keyOf: ({ recorded }: RecordedOrderEvent) => [recorded.version],
          read: (after, rows) => ports.orderHistory.read(merchant, orderId, { after: versionIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      if (page.items.length === 0 && cursor === undefined) return notPlaced();
      return { kind: "done", status: 200, body: { items: page.items.map(entryJson), next: page.next } };
    },
  });

const versionIn = (key: CursorKey | null): number => (Number.isSafeInteger(key?.[0]) ? Number(key?.[0]) : 0);

const entryJson = ({ event, recorded }: RecordedOrderEvent) => {
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
