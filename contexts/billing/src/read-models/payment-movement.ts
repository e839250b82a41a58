import { moneyOf } from "@waybill/contracts/vocabulary";
import type { Ledger } from "../domain/ledger.ts";
import type { OpenPayment } from "../domain/payment.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";
import type { Movement } from "../domain/reconcile.ts";

/** What this event says was moved under which key; null for nothing. */
export const movementOf = (event: PaymentEvent, { ledger, currency }: OpenPayment): Movement | null => {
  const moved = keyAndKind(event, ledger);
  if (moved === null || !("amount" in event) || typeof event.amount !== "number") return null;
  const amount = event.amount + movedBeyond(event, ledger);
  return amount === 0 ? null : { ...moved, amount: moneyOf(amount, currency), movedAt: event.at };
};

/** What goes back beyond what is known to be taken goes back then, and is counted later. */
const movedBeyond = (event: PaymentEvent, { beyond }: Ledger): number => {
  if (event.type !== "RefundSucceeded" || event.beyond === undefined) return 0;
  return event.beyond - (beyond?.amount ?? 0);
};

const keyAndKind = (
  event: PaymentEvent,
  { operation, action, captures, refunds, refused }: Ledger,
): Pick<Movement, "key" | "kind"> | null => {
  const named = (kind: Movement["kind"], key: string | null | undefined) => (key === null || key === undefined ? null : { key, kind });
  switch (event.type) {
    case "PaymentAuthorised":
      return named("authorise", operation?.key ?? action?.key);
    case "OrphanFound": {
      // What is only set aside anew is in neither book.
      const isRenewal = refused.some(({ key, kind }) => key === event.key && kind === "renew");
      return isRenewal ? null : named("authorise", event.key);
    }
    case "PaymentCaptured":
      return named("capture", event.key ?? captures.find(({ captureId }) => captureId === event.captureId)?.key);
    case "RefundSucceeded":
      return named("refund", event.key ?? refunds.find(({ refundId }) => refundId === event.refundId)?.key);
    case "PaymentVoided":
      return named("void", event.key ?? operation?.key);
    default:
      return null;
  }
};
