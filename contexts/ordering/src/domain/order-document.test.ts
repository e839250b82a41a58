import { fold } from "@waybill/kernel/decider";
import { describe, expect, it } from "vitest";
import {
  allDelivered,
  allHandedOver,
  amended,
  amendmentStarted,
  cancellationStarted,
  choiceRequested,
  completed,
  confirmed,
  delivered,
  grand,
  handedOver,
  histories,
  imported,
  minute,
  orderId,
  placed,
  pounds,
  putOnHold,
  reserved,
  short,
  started,
} from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";
import { orderDocument } from "./order-document.ts";
import type { OrderEvent } from "./order-events.ts";
import { orderNumber } from "./order-number.ts";
import { evolveRecord, type OrderRecord } from "./order-record.ts";

const recordOf = (...events: readonly OrderEvent[]): OrderRecord =>
  events.reduce<OrderRecord | null>((record, event) => evolveRecord(record, event), null)!;
const documentOf = (...events: readonly OrderEvent[]) => orderDocument(recordOf(...events));

describe("the document of an order", () => {
  it("shows all that was asked for, and keeps what is personal sealed", () => {
    expect(documentOf(placed)).toEqual({
      id: orderId,
      number: orderNumber(orderId),
      status: "Placed",
      holds: [],
      merchantId: "default",
      customerId: null,
      customerRef: null,
      country: null,
      externalId: null,
      currency: "GBP",
      lines: [
        {
          ...{ id: 1, sku: "TEA", name: "Loose tea", quantity: 3, unitPrice: { amount: 250, currency: "GBP" } },
          ...{ discount: pounds(0), tax: pounds(0), total: pounds(750) },
          ...{ reserved: 0, handedOver: 0, delivered: 0, returned: 0, cancelled: 0 },
        },
        {
          ...{ id: 2, sku: "CUP", name: "A cup", quantity: 2, unitPrice: { amount: 990, currency: "GBP" } },
          ...{ discount: pounds(0), tax: pounds(330), total: pounds(1_980) },
          ...{ reserved: 0, handedOver: 0, delivered: 0, returned: 0, cancelled: 0 },
        },
      ],
      totals: { items: pounds(2_730), discount: pounds(0), tax: pounds(396), deliveryFee: pounds(395), grand: pounds(3_125) },
      payment: { status: "Awaited", due: pounds(grand), authorised: pounds(0), captured: pounds(0), refunded: pounds(0) },
      refusal: null,
      delivery: placed.delivery,
      promise: placed.promise,
      contact: { sealed: "c2VhbGVk", subject: orderId },
      address: { sealed: "YWRkcmVzcw", subject: orderId },
      note: null,
      metadata: { channel: "web" },
      placedAt: minute(0),
      updatedAt: minute(0),
      version: 1,
      deadline: { at: minute(2), owner: "system" },
    });
  });
  it("counts the units of each line", () => {
    const [tea, cup] = documentOf(placed, reserved, confirmed, started, handedOver, delivered).lines;
    expect(tea).toMatchObject({ reserved: 1, handedOver: 2, delivered: 1 });
    expect(cup).toMatchObject({ reserved: 1, handedOver: 1, delivered: 0 });
  });
  it("shows as reserved what lies in stock for it, without what it waits for", () => {
    const waiting = { ...reserved, backordered: [{ lineId: 2, quantity: 1 }] };
    const unitsReserved = (...events: readonly OrderEvent[]) => documentOf(...events).lines.map((line) => line.reserved);
    expect(unitsReserved(placed)).toEqual([0, 0]);
    expect(unitsReserved(placed, waiting)).toEqual([3, 1]);
    expect(unitsReserved(placed, waiting, cancellationStarted)).toEqual([3, 1]);
    expect(unitsReserved(placed, waiting, { type: "OrderExpired", cartId: null, at: minute(20) })).toEqual([0, 0]);
    expect(unitsReserved(...histories.Completed)).toEqual([0, 0]);
  });
  it("says why it did not come about, or what the customer has to choose about", () => {
    const lines = [{ sku: "CUP", requested: 2, available: 1 }];
    expect(documentOf(...histories.Rejected).refusal).toEqual({ code: "OutOfStock", lines });
    expect(documentOf(placed, choiceRequested).refusal).toEqual({ code: "SomeLinesAreShort", lines });
    expect(documentOf(placed, choiceRequested, amended).refusal).toBeNull();
    expect(short[0]).toHaveProperty("lineId");
  });
  it("shows the content that was agreed on last", () => {
    const document = documentOf(placed, reserved, confirmed, amendmentStarted, amended);
    expect(document).toMatchObject({ status: "Confirmed", lines: [{ quantity: 3 }, { quantity: 1 }], totals: { grand: pounds(2_135) } });
    expect(documentOf(placed, reserved, confirmed, amendmentStarted).totals.grand).toEqual(pounds(grand));
  });
  it("counts its versions and knows its last change", () => {
    expect(documentOf(...histories.Completed)).toMatchObject({ version: 7, updatedAt: minute(6), placedAt: minute(0) });
  });
  it("is the same after its record was stored", () => {
    for (const history of Object.values(histories).filter((events) => events.length > 0)) {
      const record = recordOf(...history);
      expect(orderDocument(JSON.parse(JSON.stringify(record)))).toEqual(orderDocument(record));
      expect(record.order).toEqual(fold(orderDecider, history));
    }
  });
});

describe("the payment of an order", () => {
  const payment = (...events: readonly OrderEvent[]) => documentOf(...events).payment;

  it("is shown as far as ordering was told", () => {
    expect(payment(placed, reserved, confirmed)).toMatchObject({ status: "Authorised", authorised: pounds(grand), due: pounds(grand) });
    expect(payment(...histories.Completed)).toMatchObject({ status: "Settled", captured: pounds(grand), refunded: pounds(0) });
    expect(payment(...histories.Cancelling)).toMatchObject({ status: "Authorised" });
    expect(payment(...histories.Cancelled)).toMatchObject({ status: "Released", due: pounds(0) });
    expect(payment(imported)).toMatchObject({ status: "External", due: pounds(0) });
  });
  it("is due for what was not cancelled, less what returns gave back", () => {
    const oneCup = [{ lineId: 2, quantity: 1 }];
    const cancelledCup = {
      type: "LinesCancelled",
      source: "x",
      reason: "Customer",
      lines: oneCup,
      due: pounds(2_135),
      at: minute(4),
    } as const;
    expect(payment(placed, reserved, confirmed, cancelledCup).due).toEqual(pounds(grand - 990));
    const returned = { type: "LinesReturned", source: "ret_1", lines: oneCup, credit: pounds(500), at: minute(9) } as const;
    expect(payment(placed, reserved, confirmed, started, allHandedOver, allDelivered, completed, returned).due).toEqual(
      pounds(grand - 500),
    );
  });
});

describe("an imported order", () => {
  it("was placed when its old home says, and keeps what that called the customer and the country", () => {
    expect(documentOf(imported)).toMatchObject({
      status: "Completed",
      externalId: "536365",
      customerRef: "17850",
      country: "United Kingdom",
      placedAt: minute(-100_000),
      updatedAt: minute(0),
      lines: [{ delivered: 3 }, { delivered: 2 }],
      deadline: null,
    });
  });
});

describe("a deadline", () => {
  it("is that of the status, or the end of a hold that comes first", () => {
    expect(documentOf(placed, reserved).deadline).toEqual({ at: minute(16), owner: "customer" });
    expect(documentOf(placed, reserved, putOnHold).deadline).toEqual({ at: minute(16), owner: "customer" });
    expect(documentOf(placed, reserved, { ...putOnHold, until: minute(5) }).deadline).toEqual({ at: minute(5), owner: "operator" });
    expect(documentOf(placed, reserved, { ...putOnHold, until: null }).deadline).toEqual({ at: minute(16), owner: "customer" });
  });
  it("starts at the end of the promised window once the work has begun", () => {
    expect(documentOf(placed, reserved, confirmed, started).deadline).toEqual({ at: minute(90 + 24 * 60), owner: "operator" });
    expect(documentOf({ ...placed, promise: null }, reserved, confirmed, started).deadline).toEqual({
      at: minute(3 + 24 * 60),
      owner: "operator",
    });
  });
});

describe("an order's number", () => {
  it("is the end of its id in two groups", () => {
    expect(orderNumber(orderId)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(orderNumber(orderId).replace("-", "").toLowerCase()).toBe(orderId.slice(-8));
  });
});
