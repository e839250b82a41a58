import { statusesOf } from "@waybill/kernel/life";
import { type CartStatus, cartLife } from "../domain/cart-life.ts";
import { type OrderStatus, orderLife } from "../domain/order-life.ts";

// Which codes a route may refuse with, for its description (tests hold every answer to it).

/** What an order says in every status but these. */
export const orderIsNot = (...fitting: readonly OrderStatus[]) =>
  statusesOf(orderLife)
    .filter((status) => !fitting.includes(status))
    .map((status) => `OrderIs${status}` as const);

/** What a cart says in every status but these. */
export const cartIsNot = (...fitting: readonly CartStatus[]) =>
  statusesOf(cartLife)
    .filter((status) => !fitting.includes(status))
    .map((status) => `CartIs${status}` as const);

/** What the routes that price lines refuse, whoever set the prices. */
export const unpriceable = [
  "AmountIsTooLarge",
  "CurrencyDiffers",
  "DiscountExceedsLine",
  "DiscountIsOutOfRange",
  "NameIsTooLong",
  "PriceIsOutOfRange",
] as const;
