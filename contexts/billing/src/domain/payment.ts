import type { Currency, MerchantId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { evolveLedger } from "./evolve-ledger.ts";
import { emptyLedger, type Ledger } from "./ledger.ts";
import type { PaymentEvent } from "./payment-events.ts";
import type { OpenStatus } from "./payment-life.ts";
import { statusOf } from "./payment-status.ts";

/** What the next decision about a payment needs to know. `version` counts its events. */
export type Payment =
  | { readonly status: "NotCreated"; readonly version: number }
  /** Given up before it was created. */
  | { readonly status: "Abandoned"; readonly version: number; readonly orderId: OrderId }
  | OpenPayment;

export type OpenPayment = {
  readonly status: OpenStatus;
  /** When it came to stand there. */
  readonly since: Instant;
  readonly version: number;
  readonly merchantId: MerchantId;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  /** Within its order. */
  readonly number: number;
  readonly currency: Currency;
  /** In minor units: what was asked for. */
  readonly amount: number;
  readonly method: string;
  /** Null when none is needed. */
  readonly provider: string | null;
  readonly createdAt: Instant;
  readonly ledger: Ledger;
  /** The version of the event that set the timer that is running. */
  readonly wake: number | null;
};

export const notCreated: Payment = { status: "NotCreated", version: 0 };

export const isOpen = (payment: Payment): payment is OpenPayment => payment.status !== "NotCreated" && payment.status !== "Abandoned";

export const evolve = (payment: Payment, event: PaymentEvent): Payment => {
  const version = payment.version + 1;
  if (event.type === "PaymentCreated") return created(event, version);
  if (!isOpen(payment)) {
    return event.type === "PaymentAbandoned" ? { status: "Abandoned", version, orderId: event.orderId } : { ...payment, version };
  }
  const ledger = evolveLedger(payment.ledger, event);
  const status = statusOf(ledger);
  const since = status === payment.status ? payment.since : event.at;
  const wake = event.wake === undefined ? payment.wake : event.wake === null ? null : version;
  return { ...payment, status, since, version, ledger, wake };
};

const created = (event: Extract<PaymentEvent, { readonly type: "PaymentCreated" }>, version: number): OpenPayment => ({
  status: "Created",
  since: event.at,
  version,
  merchantId: event.merchantId,
  paymentId: event.paymentId,
  orderId: event.orderId,
  number: event.number,
  currency: event.amount.currency,
  amount: event.amount.amount,
  method: event.method,
  provider: event.provider,
  createdAt: event.at,
  ledger: emptyLedger,
  wake: null,
});
