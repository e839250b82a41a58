import { type Answer, type Caller, exactly, type Route, route, type StreamedEvent } from "@waybill/contracts/http";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { evolve, notPlaced as noOrder, type Order } from "../domain/order.ts";
import type { OrderStatus } from "../domain/order-life.ts";
import { accessTokenQuery, orderParams, whyNotRead } from "./order-access.ts";
import { notPlaced } from "./order-answer.ts";
import { historyEntryJson } from "./order-history-json.ts";
import { type NewsWanted, orderNews } from "./order-news.ts";
import type { OrderingPorts, OrderingRequestRefusal, RecordedOrderEvent } from "./ports.ts";

/** After these nobody waits for more. What still comes back of a completed order may take weeks: who asks later is told of it then. */
const over: ReadonlySet<OrderStatus> = new Set(["Cancelled", "Completed", "Expired", "Rejected"]);

export const streamOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "streamOrder",
    method: "GET",
    path: "/v1/orders/:orderId/stream",
    summary: "What happens to the order, as it happens",
    description: [
      "Server-Sent Events. Each event of the order's history is told once: `id` is its version, `event` its name, `data` what the history says of it.",
      "`Last-Event-ID` goes on where an earlier stream ended, in whichever process, without a gap and without telling anything twice. When the order is over, an event `end` with the order's status is the last; who has had it and asks again is answered 204, after which a browser does not ask any more.",
    ].join("\n\n"),
    text: "text/event-stream",
    params: orderParams,
    query: exactly({
      ...accessTokenQuery,
      after: Type.Optional(Type.Integer({ minimum: 0, description: "A version: only what came after it. `Last-Event-ID` goes first" })),
    }),
    answers: { 200: null, 204: null },
    refusals: ["OrderIsNotPlaced", "AccessTokenIsMissing", "EventIdIsUnknown"],
    handle: async ({ params: { orderId }, query, caller, accessToken, lastEventId }): Promise<Answer> => {
      const refused = whyNotRead(ports, orderId, { caller, accessToken });
      if (refused !== null) return refused;
      const { merchant } = caller;
      const known = await ports.orderHistory.read(merchant, orderId);
      if (known.length === 0) return notPlaced();
      const after = lastEventId === null ? (query.after ?? 0) : versionIn(lastEventId);
      if (after === null || after > known.length) return reject<OrderingRequestRefusal>({ code: "EventIdIsUnknown" });
      if (after === known.length && over.has(orderAfter(known).status)) return { kind: "done", status: 204, body: null };
      const order = orderAfter(known.slice(0, after));
      return {
        kind: "streamed",
        events: (until, quietMs) => telling(ports, { merchant, orderId, after, quietMs }, { order, caller, until }),
      };
    },
  });

/** Null for what no stream of ours has given. */
const versionIn = (id: string): number | null => (/^\d{1,9}$/.test(id) ? Number(id) : null);

const orderAfter = (events: readonly RecordedOrderEvent[], before: Order = noOrder): Order =>
  events.reduce((order, { event }) => evolve(order, event), before);

/** Who in the shop did it is the shop's own affair. */
const unseenBy = ({ role }: Caller) => (role === "storefront" ? { actor: null } : {});

/** `order` is as it was at the version that is known already. */
const telling = async function* (
  ports: OrderingPorts,
  wanted: NewsWanted,
  { order, caller, until }: { readonly order: Order; readonly caller: Caller; readonly until: AbortSignal },
): AsyncGenerator<StreamedEvent | null> {
  let now = order;
  for await (const news of orderNews(ports, wanted, until)) {
    if (news.length === 0) yield null;
    for (const one of news)
      yield { id: String(one.recorded.version), event: one.event.type, data: { ...historyEntryJson(one), ...unseenBy(caller) } };
    now = orderAfter(news, now);
    if (!over.has(now.status)) continue;
    yield { event: "end", data: { status: now.status } };
    return;
  }
};
