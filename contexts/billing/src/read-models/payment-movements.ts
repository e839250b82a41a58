import { type MerchantId, moneyOf, type PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Ledger } from "../domain/ledger.ts";
import { evolve, isOpen, type OpenPayment } from "../domain/payment.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";
import type { Movement } from "../domain/reconcile.ts";

/** What of one payment moved at its provider. */
export type PaymentMovementsRow = {
  readonly paymentId: PaymentId;
  readonly merchant: MerchantId;
  /** Null when no provider moved it. */
  readonly provider: string | null;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly movements: readonly Movement[];
  readonly payment: OpenPayment;
};

/** Answers what moved when, as our books have it: to be compared with the provider's. */
export const paymentMovements: ReadModel<PaymentEvent, PaymentMovementsRow> = {
  name: "payment_movements",
  version: 2,
  columns: {
    paymentId: "text",
    merchant: "text",
    provider: "text",
    firstAt: "bigint",
    lastAt: "bigint",
    movements: "json",
    payment: "json",
  },
  indexes: ["(merchant, provider, last_at)"],
  of: "payment",
  keyOf: (_, { stream }) => streamParts(stream).id,
  project: (row, event) => {
    const payment = evolve(row?.payment ?? { status: "NotCreated", version: 0 }, event);
    if (!isOpen(payment)) return null;
    const { paymentId, merchantId, provider, createdAt } = payment;
    const movement = row === null ? null : movementOf(event, row.payment);
    const movements = [...(row?.movements ?? []), ...(movement === null ? [] : [movement])];
    return { paymentId, merchant: merchantId, provider, firstAt: createdAt, lastAt: event.at, movements, payment };
  },
};

/** What this event says was moved under which key; null for nothing. */
const movementOf = (event: PaymentEvent, { ledger, currency }: OpenPayment): Movement | null => {
  const moved = keyAndKind(event, ledger);
  if (moved === null || !("amount" in event) || typeof event.amount !== "number" || event.amount === 0) return null;
  return { ...moved, amount: moneyOf(event.amount, currency), movedAt: event.at };
};

const keyAndKind = (event: PaymentEvent, { operation, action, captures, refunds }: Ledger): Pick<Movement, "key" | "kind"> | null => {
  const named = (kind: Movement["kind"], key: string | null | undefined) => (key === null || key === undefined ? null : { key, kind });
  switch (event.type) {
    case "PaymentAuthorised":
      return named("authorise", operation?.key ?? action?.key);
    case "OrphanFound":
      return named("authorise", event.key);
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
