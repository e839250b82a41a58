import { parseCurrency, parseSku } from "@waybill/contracts/vocabulary";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  cartHistories,
  cup,
  cupAdded,
  customerId,
  discounted,
  filled,
  opened,
  price,
  salt,
  tea,
  teaAdded,
} from "../testing/cart-samples.ts";
import { minute, pounds } from "../testing/order-samples.ts";
import { cartDecider } from "./cart-decider.ts";
import type { ItemAdded } from "./cart-events.ts";
import { orderingLimits } from "./limits.ts";

const { given } = scenariosOf(cartDecider);
const at = minute(9);
const twoTeas = { sku: tea, name: "Loose tea", quantity: 2, unitPrice: price("2.60"), priceIsSet: false, at };
const addTea = { type: "AddItem", ...twoTeas } as const;

describe("a cart", () => {
  it("is opened once, and belongs to whom it is given", () => {
    given(opened).when({ type: "AssignCustomer", customerId, at }).records({ type: "CustomerAssigned", customerId, at });
    given(opened, { type: "CustomerAssigned", customerId, at }).when({ type: "AssignCustomer", customerId, at }).recordsNothing();
  });
  it("is let go when nobody has touched it for thirty days", () => {
    const days = (count: number) => minute(3 + count * 24 * 60);
    given(filled)
      .when({ type: "ExpireCart", at: days(29) })
      .recordsNothing();
    given(filled)
      .when({ type: "ExpireCart", at: days(30) })
      .records({ type: "CartExpired", at: days(30) });
    given(filled, { ...teaAdded, at: days(29) })
      .when({ type: "ExpireCart", at: days(30) })
      .recordsNothing();
  });
  it("takes back what it said of prices only in its own currency", () => {
    const euro = { ...price("2.50"), currency: parseCurrency("EUR")! };
    given(opened)
      .when({ ...addTea, unitPrice: euro })
      .isRejected({ code: "CurrencyDiffers", sku: tea });
    given(filled)
      .when({ type: "RepriceCart", prices: [{ sku: tea, name: "Loose tea", unitPrice: euro }], at })
      .isRejected({ code: "CurrencyDiffers", sku: tea });
  });
});

describe("an item", () => {
  it("has one line, whose units add up at the price of now", () => {
    given(opened, teaAdded)
      .when(addTea)
      .records({ type: "ItemAdded", ...twoTeas });
    given(opened, teaAdded)
      .when(addTea)
      .leadsTo((cart) => expect(cart).toMatchObject({ items: [{ sku: tea, quantity: 5, unitPrice: price("2.60"), pricedAt: at }] }));
  });
  it("keeps the price that staff gave it, whoever takes one more", () => {
    const special: ItemAdded = { ...teaAdded, unitPrice: price("1.00"), priceIsSet: true };
    given(opened, special)
      .when(addTea)
      .leadsTo((cart) => expect(cart).toMatchObject({ items: [{ quantity: 5, unitPrice: price("1.00"), priceIsSet: true }] }));
    given(opened, special)
      .when({ type: "RepriceCart", prices: [{ sku: tea, name: "Loose tea", unitPrice: price("9.00") }], at })
      .recordsNothing();
    given(opened, special)
      .when({ ...addTea, priceIsSet: true })
      .leadsTo((cart) => expect(cart).toMatchObject({ items: [{ unitPrice: price("2.60"), priceIsSet: true }] }));
  });
  it("goes when nothing of it is wanted, and its discount with it", () => {
    const removed = { type: "ItemRemoved", sku: tea, at } as const;
    given(filled).when({ type: "ChangeQuantity", sku: tea, quantity: 0, at }).records(removed);
    given(filled).when({ type: "RemoveItem", sku: tea, at }).records(removed);
    given(filled)
      .when({ type: "RemoveItem", sku: tea, at })
      .leadsTo((cart) => expect(cart).toMatchObject({ items: [{ sku: cup }], discounts: [] }));
    given(opened).when({ type: "RemoveItem", sku: tea, at }).recordsNothing();
    given(opened).when({ type: "ChangeQuantity", sku: tea, quantity: 0, at }).recordsNothing();
  });
  it("can be had in another quantity only when it is there", () => {
    given(filled)
      .when({ type: "ChangeQuantity", sku: tea, quantity: 4, at })
      .records({ type: "ItemQuantityChanged", sku: tea, quantity: 4, at });
    given(filled).when({ type: "ChangeQuantity", sku: tea, quantity: 3, at }).recordsNothing();
    given(filled).when({ type: "ChangeQuantity", sku: salt, quantity: 1, at }).isRejected({ code: "ItemIsUnknown", sku: salt });
  });
  it("stays within what an order can hold", () => {
    for (const quantity of [-1, 1.5, 1_000_001, Number.NaN]) {
      given(filled).when({ type: "ChangeQuantity", sku: tea, quantity, at }).isRejected({ code: "QuantityIsOutOfRange", sku: tea });
    }
    given(opened, teaAdded)
      .when({ ...addTea, quantity: 999_998 })
      .isRejected({ code: "QuantityIsOutOfRange", sku: tea });
    const full = Array.from({ length: orderingLimits.cartItems }, (_unused, index) => ({ ...teaAdded, sku: parseSku(`T${index}`)! }));
    given(opened, full).when(addTea).isRejected({ code: "CartHasTooManyItems", limit: 1_000 });
    given(opened, full.slice(1))
      .when(addTea)
      .records({ type: "ItemAdded", ...twoTeas });
  });
});

describe("a discount", () => {
  const discount = { type: "AddDiscount", sku: tea, amount: pounds(100), reason: "a regular", at } as const;
  it("is one per item, the last one that was given", () => {
    given(opened, teaAdded).when(discount).records({ type: "DiscountAdded", sku: tea, amount: 100, reason: "a regular", at });
    given(filled).when(discount).recordsNothing();
    given(filled)
      .when({ ...discount, amount: pounds(150), reason: null })
      .leadsTo((cart) => expect(cart).toMatchObject({ discounts: [{ sku: tea, amount: 150, reason: null }] }));
  });
  it("is never above its line, from whichever side the two would meet", () => {
    given(filled)
      .when({ ...discount, amount: pounds(750) })
      .leadsTo((cart) => expect(cart).toMatchObject({ discounts: [{ amount: 750 }] }));
    for (const [amount, code] of [
      [751, "DiscountExceedsLine"],
      [-1, "DiscountIsOutOfRange"],
    ] as const) {
      given(filled)
        .when({ ...discount, amount: pounds(amount) })
        .isRejected({ code, sku: tea });
    }
    given(filled, { ...discounted, amount: 300 })
      .when({ type: "ChangeQuantity", sku: tea, quantity: 1, at })
      .isRejected({ code: "DiscountExceedsLine", sku: tea });
  });
  it("needs its item, the cart's currency, and a reason that can be read, if any", () => {
    given(filled)
      .when({ ...discount, sku: salt })
      .isRejected({ code: "ItemIsUnknown", sku: salt });
    given(filled)
      .when({ ...discount, amount: { amount: 1, currency: parseCurrency("EUR")! } })
      .isRejected({ code: "CurrencyDiffers" });
    given(filled)
      .when({ ...discount, reason: " " })
      .isRejected({ code: "ReasonIsMissing" });
  });
  it("is taken back from one item, or from all", () => {
    const both = [...filled, { ...discounted, sku: cup }];
    const [noTea, noCup] = [tea, cup].map((sku) => ({ type: "DiscountRemoved", sku, at }) as const);
    given(both).when({ type: "RemoveDiscount", sku: tea, at }).records(noTea!);
    given(both).when({ type: "RemoveDiscount", sku: null, at }).records(noTea!, noCup!);
    given(opened, cupAdded).when({ type: "RemoveDiscount", sku: null, at }).recordsNothing();
  });
});

describe("a cart that is being checked out", () => {
  it("is not edited, not even to where it is", () => {
    given(cartHistories.CheckingOut).when({ type: "RemoveItem", sku: salt, at }).isRejected({ code: "CartIsCheckingOut" });
    given(cartHistories.CheckingOut).when({ type: "RemoveDiscount", sku: salt, at }).isRejected({ code: "CartIsCheckingOut" });
  });
});
