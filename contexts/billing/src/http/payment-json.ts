import { type Caller, exactly, InstantText, idText, MoneyJson, orNull } from "@waybill/contracts/http";
import { moneyOf, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { isoFromInstant } from "@waybill/kernel/clock";
import Type, { type Static } from "typebox";
import { deadlineOf } from "../domain/payment-deadlines.ts";
import type { OpenStatus } from "../domain/payment-life.ts";
import type { ShownPayment } from "../payments.ts";

export const PaymentIdText = idText(PaymentId, "pay_01h455vb4pex5vsknk084sn02q");
export const OrderIdText = idText(OrderId, "ord_01h455vb4pex5vsknk084sn02q");
export const paymentParams = exactly({ paymentId: PaymentIdText });

const statuses: { readonly [Status in OpenStatus]: Status } = {
  Created: "Created",
  RequiresAction: "RequiresAction",
  Authorised: "Authorised",
  Declined: "Declined",
  Expired: "Expired",
  Unknown: "Unknown",
  Capturing: "Capturing",
  PartiallyCaptured: "PartiallyCaptured",
  Captured: "Captured",
  Uncollected: "Uncollected",
  Voiding: "Voiding",
  Voided: "Voided",
  Disputed: "Disputed",
  Won: "Won",
  Lost: "Lost",
};
export const PaymentStatusText = Type.Enum(Object.values(statuses));

const Name = Type.String({ description: "As whoever asked for it named it" });

export const PaymentJson = exactly(
  {
    id: PaymentIdText,
    orderId: OrderIdText,
    number: Type.Integer({ minimum: 1, description: "Within its order" }),
    status: PaymentStatusText,
    method: Type.String({ description: "A reference, never a card" }),
    provider: orNull(Type.String({ description: "Null when none is needed" })),
    amount: MoneyJson,
    authorised: MoneyJson,
    captured: MoneyJson,
    voided: MoneyJson,
    refunded: MoneyJson,
    lost: MoneyJson,
    due: Type.Union([MoneyJson, Type.Null()], {
      description:
        "No more than this is kept, since the order costs less, or nothing, since the payment was given up; null: all of it is due",
    }),
    nextAction: orNull(exactly({ type: Type.Literal("redirect"), url: Type.String(), expiresAt: InstantText })),
    refusal: orNull(exactly({ code: Type.String({ description: "Why it came to nothing" }) })),
    abandoned: orNull(Type.String({ description: "Why it was given up" })),
    expiresAt: orNull(InstantText),
    captures: Type.Array(exactly({ id: Name, amount: MoneyJson, status: Type.String() })),
    refunds: Type.Array(exactly({ id: Name, amount: MoneyJson, status: Type.String() })),
    dispute: orNull(exactly({ id: Type.String(), amount: MoneyJson, respondBy: InstantText, outcome: Type.String() })),
    deadline: orNull(exactly({ at: InstantText, owner: Type.String() })),
    createdAt: InstantText,
    updatedAt: InstantText,
    version: Type.Integer({ minimum: 1 }),
  },
  { title: "Payment" },
);

/** As this caller sees it: what was typed as a reason is for the office. */
export const paymentJson = ({ payment, updatedAt }: ShownPayment, { role }: Pick<Caller, "role">): Static<typeof PaymentJson> => {
  const { ledger } = payment;
  const money = (amount: number) => moneyOf(amount, payment.currency);
  const { action, dispute, operation } = ledger;
  const isUnknown = operation !== null && operation.unknownSince !== null;
  const deadline = deadlineOf(payment);
  const due = ledger.abandoned === null ? ledger.due : 0;
  return {
    id: payment.paymentId,
    orderId: payment.orderId,
    number: payment.number,
    status: payment.status,
    method: payment.method,
    provider: payment.provider,
    amount: money(payment.amount),
    authorised: money(ledger.authorised),
    captured: money(ledger.captured),
    voided: money(ledger.voided),
    refunded: money(ledger.refunded),
    lost: money(ledger.lost),
    due: due === null ? null : money(due),
    nextAction:
      payment.status !== "RequiresAction" || action === null ? null : { ...action.nextAction, expiresAt: isoFromInstant(action.expiresAt) },
    refusal: ledger.ending === null ? null : { code: ledger.ending.code },
    abandoned: ledger.abandoned !== null && role === "storefront" ? "PaymentIsAbandoned" : ledger.abandoned,
    expiresAt: ledger.expiresAt === null ? null : isoFromInstant(ledger.expiresAt),
    captures: ledger.captures.map(({ captureId, amount, status, key }) => {
      return { id: captureId, amount: money(amount), status: isUnknown && operation.key === key ? "Unknown" : status };
    }),
    refunds: ledger.refunds.map(({ refundId, amount, status, key }) => {
      return { id: refundId, amount: money(amount), status: isUnknown && operation.key === key ? "Unknown" : status };
    }),
    dispute: dispute && {
      id: dispute.disputeId,
      amount: money(dispute.amount),
      respondBy: isoFromInstant(dispute.respondBy),
      outcome: dispute.outcome,
    },
    deadline: deadline && { at: isoFromInstant(deadline.at), owner: deadline.owner },
    createdAt: isoFromInstant(payment.createdAt),
    updatedAt: isoFromInstant(updatedAt),
    version: payment.version,
  };
};
