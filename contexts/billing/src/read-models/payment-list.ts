import type { MerchantId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import { evolve, isOpen, type OpenPayment } from "../domain/payment.ts";
import { type DeadlineOwner, deadlineOf } from "../domain/payment-deadlines.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";
import type { OpenStatus } from "../domain/payment-life.ts";
import type { Movement } from "../domain/reconcile.ts";
import { movementOf } from "./payment-movement.ts";

/** One payment as lists show it. */
export type PaymentRow = {
  readonly paymentId: PaymentId;
  readonly merchant: MerchantId;
  readonly orderId: OrderId;
  readonly status: OpenStatus;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** When it has to stand elsewhere, and whose move it is until then; null when nothing is waited for. */
  readonly deadlineAt: Instant | null;
  readonly owner: DeadlineOwner | null;
  /** Null when no provider moves its money. */
  readonly provider: string | null;
  /** What of it was moved at its provider, as our books have it: to be compared with the provider's. */
  readonly movements: readonly Movement[];
  /** The payment whole: what decides and what is shown cannot drift apart. */
  readonly payment: OpenPayment;
};

/**
 * Answers which payments a merchant has, by status and by order, the newest first; which have been where they are for too long; and what
 * moved when. One for all of it, because what moved cannot be told without the payment.
 */
export const paymentList: ReadModel<PaymentEvent, PaymentRow> = {
  name: "payment_list",
  version: 4,
  columns: {
    paymentId: "text",
    merchant: "text",
    orderId: "text",
    status: "text",
    createdAt: "bigint",
    updatedAt: "bigint",
    deadlineAt: "bigint",
    owner: "text",
    provider: "text",
    movements: "json",
    payment: "json",
  },
  indexes: [
    "(merchant, created_at, payment_id)",
    "(merchant, status, created_at, payment_id)",
    "(merchant, order_id, created_at, payment_id)",
    "(merchant, deadline_at, payment_id) where deadline_at is not null",
    "(merchant, provider, updated_at) where provider is not null",
  ],
  of: "payment",
  keyOf: (_, { stream }) => streamParts(stream).id,
  project: (row, event) => {
    // One that was given up before it began is none.
    const payment = evolve(row?.payment ?? { status: "NotCreated", version: 0 }, event);
    if (!isOpen(payment)) return null;
    const { paymentId, merchantId, orderId, status, createdAt, provider } = payment;
    const deadline = deadlineOf(payment);
    const due = { deadlineAt: deadline?.at ?? null, owner: deadline?.owner ?? null };
    const movement = row === null ? null : movementOf(event, row.payment);
    const movements = [...(row?.movements ?? []), ...(movement === null ? [] : [movement])];
    return { paymentId, merchant: merchantId, orderId, status, createdAt, updatedAt: event.at, ...due, provider, movements, payment };
  },
};
