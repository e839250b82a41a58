import type { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import { evolve, notPlaced, type Order } from "../domain/order.ts";
import { type DeadlineOwner, deadlineOf } from "../domain/order-deadlines.ts";
import type { OrderEvent } from "../domain/order-events.ts";
import type { OrderStatus } from "../domain/order-life.ts";

/** An order that is not over, when it has to be elsewhere, and whose move it is until then. */
export type OrderDeadlineRow = {
  readonly orderId: OrderId;
  readonly merchant: MerchantId;
  readonly status: OrderStatus;
  readonly owner: DeadlineOwner;
  readonly deadlineAt: Instant;
  /** What the deadline is worked out of: the order without its lines and payments. */
  readonly order: Order;
};

/** Answers which orders have been where they are for too long. Those that are over are not in it. */
export const orderDeadline: ReadModel<OrderEvent, OrderDeadlineRow> = {
  name: "order_deadline",
  // 2: orders know their merchant's policies, and their payments.
  version: 3,
  columns: { orderId: "text", merchant: "text", status: "text", owner: "text", deadlineAt: "bigint", order: "json" },
  indexes: ["(merchant, deadline_at, order_id)"],
  of: "order",
  keyOf: (_, { stream }) => streamParts(stream).id,
  project: (row, event) => {
    const known = event.type === "OrderPlaced" ? event : row;
    if (known === null) return null;
    const order = withoutLines(evolve(row?.order ?? notPlaced, event));
    const deadline = deadlineOf(order);
    if (deadline === null) return null;
    const { orderId } = known;
    const merchant = "merchant" in known ? known.merchant : known.merchantId;
    return { orderId, merchant, status: order.status, owner: deadline.owner, deadlineAt: deadline.at, order };
  },
};

const withoutLines = (order: Order): Order => (order.status === "NotPlaced" ? order : { ...order, lines: [], payments: [], counted: [] });
