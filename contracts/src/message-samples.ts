import { type Instant, instantFromIso } from "@waybill/kernel/clock";
import { type Currency, parseCurrency } from "./currency.ts";
import { CartId, CustomerId, LocationId, OrderId } from "./ids.ts";
import { parseSku, type Sku } from "./sku.ts";
import { parseUnitPrice, type UnitPrice } from "./unit-price.ts";

// What the examples of contracts are made of: real words, so that an example can be taken for a message.

/** @throws TypeError for a word that is none: examples are read by people. */
const sure = <T>(parsed: T | null): T => {
  if (parsed === null) throw new TypeError("an example is made of words that are none");
  return parsed;
};

export const orderSample: OrderId = sure(OrderId.parse("ord_01kaawzq5gfx9bz4qfq6g2b0s7"));
export const cartSample: CartId = sure(CartId.parse("cart_01kaawyf2se0zt8dm5rj4nq3vb"));
export const customerSample: CustomerId = sure(CustomerId.parse("cus_01kaawv6h1e6qbvnkg4wc5pv8n"));
export const locationSample: LocationId = sure(LocationId.parse("main"));
export const skuSample: Sku = sure(parseSku("85123A"));
export const eurSample: Currency = sure(parseCurrency("EUR"));
export const priceSample: UnitPrice = sure(parseUnitPrice({ amount: "2.55", currency: "EUR" }));
export const atSample = (clock: string): Instant => instantFromIso(`2026-03-29T${clock}Z`);
export const sealedSample = { sealed: "ARkz8Jq2c0m1v7Zt3oXbW5y9LwQ4uHc6RkE0", subject: customerSample };
