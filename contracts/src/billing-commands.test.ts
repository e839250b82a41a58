import { describe, expect, it } from "vitest";
import { isPaymentCommand, paymentAddress, paymentIdOf } from "./billing-commands.ts";
import { orderSample } from "./message-samples.ts";
import { euros } from "./ordering-shapes.ts";

const authorise = { type: "AuthorisePayment", orderId: orderSample, number: 1, amount: euros(1_920), method: "pm_ok" };

describe("what is asked of a payment", () => {
  it.each<[boolean, unknown]>([
    [true, authorise],
    [true, { ...authorise, comesLater: 1 }],
    [true, { type: "CapturePayment", captureId: "ful_1" }],
    [true, { type: "CapturePayment", captureId: "ful_1", amount: euros(5), releaseRest: true }],
    [true, { type: "AbandonPayment", orderId: orderSample, reason: "OrderCancelled" }],
    [true, { type: "RefundPayment", refundId: "ret_1", amount: euros(5), reason: "Returned" }],
    [true, { type: "LowerPayment", due: euros(0), reason: "Shortfall" }],
    [false, { type: "LowerPayment", due: euros(5), reason: "because I say so" }],
    [false, { type: "LowerPayment", reason: "Shortfall" }],
    [false, { ...authorise, orderId: "ord_1" }],
    [false, { ...authorise, number: 0 }],
    [false, { ...authorise, amount: { amount: 0.5, currency: "EUR" } }],
    [false, { ...authorise, method: "" }],
    [false, { type: "CapturePayment", captureId: "" }],
    [false, { type: "AbandonPayment", orderId: orderSample, reason: "because I say so" }],
    [false, { type: "RefundPayment", refundId: "ret_1", reason: "Returned" }],
    [false, { type: "StealPayment" }],
    [false, null],
  ])("is %j: %j", (accepted, asked) => {
    expect(isPaymentCommand(asked)).toBe(accepted);
  });

  it("is asked of one payment of one order, by whoever derives its id", () => {
    const first = paymentIdOf(orderSample, 1);
    expect(paymentIdOf(orderSample, 1)).toBe(first);
    expect(paymentIdOf(orderSample, 2)).not.toBe(first);
    expect(paymentAddress(first)).toEqual({ context: "billing", aggregate: "payment", id: first });
  });
});
