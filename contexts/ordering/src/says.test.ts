import { orderingLanguage } from "@waybill/contracts/ordering";
import { undeclaredFields } from "@waybill/contracts/testing/undeclared";
import { CartId } from "@waybill/contracts/vocabulary";
import { decodeEvent, encodeDecision } from "@waybill/kernel/aggregate";
import { instant } from "@waybill/kernel/clock";
import { accept } from "@waybill/kernel/decider";
import { type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { describe, expect, it } from "vitest";
import type { CheckoutStarted } from "./domain/cart-events.ts";
import type { OrderEvent } from "./domain/order-events.ts";
import { saysOfCart, saysOfOrder } from "./says.ts";
import {
  allHandedOver,
  amended,
  amendmentStarted,
  cancellationStarted,
  cancelled,
  choiceRequested,
  completed,
  confirmed,
  delivered,
  imported,
  minute,
  orderId,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  paymentsAdded,
  paymentVoided,
  placed,
  pounds,
  putOnHold,
  quote,
  reserved,
  short,
  smaller,
  started,
} from "./testing/order-samples.ts";

/** One of each. */
const events: { readonly [Type in OrderEvent["type"]]: Extract<OrderEvent, { readonly type: Type }> } = {
  OrderPlaced: { ...placed, note: { sealed: "bm90ZQ", subject: orderId }, metadata: { channel: "till" } },
  OrderImported: imported,
  OrderReserved: reserved,
  CustomerChoiceRequested: choiceRequested,
  OrderRejected: { type: "OrderRejected", reason: "OutOfStock", short, cartId: null, at: minute(1) },
  OrderExpired: { type: "OrderExpired", cartId: null, at: minute(2) },
  OrderPaymentsAdded: paymentsAdded,
  OrderPaymentAuthorised: { type: "OrderPaymentAuthorised", number: 1, amount: { amount: 400, currency: quote.currency }, at: minute(2) },
  OrderPaymentDeclined: paymentDeclined,
  OrderPaymentCaptured: paymentCaptured,
  OrderPaymentRefunded: paymentRefunded,
  OrderPaymentVoided: paymentVoided,
  OrderConfirmed: confirmed,
  FulfilmentStarted: started,
  LinesHandedOver: allHandedOver,
  LinesDelivered: delivered,
  LinesReturned: { type: "LinesReturned", source: "ret_1", lines: [{ lineId: 1, quantity: 1 }], credit: pounds(250), at: minute(9) },
  LinesCancelled: {
    type: "LinesCancelled",
    source: "ful_1",
    reason: "ShortPicked",
    lines: [{ lineId: 2, quantity: 1 }],
    due: pounds(2_135),
    at: minute(4),
  },
  OrderCompleted: completed,
  AmendmentStarted: amendmentStarted,
  OrderAmended: amended,
  AmendmentAbandoned: { type: "AmendmentAbandoned", attempt: 1, reason: "Anna changed her mind", at: minute(5) },
  CancellationStarted: { ...cancellationStarted, reason: "Anna changed her mind" },
  CancellationRefused: { type: "CancellationRefused", attempt: 1, code: "OrderIsOnItsWay", at: minute(5) },
  OrderCancelled: { ...cancelled, reason: "Anna changed her mind" },
  OrderPutOnHold: { ...putOnHold, reason: "Anna is on holiday" },
  OrderResumed: { type: "OrderResumed", reasons: ["Anna is on holiday"], at: minute(3) },
};

const cartId = CartId.derive("a cart");
const checkout: CheckoutStarted = {
  ...{ type: "CheckoutStarted", attempt: 1, orderId, customerId: null, quote, payments: [], allowPartial: false, delivery: null },
  ...{ contact: null, address: null, note: null, at: minute(1) },
};

const recorded: RecordedEvent = {
  partition: 0,
  position: 1,
  stream: streamName("default", "order", orderId),
  version: 1,
  type: "",
  schemaVersion: 1,
  data: {},
  causation: {},
  commandId: "0193e9c0-0000-7000-8000-000000000001",
  recordedAt: instant(0),
};
const ofCart = { ...recorded, stream: streamName("default", "cart", cartId) };
/** What is said of an event that went through the log. */
const said = (event: OrderEvent) => {
  const encoded = encodeDecision({}, accept(event));
  if ("unstorable" in encoded) throw new Error("the sample cannot be stored");
  const [{ json, ...kind }] = encoded.events as [(typeof encoded.events)[number]];
  return saysOfOrder(decodeEvent<OrderEvent>({}, { ...recorded, ...kind, data: JSON.parse(json) }), recorded);
};
const about = { merchantId: "default", orderId };

describe("what ordering says of an order", () => {
  it("is one thing of each step that others need, and nothing of the rest", () => {
    const names = Object.entries(events).map(([type, event]) => [type, said(event).map(({ contract }) => contract.name)]);
    expect(Object.fromEntries(names)).toEqual({
      OrderPlaced: ["OrderPlaced"],
      OrderImported: [],
      OrderReserved: [],
      CustomerChoiceRequested: ["OrderChoiceRequested"],
      OrderRejected: ["OrderRejected"],
      OrderExpired: ["OrderExpired"],
      OrderPaymentsAdded: ["OrderPaymentsAdded"],
      OrderPaymentAuthorised: [],
      OrderPaymentDeclined: [],
      OrderPaymentCaptured: [],
      OrderPaymentRefunded: [],
      OrderPaymentVoided: [],
      OrderConfirmed: ["OrderConfirmed"],
      FulfilmentStarted: [],
      LinesHandedOver: [],
      LinesDelivered: [],
      LinesReturned: ["OrderLinesReturned"],
      LinesCancelled: ["OrderLinesCancelled"],
      OrderCompleted: ["OrderCompleted"],
      AmendmentStarted: ["OrderAmendmentStarted"],
      OrderAmended: ["OrderAmended"],
      AmendmentAbandoned: ["OrderAmendmentAbandoned"],
      CancellationStarted: ["OrderCancellationStarted"],
      CancellationRefused: ["OrderCancellationRefused"],
      OrderCancelled: ["OrderCancelled"],
      OrderPutOnHold: ["OrderPutOnHold"],
      OrderResumed: ["OrderResumed"],
    });
  });

  it.each(Object.values(events).map((event) => [event.type, event] as const))("is what the contract says, and no more (%s)", (_, event) => {
    for (const { contract, data } of said(event)) {
      expect(contract.accepts(JSON.parse(JSON.stringify(data)))).toBe(true);
      expect(undeclaredFields(contract, data)).toEqual([]);
      expect(data).toMatchObject(about);
    }
  });

  it("is all of its contracts", () => {
    const spoken = Object.values(events).flatMap((event) => said(event).map(({ contract }) => contract.name));
    spoken.push(...saysOfCart(checkout, ofCart).map(({ contract }) => contract.name));
    expect(spoken.sort()).toEqual(orderingLanguage.map(({ name }) => name).sort());
  });

  it("tells a placed order whole, what is personal sealed as it was", () => {
    const [message] = said(events.OrderPlaced);
    const { type: _, metadata: __, cartId: ___, at, ...rest } = events.OrderPlaced;
    expect(message?.data).toEqual({ ...rest, placedAt: at });
  });

  it("tells quantities and money as they were recorded", () => {
    const dataOf = (type: OrderEvent["type"]) => said(events[type]).map(({ data }) => data);
    expect(dataOf("OrderConfirmed")).toEqual([{ ...about, authorised: { amount: 3_125, currency: "GBP" }, confirmedAt: minute(2) }]);
    expect(dataOf("OrderCompleted")).toEqual([
      { ...about, captured: { amount: 3_125, currency: "GBP" }, refunded: { amount: 0, currency: "GBP" }, completedAt: minute(6) },
    ]);
    expect(dataOf("OrderPaymentsAdded")).toEqual([{ ...about, payments: paymentsAdded.payments, addedAt: minute(3) }]);
    expect(dataOf("LinesCancelled")).toMatchObject([{ source: "ful_1", reason: "ShortPicked", lines: [{ lineId: 2, quantity: 1 }] }]);
    expect(dataOf("LinesReturned")).toMatchObject([{ source: "ret_1", lines: [{ lineId: 1, quantity: 1 }], credit: { amount: 250 } }]);
    expect(dataOf("OrderRejected")).toMatchObject([{ reason: "OutOfStock", short }]);
    expect(dataOf("OrderAmended")).toEqual([{ ...about, quote: smaller, amendedAt: minute(5) }]);
    expect(dataOf("AmendmentStarted")).toMatchObject([{ attempt: 1, proposed: smaller }]);
    expect(smaller).not.toEqual(quote);
  });

  it("is nothing of history, what came back included", () => {
    const returned = { ...events.LinesReturned, returnedAt: minute(-10_000) } as OrderEvent;
    expect([said(events.OrderImported), said(returned)]).toEqual([[], []]);
  });

  it("is never a reason that somebody typed", () => {
    expect(JSON.stringify(Object.values(events).flatMap(said))).not.toContain("Anna");
  });

  it("lets hearers tell which of several holds is lifted", () => {
    const holdOf = (event: OrderEvent) => said(event).map(({ data }) => data.hold ?? data.holds);
    const [first] = holdOf(events.OrderPutOnHold);
    const [second] = holdOf({ ...events.OrderPutOnHold, reason: "Fraud check" });
    expect(first).not.toBe(second);
    expect(holdOf(events.OrderResumed)).toEqual([[first]]);
    expect(holdOf({ ...events.OrderResumed, reasons: ["Fraud check", "Anna is on holiday"] })).toEqual([[second, first]]);
  });

  it("tells of which cart it was made, to whoever waits there", () => {
    for (const event of [events.OrderConfirmed, events.OrderRejected, events.OrderExpired, events.OrderCancelled]) {
      expect(said({ ...event, cartId })[0]?.data).toMatchObject({ cartId });
      expect(said(event)[0]?.data).not.toHaveProperty("cartId");
    }
  });

  it("tells of a cart that it becomes an order, and nothing else", () => {
    const [message, ...more] = saysOfCart(checkout, ofCart);
    expect([message?.data, more]).toEqual([{ merchantId: "default", cartId, orderId, startedAt: minute(1) }, []]);
    expect(saysOfCart({ type: "CartExpired", at: minute(2) }, ofCart)).toEqual([]);
  });

  it("fails for an order's stream with an id that is none", () => {
    const stream = streamName("default", "order", "123");
    expect(() => saysOfOrder(confirmed, { ...recorded, stream })).toThrow("default/order/123 is not the stream of an order");
  });
});
