import type { MerchantId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { ReadModel } from "@waybill/kernel/read-model";
import { evolve, isOpen, type OpenPayment } from "../domain/payment.ts";
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
  /** The payment whole: what decides and what is shown cannot drift apart. */
  readonly payment: OpenPayment;
};

/** Answers which payments a merchant has, by status and by order, the newest first. */
export const paymentList: ReadModel<PaymentEvent, PaymentRow> = {
  name: "payment_list",
  version: 1,
  columns: {
    paymentId: "text",
    merchant: "text",
    orderId: "text",
    status: "text",
    createdAt: "bigint",
    updatedAt: "bigint",
    payment: "json",
  },
  indexes: [
    "(merchant, created_at, payment_id)",
    "(merchant, status, created_at, payment_id)",
    "(merchant, order_id, created_at, payment_id)",
  ],
  // The last part of the stream's name; other things are in this log as well.
  keyOf: (_, { stream }) => (stream.includes("/payment/") ? stream.slice(stream.lastIndexOf("/") + 1) : null),
  project: (row, event) => {
    // One that was given up before it began is none.
    const payment = evolve(row?.payment ?? { status: "NotCreated", version: 0 }, event);
    if (!isOpen(payment)) return null;
    const { paymentId, merchantId, orderId, status, createdAt } = payment;
    return { paymentId, merchant: merchantId, orderId, status, createdAt, updatedAt: event.at, payment };
  },
};
