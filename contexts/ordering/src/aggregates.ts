import { usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import type { Cart } from "./domain/cart.ts";
import type { CartCommand } from "./domain/cart-commands.ts";
import { cartDecider } from "./domain/cart-decider.ts";
import type { CartEvent } from "./domain/cart-events.ts";
import type { CartRefusal } from "./domain/cart-rules.ts";
import type { Order } from "./domain/order.ts";
import type { OrderCommand } from "./domain/order-commands.ts";
import { orderDecider } from "./domain/order-decider.ts";
import type { OrderEvent } from "./domain/order-events.ts";
import type { OrderRefusal } from "./domain/order-rules.ts";

/** How the kernel keeps orders. */
export const orderAggregate: Aggregate<OrderCommand, Order, OrderEvent, OrderRefusal> = {
  type: "order",
  decider: orderDecider,
  // Before carts there was no word of them, and merchants could not always say what holds for their orders.
  upcasters: { OrderPlaced: [(data) => ({ cartId: null, ...data }), (data) => ({ policies: usualOrderPolicies, ...data })] },
};

/** How the kernel keeps carts. */
export const cartAggregate: Aggregate<CartCommand, Cart, CartEvent, CartRefusal> = { type: "cart", decider: cartDecider };

/** A recorded event of an order as ordering speaks of it today. */
export const decodeOrderEvent = (recorded: RecordedEvent): OrderEvent => decodeEvent(orderAggregate, recorded);

/** A recorded event of a cart as ordering speaks of it today. */
export const decodeCartEvent = (recorded: RecordedEvent): CartEvent => decodeEvent(cartAggregate, recorded);
