import { streamName } from "@waybill/kernel/event-log";
import { statusesOf } from "@waybill/kernel/life";
import { tableOf } from "@waybill/kernel/read-model";
import { describe, expect, it } from "vitest";
import { orderAggregate } from "../aggregates.ts";
import { evolve, notPlaced, type Order } from "../domain/order.ts";
import type { OrderEvent } from "../domain/order-events.ts";
import { orderLife } from "../domain/order-life.ts";
import {
  allDelivered,
  allHandedOver,
  amended,
  amendmentStarted,
  cancellationStarted,
  cancelled,
  choiceRequested,
  completed,
  confirmed,
  imported,
  minute,
  orderId,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  paymentsAdded,
  paymentVoided,
  placed,
  putOnHold,
  quote,
  reserved,
  short,
  started,
} from "../testing/order-samples.ts";
import { type OrderSummaryRow, orderSummary } from "./order-summary.ts";

const at = minute(9);
const samples: { readonly [Type in OrderEvent["type"]]: OrderEvent } = {
  OrderPlaced: placed,
  OrderImported: imported,
  OrderReserved: reserved,
  CustomerChoiceRequested: choiceRequested,
  OrderRejected: { type: "OrderRejected", reason: "OutOfStock", short, cartId: null, at },
  OrderExpired: { type: "OrderExpired", cartId: null, at },
  OrderPaymentsAdded: paymentsAdded,
  OrderPaymentAuthorised: { type: "OrderPaymentAuthorised", number: 1, amount: { amount: 400, currency: quote.currency }, at: minute(2) },
  OrderPaymentDeclined: paymentDeclined,
  OrderPaymentCaptured: paymentCaptured,
  OrderPaymentRefunded: paymentRefunded,
  OrderPaymentVoided: paymentVoided,
  OrderConfirmed: confirmed,
  FulfilmentStarted: started,
  LinesHandedOver: allHandedOver,
  LinesDelivered: allDelivered,
  LinesReturned: { type: "LinesReturned", source: "ret_1", lines: [], credit: { amount: 0, currency: quote.currency }, at },
  LinesCancelled: {
    type: "LinesCancelled",
    source: "can_1",
    reason: "Customer",
    lines: [],
    due: { amount: 0, currency: quote.currency },
    at,
  },
  OrderCompleted: completed,
  AmendmentStarted: amendmentStarted,
  OrderAmended: amended,
  AmendmentAbandoned: { type: "AmendmentAbandoned", attempt: 1, reason: "TimedOut", at },
  CancellationStarted: cancellationStarted,
  CancellationRefused: { type: "CancellationRefused", attempt: 1, code: "OrderIsOnItsWay", at },
  OrderCancelled: cancelled,
  OrderPutOnHold: putOnHold,
  OrderResumed: { type: "OrderResumed", reasons: [putOnHold.reason], at },
};

const stream = streamName("default", "order", orderId);
const project = (row: OrderSummaryRow | null, event: OrderEvent, version: number) => {
  const { type, ...data } = event;
  const recorded = {
    partition: 0,
    position: version,
    stream,
    version,
    type,
    schemaVersion: 1,
    data,
    causation: {},
    commandId: "",
    recordedAt: at,
  };
  expect(orderSummary.keyOf(event, recorded)).toBe(orderId);
  return orderSummary.project(row, event, recorded);
};

/** Every way that the life's table allows, up to so many steps. */
const walk = (order: Order, row: OrderSummaryRow | null, depth: number): number => {
  if (depth === 0) return 0;
  let steps = 0;
  for (const type of Object.keys(orderLife[order.status]) as OrderEvent["type"][]) {
    const next = evolve(order, samples[type]);
    const nextRow = project(row, samples[type], (row?.version ?? 0) + 1);
    if (next.status === "NotPlaced") throw new Error(`${type} makes no order`);
    const seen = { status: nextRow?.status, heldFor: nextRow?.heldFor, holds: nextRow?.holds };
    expect(seen, `${order.status} + ${type}`).toEqual({
      status: next.status,
      heldFor: next.holds.map(({ reason }) => reason),
      holds: next.holds.length,
    });
    // Money moves the order nowhere: what may follow is what might have followed without it.
    steps += 1 + (/^OrderPayment(Captured|Refunded|Voided)$/.test(type) ? 0 : walk(next, nextRow, depth - 1));
  }
  return steps;
};

describe("the summary of an order", () => {
  it("stands where the order stands, whichever way it went", () => {
    expect(walk(notPlaced, null, 7)).toBeGreaterThan(10_000);
  });
  it("says what was ordered, when, and what is new", () => {
    const begun = project(null, placed, 1);
    expect(begun).toMatchObject({ orderId, merchant: "default", total: 3_125, lineCount: 2, units: 5, placedAt: placed.at, version: 1 });
    const lessWanted = project(project(begun, amendmentStarted, 2), amended, 3);
    expect(lessWanted).toMatchObject({ total: 2_135, units: 4, placedAt: placed.at, updatedAt: amended.at, version: 3 });
    expect(project(null, imported, 1)).toMatchObject({ externalId: "536365", placedAt: imported.placedAt, updatedAt: imported.at });
  });
  it("is of no cart, though carts are in the same log", () => {
    expect([orderSummary.of, orderSummary.keyOf(placed, { stream: streamName("default", "order", orderId) } as never)]).toEqual([
      orderAggregate.type,
      orderId,
    ]);
  });
  it("is kept in the table that is asked", () => {
    expect(tableOf(orderSummary)).toBe("order_summary_v2");
    expect(statusesOf(orderLife)).toContain("Placed");
  });
});
