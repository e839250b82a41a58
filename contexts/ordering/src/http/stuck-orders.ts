import { type Answer, type CursorKey, exactly, InstantText, pageOf, pageQuery, type Route, readPage, route } from "@waybill/contracts/http";
import { OrderId } from "@waybill/contracts/vocabulary";
import { type Instant, instant, isoFromInstant } from "@waybill/kernel/clock";
import Type from "typebox";
import { orderingLimits } from "../domain/limits.ts";
import { orderParams } from "./order-access.ts";
import { notPlaced, orderAnswer } from "./order-answer.ts";
import { OrderIdText, OrderJson, OrderStatusText } from "./order-json.ts";
import type { OrderingPorts, OverdueOrder } from "./ports.ts";

const StuckJson = exactly(
  {
    id: OrderIdText,
    status: OrderStatusText,
    owner: Type.String({ description: "Whose move it was", examples: ["operator"] }),
    deadlineAt: InstantText,
  },
  { title: "StuckOrder" },
);

/** Orders that are past their deadline, and what an operator can do about one. */
export const listStuckOrders = ({ overdueOrders, clock }: OrderingPorts): Route =>
  route({
    operation: "listStuckOrders",
    method: "GET",
    path: "/v1/ops/stuck",
    summary: "Orders that have been where they are for too long, the longest first",
    query: pageQuery({}),
    answers: { 200: pageOf(StuckJson, "StuckOrderPage") },
    reads: "order_deadline",
    handle: async ({ query: { limit, cursor }, caller: { merchant } }): Promise<Answer> => {
      const now = clock.now();
      const page = await readPage(
        { scope: ["stuck", merchant], limit, cursor },
        {
          keyOf: ({ deadlineAt, orderId }: OverdueOrder) => [deadlineAt, orderId],
          read: (after, rows) => overdueOrders.overdue({ merchant, now, after: placeIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      const items = page.items.map(({ orderId, status, owner, deadlineAt }) => ({
        id: orderId,
        status,
        owner,
        deadlineAt: isoFromInstant(deadlineAt),
      }));
      return { kind: "done", status: 200, body: { items, next: page.next } };
    },
  });

const placeIn = (key: CursorKey | null): { readonly deadlineAt: Instant; readonly orderId: OrderId } | null => {
  const [deadlineAt, id] = key ?? [];
  const orderId = typeof id === "string" ? OrderId.parse(id) : null;
  const isPlace = typeof deadlineAt === "number" && Number.isSafeInteger(deadlineAt);
  return isPlace && orderId !== null ? { deadlineAt: instant(deadlineAt), orderId } : null;
};

export const retryStuckOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "retryStuckOrder",
    method: "POST",
    path: "/v1/ops/stuck/:orderId/retry",
    summary: "Try again whatever could not be done for an order",
    description: "Everything that is parked for it, in whichever context, is tried now as if for the first time.",
    params: orderParams,
    answers: {
      200: exactly({ tried: Type.Integer({ minimum: 0, description: "Parked keys that are tried again" }) }, { title: "Retried" }),
    },
    refusals: ["OrderIsNotPlaced"],
    handle: async ({ params: { orderId }, caller: { merchant } }): Promise<Answer> => {
      const [placed] = await ports.orderHistory.read(merchant, orderId, { after: 0, limit: 1 });
      if (placed === undefined) return notPlaced();
      return { kind: "done", status: 200, body: { tried: await ports.retryParkedFor(orderId) } };
    },
  });

export const resolveStuckOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "resolveStuckOrder",
    method: "POST",
    path: "/v1/ops/stuck/:orderId/resolve",
    summary: "End an order that cannot go on",
    description: "It is cancelled for this reason, and what was done for it is taken back.",
    params: orderParams,
    body: exactly(
      { reason: Type.String({ minLength: 1, maxLength: orderingLimits.reasonCharacters, examples: ["the warehouse burnt down"] }) },
      { title: "ResolveStuckOrder" },
    ),
    example: { reason: "the warehouse burnt down" },
    answers: { 200: OrderJson },
    refusals: ["OrderIsNotPlaced", "OrderIsCompleted", "OrderIsOnItsWay", "PartIsDelivered"],
    handle: async ({ params: { orderId }, body: { reason }, caller, at, command }): Promise<Answer> => {
      const outcome = await ports.orders.handle(orderId, { type: "StartCancellation", reason, at }, command);
      return orderAnswer(ports, { orderId, caller, status: 200 }, outcome);
    },
  });
