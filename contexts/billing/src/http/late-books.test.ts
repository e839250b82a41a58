import { describe, expect, it } from "vitest";
import type { Movement } from "../domain/reconcile.ts";
import type { PaymentProvider } from "../providers/provider.ts";
import { paymentScene } from "../testing/billing-process.ts";
import { asking } from "../testing/http.ts";
import { done, euros, minute, no, orderId, paymentId, total } from "../testing/payment-samples.ts";
import { createStrictBank } from "../testing/strict-bank.ts";

const day = "2026-03-29";
const keyOf = (operation: string) => `default/${paymentId}/${operation}`;

/** A bank that does the first capture, void and refund, and says that it does not. */
const lyingBank = (): PaymentProvider => {
  const strict = createStrictBank();
  const movements: Movement[] = [];
  const lied = new Set<string>(["authorise"]);
  return {
    ...strict,
    call: async (key, request, signal) => {
      const { kind, amount } = request;
      if (kind !== "renew") movements.push({ key, kind, amount, movedAt: minute(1) });
      const answer = await strict.call(key, request, signal);
      if (lied.has(kind)) return answer;
      lied.add(kind);
      return no("CardIsBusy");
    },
    read: ({ body }) => ({ kind: "answer", key: body, answer: done }),
    movements: async () => movements,
  };
};

describe("a day on which a provider did what it had refused, and told it late", () => {
  it("is the same in both books, under each key", async () => {
    const { process, paymentOf } = paymentScene([lyingBank()]);
    const { billing, ask, follow, runUntil } = process();
    const tellLate = async (operation: string, at: number) => {
      await billing.receiveWebhook("simulated", { signature: null, body: keyOf(operation), at: minute(at) });
      await runUntil(minute(at + 20));
    };
    await ask({ type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method: "pm_ok" });
    await runUntil(minute(10));
    await ask({ type: "CapturePayment", captureId: "ful_1", amount: euros(600) });
    await runUntil(minute(30));
    // Taken under 2 and 3; given back under 4, which is refused in words, and 5.
    await tellLate("2-capture", 40);
    await tellLate("4-refund", 80);
    await ask({ type: "AbandonPayment", orderId, reason: "OrderCancelled" });
    await follow();
    await tellLate("6-void", 130);
    const { ledger } = await paymentOf();
    expect(ledger).toMatchObject({ captured: 1_200, refunded: 1_200, voided: total - 1_200 });
    const answer = await asking(billing)("getReconciliation", { query: { day } });
    expect(answer).toMatchObject({ body: { matched: 6, differences: [] } });
  });
});
