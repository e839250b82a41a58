import { type Answer, exactly, InstantText, type Route, route } from "@waybill/contracts/http";
import type { Instant } from "@waybill/kernel/clock";
import Type from "typebox";
import { accessTokenQuery, orderParams, whyNotRead } from "./order-access.ts";
import { notPlaced } from "./order-answer.ts";
import { OrderJson } from "./order-json.ts";
import { showingOnce } from "./order-shown.ts";
import type { OrderingPorts, RecordedOrderEvent } from "./ports.ts";

/**
 * As it was known here then: what an imported order's own time says is history, not when it came. What an order says of its own placing
 * is a moment before that was recorded, and is asked for.
 */
const isKnownAt = ({ event, recorded }: RecordedOrderEvent, at: Instant): boolean =>
  recorded.recordedAt <= at || (event.type === "OrderPlaced" && event.at <= at);

export const getOrder = (ports: OrderingPorts): Route => {
  const show = showingOnce(ports);
  return route({
    operation: "getOrder",
    method: "GET",
    path: "/v1/orders/:orderId",
    summary: "An order as it is now, or as it was",
    params: orderParams,
    query: exactly({ ...accessTokenQuery, at: Type.Optional(InstantText) }),
    answers: { 200: OrderJson },
    refusals: ["OrderIsNotPlaced", "AccessTokenIsMissing"],
    handle: async ({ params: { orderId }, query: { at }, caller, accessToken }): Promise<Answer> => {
      const refused = whyNotRead(ports, orderId, { caller, accessToken });
      if (refused !== null) return refused;
      const events = await ports.orderHistory.read(caller.merchant, orderId);
      const shown = await show(at === undefined ? events : events.filter((one) => isKnownAt(one, at)), caller);
      return shown === null ? notPlaced() : { kind: "done", status: 200, ...shown };
    },
  });
};
