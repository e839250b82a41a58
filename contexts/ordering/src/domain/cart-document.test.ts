import { describe, expect, it } from "vitest";
import { cartHistories, cartId, cartTotal, guestCartId, opened, orderOfCart } from "../testing/cart-samples.ts";
import { minute, pounds } from "../testing/order-samples.ts";
import { cartDocument } from "./cart-document.ts";
import type { CartEvent } from "./cart-events.ts";
import { type CartRecord, evolveCartRecord } from "./cart-record.ts";

const recordOf = (events: readonly CartEvent[]): CartRecord =>
  events.reduce<CartRecord | null>((record, event) => evolveCartRecord(record, event), null)!;

describe("the document of a cart", () => {
  it("shows what is in it, and what that costs", () => {
    expect(cartDocument(recordOf(cartHistories.Open))).toEqual({
      ...{ id: cartId, merchantId: "default", status: "Open", customerId: null, currency: "GBP" },
      items: [
        {
          ...{ sku: "TEA", name: "Loose tea", quantity: 3, unitPrice: { amount: 250, currency: "GBP" } },
          ...{ discount: pounds(100), tax: pounds(0), total: pounds(650) },
        },
        {
          ...{ sku: "CUP", name: "A cup", quantity: 2, unitPrice: { amount: 990, currency: "GBP" } },
          ...{ discount: pounds(0), tax: pounds(0), total: pounds(1_980) },
        },
      ],
      discounts: [{ sku: "TEA", amount: pounds(100), reason: "a regular" }],
      totals: { items: pounds(2_730), discount: pounds(100), tax: pounds(0), deliveryFee: pounds(0), grand: pounds(cartTotal) },
      ...{ orderId: null, mergedInto: null, openedAt: minute(0), updatedAt: minute(3), version: 4 },
      deadline: { at: minute(3 + 30 * 24 * 60), owner: "customer" },
    });
  });
  it("costs nothing while it is empty", () => {
    expect(cartDocument(recordOf([opened]))).toMatchObject({ items: [], totals: { items: pounds(0), grand: pounds(0) } });
  });
  it("names the order or the cart that it became", () => {
    expect(cartDocument(recordOf(cartHistories.CheckingOut))).toMatchObject({ status: "CheckingOut", orderId: orderOfCart });
    expect(cartDocument(recordOf(cartHistories.CheckedOut))).toMatchObject({ orderId: orderOfCart, deadline: null });
    expect(cartDocument(recordOf(cartHistories.Merged))).toMatchObject({ mergedInto: guestCartId, orderId: null });
  });
});
