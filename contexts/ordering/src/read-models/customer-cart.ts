import { CartId, type CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { CartEvent } from "../domain/cart-events.ts";

/** That a cart is a customer's. What is in it is asked of the cart. */
export type CustomerCartRow = {
  readonly cartId: CartId;
  readonly merchant: MerchantId;
  readonly customerId: CustomerId;
};

/** Answers which carts a customer has, for the person who wants to know all that is known of them. */
export const customerCart: ReadModel<CartEvent, CustomerCartRow> = {
  name: "customer_cart",
  version: 1,
  columns: { cartId: "text", merchant: "text", customerId: "text" },
  indexes: ["(merchant, customer_id, cart_id)"],
  of: "cart",
  // Only what says whose a cart is.
  keyOf: ({ type }, { stream }) => (type === "CartOpened" || type === "CustomerAssigned" ? streamParts(stream).id : null),
  project: (row, event, { stream }) => {
    if (event.type !== "CartOpened" && event.type !== "CustomerAssigned") return row;
    const parts = streamParts(stream);
    const [merchant, cartId] = [MerchantId.parse(parts.merchant), CartId.parse(parts.id)];
    if (merchant === null || cartId === null) throw new TypeError(`${stream} is not the stream of a cart`);
    // A guest's cart is in no row until somebody says whose it is.
    return event.customerId === null ? null : { cartId, merchant, customerId: event.customerId };
  },
};
