import { fold } from "@waybill/kernel/decider";
import { statusesOf, targets } from "@waybill/kernel/life";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cup, customerId, guestCartId, openIt, orderOfCart, price, salt, startCheckout, tea } from "../testing/cart-samples.ts";
import { EUR, GBP, minute, pounds } from "../testing/order-samples.ts";
import type { Cart } from "./cart.ts";
import type { CartCommand } from "./cart-commands.ts";
import { cartDeadlineOf } from "./cart-deadlines.ts";
import { cartDecider } from "./cart-decider.ts";
import { cartDocument } from "./cart-document.ts";
import type { CartEvent } from "./cart-events.ts";
import { cartLife } from "./cart-life.ts";
import { cartQuote } from "./cart-quote.ts";
import { type CartRecord, evolveCartRecord } from "./cart-record.ts";

/** Chance for one step: numbers that the step turns into commands. */
type Chance = { readonly kind: number; readonly article: number; readonly units: number; readonly money: number };
const anyChance: fc.Arbitrary<Chance> = fc.record({
  kind: fc.nat(99),
  article: fc.nat(2),
  units: fc.integer({ min: 0, max: 1_000_001 }),
  money: fc.oneof(fc.integer({ min: -1, max: 2_000 }), fc.constant(999_999_999_999_999)),
});

const articles = [tea, cup, salt] as const;

const commandAt = (cart: Cart, { kind, article, units, money }: Chance, step: number): CartCommand => {
  const at = minute(step * (kind % 20));
  const sku = articles[article]!;
  const few = units % 5;
  const unitPrice = { ...price("2.50"), amount: Math.max(0, money), currency: money === 7 ? EUR : GBP };
  const attempt = cart.status === "NotOpened" ? 1 : cart.attempts + (few === 0 ? 0 : 1);
  const prices = articles.map((one) => ({ sku: one, name: "Repriced", unitPrice }));
  const item = { sku, name: "Taken over", quantity: few + 1, unitPrice, priceIsSet: few > 2, pricedAt: minute(0) };
  const commands: readonly CartCommand[] = [
    openIt,
    { type: "AddItem", sku, name: "Added", quantity: few, unitPrice, priceIsSet: few > 2, at },
    { type: "AddItem", sku, name: "Added", quantity: 1, unitPrice: price("2.50"), priceIsSet: false, at },
    { type: "ChangeQuantity", sku, quantity: units, at },
    { type: "ChangeQuantity", sku, quantity: few, at },
    { type: "RemoveItem", sku, at },
    { type: "AddDiscount", sku, amount: pounds(money), reason: few === 0 ? "" : "why", at },
    { type: "RemoveDiscount", sku: few === 0 ? null : sku, at },
    { type: "AssignCustomer", customerId, at },
    { type: "RepriceCart", prices, at },
    { type: "TakeOverItems", from: guestCartId, currency: GBP, items: [item], discounts: [{ sku, amount: few, reason: null }], at },
    { type: "MergeCart", into: guestCartId, at },
    { ...startCheckout, attempt, prices, at },
    { ...startCheckout, attempt, at },
    { type: "CompleteCheckout", orderId: orderOfCart, at },
    { type: "ReopenCart", orderId: orderOfCart, reason: "OutOfStock", at },
    { type: "ExpireCart", at: minute(step * units) },
  ];
  return commands[kind % commands.length]!;
};

const expectSound = (cart: Cart) => {
  if (cart.status === "NotOpened") return;
  const quoted = cartQuote(cart);
  expect(quoted).toMatchObject(
    cart.items.length === 0 ? { kind: "refused", refusal: { code: "OrderHasNoLines" } } : { kind: "quoted", quote: { currency: GBP } },
  );
  const skus = cart.items.map(({ sku }) => sku);
  expect(new Set(skus).size).toBe(skus.length);
  for (const { sku } of cart.discounts) expect(skus).toContain(sku);
  expect(cartDeadlineOf(cart) === null).toBe(["CheckedOut", "Expired", "Merged"].includes(cart.status));
};

describe("a cart that anything happens to", () => {
  // Of a few commands that chance offers, the first that changes anything is taken: so walks go deep.
  const walks = fc.array(fc.array(anyChance, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 30 });

  it("keeps to its table, can be priced at any time, and replays to the same, from JSON as well", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(walks, (steps) => {
        const history: CartEvent[] = [];
        let cart: Cart = cartDecider.initial;
        steps.forEach((offers, step) => {
          for (const offer of offers) {
            const decision = cartDecider.decide(commandAt(cart, offer, step), cart);
            if (decision.kind !== "accepted") continue;
            for (const event of decision.events) {
              const from = cart.status;
              cart = cartDecider.evolve(cart, event);
              expect(targets(cartLife, from, event.type)).toContain(cart.status);
              expectSound(cart);
              history.push(event);
              reached.add(event.type).add(cart.status);
            }
            return;
          }
        });
        const stored: CartEvent[] = JSON.parse(JSON.stringify(history));
        expect(fold(cartDecider, stored)).toEqual(cart);
        const record = stored.reduce<CartRecord | null>((past, event) => evolveCartRecord(past, event), null);
        expect(record === null).toBe(history.length === 0);
        if (record) expect(cartDocument(record)).toMatchObject({ status: cart.status, version: history.length });
      }),
      { numRuns: 1_000, seed: 7 },
    );
    const all = statusesOf(cartLife).flatMap((status) => [status, ...Object.keys(cartLife[status])]);
    expect(all.filter((one) => !reached.has(one))).toEqual(["NotOpened"]);
  });
});
