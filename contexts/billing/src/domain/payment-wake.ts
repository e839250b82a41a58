import { instant } from "@waybill/kernel/clock";
import { heldOf, isDead, type Ledger, type Operation } from "./ledger.ts";
import { billingLimits } from "./limits.ts";
import { isOpen, type Payment } from "./payment.ts";
import type { Wake } from "./payment-events.ts";

/** When a payment has to do something if nothing happens before; null when it only waits for others. */
export const wakeOf = (payment: Payment): Wake | null => {
  if (!isOpen(payment)) return null;
  const { ledger } = payment;
  if (ledger.operation !== null) return lookUpWake(ledger.operation);
  if (ledger.isPausing) return { afterMs: pauseOf(billingLimits.retryPausesMs, ledger.failures - 1) };
  if (ledger.action !== null && !isDead(ledger)) return { dueAt: ledger.action.expiresAt };
  return expiryWake(ledger);
};

/** Who made the call may have died in it; who missed its answer asks soon. */
const lookUpWake = ({ calledAt, unknownSince, lookUps }: Operation): Wake | null => {
  if (calledAt === null) return null;
  return { afterMs: unknownSince === null ? billingLimits.callSettlesMs : pauseOf(billingLimits.lookUpPausesMs, lookUps) };
};

/** What is set aside is set aside anew before it expires; what is not wanted any more, or could not be, lapses. */
const expiryWake = (ledger: Ledger): Wake | null => {
  const { expiresAt, heldSince } = ledger;
  if (heldOf(ledger) <= 0 || expiresAt === null || heldSince === null) return null;
  if (!isRenewed(ledger)) return { dueAt: expiresAt };
  // Not before half of the time is over: providers that keep money for less than a day would be asked without end.
  const halfway = heldSince + Math.floor((expiresAt - heldSince) / 2);
  return { dueAt: instant(Math.max(expiresAt - billingLimits.renewalLeadMs, halfway)) };
};

/** Whether what is set aside is to be set aside anew in time. */
export const isRenewed = (ledger: Ledger): boolean => {
  const lastsMs = (ledger.expiresAt ?? 0) - (ledger.heldSince ?? 0);
  return !ledger.isAtRisk && !isDead(ledger) && lastsMs >= billingLimits.renewableMs;
};

const pauseOf = (pausesMs: readonly number[], index: number): number => pausesMs[Math.min(index, pausesMs.length - 1)] ?? 0;
