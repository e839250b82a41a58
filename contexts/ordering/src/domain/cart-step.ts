import type { Decision } from "@waybill/kernel/decider";
import { stepOf } from "@waybill/kernel/life";
import type { Cart } from "./cart.ts";
import type { CartEvent } from "./cart-events.ts";
import { cartLife } from "./cart-life.ts";
import type { CartRefusal, CartSaid } from "./cart-rules.ts";

/** What can become of a command to a cart. */
export type CartDecision = Decision<CartEvent, CartRefusal>;

/** A step of the cart's life, recorded where the table allows it and no rule objects. */
export const step: (cart: Cart, event: CartEvent, ...objections: readonly CartSaid[]) => CartDecision = stepOf("Cart", cartLife);
