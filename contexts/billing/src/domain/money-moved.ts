import type { Instant } from "@waybill/kernel/clock";
import { accept } from "@waybill/kernel/decider";
import { evolveLedger } from "./evolve-ledger.ts";
import { capturingOf, type Ledger, twicePrefix } from "./ledger.ts";
import type { FactOf, PaymentFact } from "./payment-events.ts";
import type { PaymentDecision } from "./payment-step.ts";
import { isCounted } from "./tries.ts";

/**
 * Taken, perhaps not for the first time: under each of its keys a provider may take the money. What is taken once more is given back,
 * but for what it leaves less for other captures.
 */
export const captured = (ledger: Ledger, fact: FactOf<"PaymentCaptured">): PaymentDecision => {
  const { captureId, amount, at } = fact;
  const more: PaymentFact[] = [];
  const { beyond } = ledger;
  const goneBack = Math.min(beyond?.amount ?? 0, amount);
  if (beyond !== null && goneBack > 0) {
    more.push({ type: "RefundSucceeded", refundId: beyond.refundId, amount: goneBack, beyond: beyond.amount - goneBack, at });
  }
  if (!isCounted(ledger.captures.find((one) => one.captureId === captureId))) return accept<PaymentFact>(fact, ...more);
  const tooMuch = amount - (capturingOf(ledger) - capturingOf(evolveLedger(ledger, fact))) - goneBack;
  if (tooMuch <= 0) return accept<PaymentFact>(fact, ...more);
  const refundId = `${twicePrefix}${ledger.refunds.length + 1}`;
  return accept<PaymentFact>(fact, ...more, { type: "RefundRequested", refundId, amount: tooMuch, reason: "TakenTwice", at });
};

/** No more goes back than was taken: what does was taken without anybody having said so yet, and is counted when somebody does. */
export const givenBack = (
  ledger: Ledger,
  { refundId, amount }: Pick<FactOf<"RefundSucceeded">, "amount" | "refundId">,
  at: Instant,
): FactOf<"RefundSucceeded"> => {
  const counted = Math.min(amount, takenOf(ledger));
  const fact = { type: "RefundSucceeded", refundId, amount: counted, at } as const;
  return counted === amount ? fact : { ...fact, beyond: (ledger.beyond?.amount ?? 0) + amount - counted };
};

/** Taken, as far as is known, and not given back by the provider. */
export const takenOf = ({ captured, refunded }: Ledger): number => captured - refunded;
