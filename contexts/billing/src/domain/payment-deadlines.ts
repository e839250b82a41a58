import { type Instant, instant } from "@waybill/kernel/clock";
import { isDead } from "./ledger.ts";
import { billingLimits } from "./limits.ts";
import type { OpenPayment } from "./payment.ts";

/** Whose move it is until the deadline, or who has to look after it. */
export type DeadlineOwner = "customer" | "merchant" | "operator" | "system";
export type Deadline = { readonly at: Instant; readonly owner: DeadlineOwner };

/**
 * How long a payment may stay as it is, and whose move it is; null when nothing is waited for. What the system does not end in time is the
 * operator's, and so is what failed for good.
 */
export const deadlineOf = ({ ledger, since }: OpenPayment): Deadline | null => {
  const { operation, action, dispute } = ledger;
  if (operation !== null && operation.unknownSince !== null) {
    return { at: instant(operation.unknownSince + billingLimits.unknownMs), owner: "operator" };
  }
  if (ledger.isStuck && ledger.accepted === null) return { at: since, owner: "operator" };
  if (operation !== null) return { at: instant(operation.submittedAt + billingLimits.operationMs), owner: "system" };
  if (ledger.isPausing) return { at: instant(since + billingLimits.operationMs), owner: "system" };
  if (action !== null && !isDead(ledger)) return { at: action.expiresAt, owner: "customer" };
  return dispute?.outcome === "open" ? { at: dispute.respondBy, owner: "merchant" } : null;
};
