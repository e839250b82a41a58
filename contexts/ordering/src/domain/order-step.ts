import type { Decision } from "@waybill/kernel/decider";
import { stepOf } from "@waybill/kernel/life";
import type { Order } from "./order.ts";
import type { OrderEvent } from "./order-events.ts";
import { orderLife } from "./order-life.ts";
import type { OrderRefusal, Said } from "./order-rules.ts";

/** What can become of a command to an order. */
export type OrderDecision = Decision<OrderEvent, OrderRefusal>;

/** A step of the order's life, recorded where the table allows it and no rule objects. */
export const step: (order: Order, event: OrderEvent, ...objections: readonly Said[]) => OrderDecision = stepOf("Order", orderLife);
