import { checkoutStarted, orderConfirmed } from "@waybill/contracts/ordering";
import { OrderId } from "@waybill/contracts/vocabulary";
import type { AskOutcome, Hearing } from "@waybill/kernel/saga";
import { heardOf } from "@waybill/kernel/testing/heard";
import { describe, expect, it } from "vitest";
import { minute, pounds } from "../testing/order-samples.ts";
import { sagaWalk } from "../testing/saga-walk.ts";
import { type CheckoutWords, checkout } from "./checkout.ts";

const { merchantId, cartId } = checkoutStarted.example;
const [first, second] = [OrderId.derive("first"), OrderId.derive("second")];
const accepted: AskOutcome = { kind: "accepted" };
const refused: AskOutcome = { kind: "refused", refusal: { code: "CustomerIsBlocked" } };
const hearing = (heard: CheckoutWords["heard"]): Hearing<CheckoutWords> => ({ kind: "message", heard, at: minute(1) });
const started = (orderId: OrderId) => hearing(heardOf(checkoutStarted, { ...checkoutStarted.example, merchantId, cartId, orderId }));

/** A cart whose checkout was started, and of whose order nothing was heard for some seconds. */
const waiting = () => {
  const walk = sagaWalk(checkout);
  walk.hear(started(first));
  walk.fire("notPlaced", minute(1));
  return walk;
};

describe("a checkout whose order nobody heard of", () => {
  it("places the order, and waits for what becomes of it", () => {
    const walk = waiting();
    expect(walk.asked()).toMatchObject([{ ask: "place", command: { type: "PlaceNotedOrder", orderId: first } }]);
    walk.answer("place", accepted);
    expect([walk.isOver(), walk.timers()]).toEqual([false, ["notPlaced"]]);
    walk.hear(hearing(heardOf(orderConfirmed, { ...orderConfirmed.example, merchantId, cartId, orderId: first, authorised: pounds(1) })));
    walk.answer("complete", accepted);
    expect([walk.isOver(), walk.timers()]).toEqual([true, []]);
  });

  it("is over when the order is refused, for nothing more will be heard of it", () => {
    const walk = waiting();
    walk.answer("place", refused);
    expect([walk.isOver(), walk.timers()]).toEqual([true, []]);
  });

  it("goes on for a later order, whatever was refused of an earlier one", () => {
    const walk = waiting();
    walk.hear(started(second));
    walk.answer("place", refused);
    expect([walk.isOver(), walk.timers()]).toEqual([false, ["notPlaced"]]);
  });
});
