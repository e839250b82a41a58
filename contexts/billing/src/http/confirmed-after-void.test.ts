import { describe, expect, it } from "vitest";
import { paymentScene } from "../testing/billing-process.ts";
import { asking } from "../testing/http.ts";
import { euros, minute, orderId, paymentId, total } from "../testing/payment-samples.ts";

const day = "2026-03-29";
const owner = { merchant: "default", paymentId };

describe("a customer's word at the bank of which we hear when the bank has let go of the payment", () => {
  it("is no difference between the books: it was let go of once, under whichever key", async () => {
    const { process, paymentOf, simulated } = paymentScene();
    const { ask, billing, follow, runUntil } = process();
    await ask({ type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method: "pm_requires_action" });
    await runUntil(minute(1));
    const news = await simulated().act(owner, true);
    await ask({ type: "AbandonPayment", orderId, reason: "OrderCancelled" });
    await follow();
    expect((await paymentOf()).ledger).toMatchObject({ authorised: 0, voided: 0, isSettled: true });
    const told = await billing.receiveWebhook("simulated", { ...news!, at: minute(3) });
    expect(told).toMatchObject({ status: 204 });
    await runUntil(minute(30));
    expect((await paymentOf()).ledger).toMatchObject({ authorised: total, voided: total, operation: null });
    const answer = await asking(billing)("getReconciliation", { query: { day } });
    expect(answer).toMatchObject({ body: { matched: 2, differences: [] } });
  });
});
