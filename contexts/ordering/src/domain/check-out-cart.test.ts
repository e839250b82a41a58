import { CartId, OrderId } from "@waybill/contracts/vocabulary";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  cartHistories,
  cartId,
  checkoutStarted,
  cup,
  cupAdded,
  discounted,
  filled,
  guestCartId,
  merged,
  opened,
  orderOfCart,
  price,
  reopened,
  startCheckout,
  tea,
  teaAdded,
} from "../testing/cart-samples.ts";
import { EUR, GBP, minute } from "../testing/order-samples.ts";
import { cartDecider } from "./cart-decider.ts";
import type { CartEvent } from "./cart-events.ts";

const { given } = scenariosOf(cartDecider);
const at = minute(9);

describe("a checkout", () => {
  it("notes the order, what it costs, and all that it takes to place it", () => {
    given(filled).when(startCheckout).records(checkoutStarted);
  });
  it("needs something in the cart, and a payment method that is no card's number", () => {
    given(opened).when(startCheckout).isRejected({ code: "CartIsEmpty" });
    given(filled)
      .when({ ...startCheckout, paymentMethod: "4111111111111111" })
      .isRejected({ code: "PaymentIsNoReference" });
  });
  it("gives one order, however often it is asked for", () => {
    const other = { ...startCheckout, attempt: 2, orderId: OrderId.derive("other"), at };
    given(cartHistories.CheckingOut).when(other).recordsNothing();
    given(cartHistories.CheckedOut).when(other).recordsNothing();
  });
  it("of an attempt that somebody else has made and ended meanwhile is refused", () => {
    given(filled, checkoutStarted, reopened).when(startCheckout).isRejected({ code: "AttemptIsOver", attempt: 1 });
    given(filled, checkoutStarted, reopened)
      .when({ ...startCheckout, attempt: 2 })
      .records({ ...checkoutStarted, attempt: 2 });
  });
});

describe("a price in a cart", () => {
  // Tea was priced in minute 1, the cup in minute 2: half an hour later only the cup's price holds still.
  const late = { ...startCheckout, at: minute(31.5) };
  const now = (sku: typeof tea, amount: string) => ({ sku, name: "anything", unitPrice: price(amount) });
  it("holds for half an hour", () => {
    given(filled)
      .when({ ...startCheckout, at: minute(31), prices: [now(tea, "9.00"), now(cup, "99.00")] })
      .records({ ...checkoutStarted, at: minute(31) });
  });
  it("holds longer when the catalog still says so", () => {
    given(filled)
      .when({ ...late, prices: [now(tea, "2.50")] })
      .records({ ...checkoutStarted, at: late.at });
  });
  it("is not paid before the customer has seen what it is now", () => {
    given(filled)
      .when(late)
      .isRejected({ code: "PricesHaveChanged", skus: [tea] });
    given(filled)
      .when({ ...late, prices: [now(tea, "2.40")] })
      .isRejected({ code: "PricesHaveChanged", skus: [tea] });
    for (const unitPrice of [
      { ...price("2.50"), decimals: 3 },
      { ...price("2.50"), currency: EUR },
    ]) {
      given(filled)
        .when({ ...late, prices: [{ ...now(tea, "2.50"), unitPrice }] })
        .isRejected({ code: "PricesHaveChanged", skus: [tea] });
    }
    const repriced: CartEvent = { type: "CartRepriced", prices: [now(tea, "2.40")], at: late.at };
    given(filled)
      .when({ ...repriced, type: "RepriceCart" })
      .records(repriced);
    given(filled, repriced)
      .when(late)
      .leadsTo((cart) => expect(cart).toMatchObject({ status: "CheckingOut", items: [{ unitPrice: price("2.40") }, { sku: cup }] }));
  });
  it("that staff have said holds for ever", () => {
    given(opened, { ...teaAdded, priceIsSet: true })
      .when({ ...late, at: minute(9_000) })
      .leadsTo((cart) => expect(cart.status).toBe("CheckingOut"));
  });
});

describe("the answer to a checkout", () => {
  it("counts for the order that it is about, and for no other", () => {
    const other = OrderId.derive("other");
    given(cartHistories.CheckingOut)
      .when({ type: "ReopenCart", orderId: other, reason: "OutOfStock", at })
      .isRejected({ code: "CheckoutIsOver", orderId: other });
    for (const history of [cartHistories.CheckingOut, cartHistories.CheckedOut]) {
      given(history).when({ type: "CompleteCheckout", orderId: other, at }).isRejected({ code: "CheckoutIsOver", orderId: other });
    }
  });
  it("opens the cart again as it was, when the order came to nothing", () => {
    given(cartHistories.CheckingOut)
      .when({ type: "ReopenCart", orderId: orderOfCart, reason: "OutOfStock", at })
      .leadsTo((cart) =>
        expect(cart).toMatchObject({ status: "Open", items: [{ sku: tea }, { sku: cup }], discounts: [{ sku: tea }], attempts: 1 }),
      );
    given(cartHistories.CheckingOut)
      .when({ type: "ReopenCart", orderId: orderOfCart, reason: "", at })
      .isRejected({ code: "ReasonIsMissing" });
  });
});

describe("carts that are merged", () => {
  const item = (quantity: number) => ({
    ...{ sku: tea, name: "Loose tea", quantity, unitPrice: price("2.60"), priceIsSet: false, pricedAt: minute(8) },
  });
  const take = { type: "TakeOverItems", from: guestCartId, currency: GBP, items: [item(7)], discounts: [], at } as const;
  it("keep the guest's quantity of what is in both", () => {
    given(filled)
      .when(take)
      .records({ type: "ItemsTakenOver", from: guestCartId, items: [item(7)], discounts: [], at });
    given(filled)
      .when(take)
      .leadsTo((cart) =>
        expect(cart).toMatchObject({
          items: [
            { sku: tea, quantity: 7, unitPrice: price("2.60") },
            { sku: cup, quantity: 2 },
          ],
          discounts: [{ sku: tea, amount: 100 }],
        }),
      );
    given(opened, cupAdded)
      .when({ ...take, discounts: [{ sku: tea, amount: 20, reason: null }] })
      .leadsTo((cart) => expect(cart).toMatchObject({ items: [{ sku: cup }, { sku: tea }], discounts: [{ sku: tea, amount: 20 }] }));
  });
  it("must be of one currency, must be two, and must be worth their discounts", () => {
    given(filled)
      .when({ ...take, currency: EUR })
      .isRejected({ code: "CurrencyDiffers" });
    given(filled)
      .when({ ...take, from: cartId })
      .isRejected({ code: "CartsAreTheSame" });
    given(filled).when({ type: "MergeCart", into: cartId, at }).isRejected({ code: "CartsAreTheSame" });
    given(filled, { ...discounted, amount: 300 })
      .when({ ...take, items: [item(1)] })
      .isRejected({ code: "DiscountExceedsLine", sku: tea });
    given(filled)
      .when({ ...take, items: [] })
      .recordsNothing();
  });
  it("end once, in one cart", () => {
    given(filled)
      .when({ type: "MergeCart", into: guestCartId, at: minute(4) })
      .records(merged);
    given(filled, merged).when({ type: "MergeCart", into: guestCartId, at }).recordsNothing();
    given(filled, merged)
      .when({ type: "MergeCart", into: CartId.derive("third"), at })
      .isRejected({ code: "CartIsMerged" });
  });
});
