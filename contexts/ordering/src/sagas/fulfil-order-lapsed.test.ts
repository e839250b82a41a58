import { authorisationLapsed, paymentCaptured } from "@waybill/contracts/billing";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderLinesCancelled } from "@waybill/contracts/ordering";
import { usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { about, accepted, committing, message, paid, payingAnew } from "../testing/fulfil-order-walk.ts";
import { grand, minute, orderId, pounds, quote } from "../testing/order-samples.ts";

const policies = { ...usualOrderPolicies, paymentAttempts: 2, reservedMinutes: 10_080 } as const;
// Billing tells it of an orphan as well: the bank set it aside after it had declined it, would not let go of it, and it lapsed.
const lapsed = (amount = grand) =>
  message(authorisationLapsed, { ...about, paymentId: paymentIdOf(orderId, 1), amount: pounds(amount), lapsedAt: minute(5) });
describe("a lapse of what does not pay for the order", () => {
  it("does not end an order that is being paid otherwise", () => {
    const walk = payingAnew(policies);
    walk.hear(lapsed());
    expect(walk.status()).toBe("Paying");
  });

  it("does not hold an order that another payment pays for", () => {
    const walk = payingAnew(policies);
    walk.hear(paid(grand, 2));
    walk.answer("commit", accepted);
    walk.answer("confirm", accepted);
    walk.hear(lapsed());
    expect(walk.names()).not.toContain("hold");
  });

  it("does not hold an order of which all that is due was taken", () => {
    const walk = committing();
    walk.answer("commit", accepted);
    walk.answer("confirm", accepted);
    const lines = [{ lineId: quote.lines[0]!.lineId, quantity: 1 }];
    walk.hear(message(orderLinesCancelled, { ...about, source: "s", reason: "Lost", lines, due: pounds(500), cancelledAt: minute(0) }));
    walk.answer("lower", accepted);
    walk.hear(
      message(paymentCaptured, {
        ...about,
        paymentId: paymentIdOf(orderId, 1),
        captureId: "c",
        amount: pounds(500),
        captured: pounds(500),
        capturedAt: minute(0),
      }),
    );
    walk.hear(lapsed(grand - 500));
    expect(walk.names()).not.toContain("hold");
  });
});
