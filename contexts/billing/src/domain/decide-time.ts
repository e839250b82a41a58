import { accept, nothingToDo, reject } from "@waybill/kernel/decider";
import { heldOf, isDead } from "./ledger.ts";
import type { OpenPayment } from "./payment.ts";
import type { CommandOf } from "./payment-commands.ts";
import type { PaymentFact } from "./payment-events.ts";
import { otherCurrency, outOfRange } from "./payment-rules.ts";
import type { PaymentDecision } from "./payment-step.ts";
import { isRenewed } from "./payment-wake.ts";
import { nextKey } from "./payment-work.ts";

/** The time for which it set its timer has come. That it is so is a fact, which the timer's own clock decided. */
export const wake = ({ version, at }: CommandOf<"WakePayment">, payment: OpenPayment): PaymentDecision => {
  const { ledger } = payment;
  // A timer that was set again, or that fired twice.
  if (payment.wake !== version) return nothingToDo;
  if (ledger.operation !== null) {
    const { key, lookUps } = ledger.operation;
    return accept({ type: "LookUpRequested", key, lookUp: lookUps + 1, provider: payment.provider, at });
  }
  if (ledger.isPausing) return accept({ type: "PauseEnded", at });
  // Of what is dead already, the customer's time is over; what they confirmed all the same may be held.
  if (ledger.action !== null && !isDead(ledger)) return accept({ type: "PaymentExpired", at });
  return accept(expiryFact(payment, at));
};

const expiryFact = (payment: OpenPayment, at: CommandOf<"WakePayment">["at"]): PaymentFact => {
  const { ledger } = payment;
  const amount = heldOf(ledger);
  if (!isRenewed(ledger)) return { type: "AuthorisationLapsed", amount, at };
  return { type: "RenewalSubmitted", key: nextKey(payment, "renew"), amount, at };
};

/** News of a dispute: of one that is over, or that is known, there is nothing to do. They may come in any order. */
export const hearDispute = (command: CommandOf<"HearDispute">, payment: OpenPayment): PaymentDecision => {
  const { disputeId, news, amount, respondBy, at } = command;
  const { dispute, closedDisputes, captured } = payment.ledger;
  const isKnown = dispute?.disputeId === disputeId;
  if (closedDisputes.includes(disputeId) || (isKnown && news === "opened")) return nothingToDo;
  const objection = otherCurrency(payment, amount) ?? outOfRange(amount.amount, 1);
  if (objection !== null) return reject(objection);
  if (captured === 0) return reject({ code: "PaymentIsNotCaptured" });
  const disputed: PaymentFact = { type: "PaymentDisputed", disputeId, amount: amount.amount, respondBy, at };
  if (news === "opened") return accept(disputed);
  const closed: PaymentFact = { type: "DisputeClosed", disputeId, isWon: news === "won", at };
  return isKnown ? accept(closed) : accept<PaymentFact>(disputed, closed);
};
