import type { CartId, MerchantId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { evolve, notOpened, type OpenedCart } from "./cart.ts";
import type { CartEvent, CheckoutStarted } from "./cart-events.ts";

/**
 * All that the events of one cart tell, beside what decisions need, from which `cartDocument` renders the cart. What decides and
 * what is shown cannot drift apart, because one holds the other.
 */
export type CartRecord = {
  readonly cart: OpenedCart;
  readonly cartId: CartId;
  readonly merchantId: MerchantId;
  /** Of the checkout that was started last, all that it takes to place its order. */
  readonly checkout: CheckoutStarted | null;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  /** How many events have been folded: the aggregate's version. */
  readonly version: number;
};

/** The record after one more event; null until the cart exists. */
export const evolveCartRecord = (record: CartRecord | null, event: CartEvent): CartRecord | null => {
  const cart = evolve(record?.cart ?? notOpened, event);
  if (cart.status === "NotOpened") return null;
  if (event.type === "CartOpened") {
    const { cartId, merchantId, at } = event;
    return { cart, cartId, merchantId, checkout: null, openedAt: at, updatedAt: at, version: 1 };
  }
  const checkout = event.type === "CheckoutStarted" ? event : (record?.checkout ?? null);
  return record && { ...record, cart, checkout, updatedAt: event.at, version: record.version + 1 };
};
