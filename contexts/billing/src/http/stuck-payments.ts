import type { StuckThings } from "@waybill/contracts/http";
import { PaymentId } from "@waybill/contracts/vocabulary";
import { paymentAnswer } from "./payment-answer.ts";
import { PaymentJson } from "./payment-json.ts";
import type { BillingPorts } from "./ports.ts";

/**
 * Payments that are past their deadline. One is retried by asking the provider now what became of a call, or by calling it again for what
 * it refused; and resolved where an operator can decide what is to become of it.
 */
export const stuckPayments = (ports: BillingPorts): StuckThings => ({
  kind: "payment",
  reads: "payment_list",
  resolved: PaymentJson,
  refusals: ["PaymentIsNotCreated", "PaymentIsNotStuck", "WorkIsUnderWay"],
  overdue: async (wanted) => {
    const found = await ports.paymentList.overdue(wanted);
    return found.map(({ payment: { paymentId, orderId, status }, owner, deadlineAt }) => ({
      id: paymentId,
      orderId,
      status,
      owner,
      deadlineAt,
    }));
  },
  about: (id) => {
    const paymentId = PaymentId.parse(id);
    if (paymentId === null) return null;
    return {
      retry: async ({ at, command }) => {
        const outcome = await ports.payments.handle(paymentId, { type: "RetryPayment", at }, command);
        if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
        const parked = await ports.retryParkedFor(paymentId);
        return { kind: "done", status: 200, body: { tried: parked + (outcome.kind === "accepted" ? 1 : 0) } };
      },
      resolve: async ({ caller, at, command }, reason) =>
        paymentAnswer(
          ports,
          { paymentId, caller },
          await ports.payments.handle(paymentId, { type: "ResolvePayment", reason, at }, command),
        ),
    };
  },
});
