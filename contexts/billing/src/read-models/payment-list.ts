import type { MerchantId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import { evolve, isOpen, type OpenPayment } from "../domain/payment.ts";
import { type DeadlineOwner, deadlineOf } from "../domain/payment-deadlines.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";
import type { OpenStatus } from "../domain/payment-life.ts";

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
  /** The payment whole: what decides and what is shown cannot drift apart. */
  readonly payment: OpenPayment;
};

/** Answers which payments a merchant has, by status and by order, the newest first; and which have been where they are for too long. */
export const paymentList: ReadModel<PaymentEvent, PaymentRow> = {
  name: "payment_list",
  version: 3,
  columns: {
    paymentId: "text",
    merchant: "text",
    orderId: "text",
    status: "text",
    createdAt: "bigint",
    updatedAt: "bigint",
    deadlineAt: "bigint",
    owner: "text",
    payment: "json",
  },
  indexes: [
    "(merchant, created_at, payment_id)",
    "(merchant, status, created_at, payment_id)",
    "(merchant, order_id, created_at, payment_id)",
    "(merchant, deadline_at, payment_id) where deadline_at is not null",
  ],
  of: "payment",
  keyOf: (_, { stream }) => streamParts(stream).id,
  project: (row, event) => {
    // One that was given up before it began is none.
    const payment = evolve(row?.payment ?? { status: "NotCreated", version: 0 }, event);
    if (!isOpen(payment)) return null;
    const { paymentId, merchantId, orderId, status, createdAt } = payment;
    const deadline = deadlineOf(payment);
    const due = { deadlineAt: deadline?.at ?? null, owner: deadline?.owner ?? null };
    return { paymentId, merchant: merchantId, orderId, status, createdAt, updatedAt: event.at, ...due, payment };
  },
};
