import { type Answer, type CursorKey, pageOf, pageQuery, type Route, readPage, route } from "@waybill/contracts/http";
import { PaymentId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import Type from "typebox";
import type { ShownPayment } from "../payments.ts";
import { notCreated } from "./payment-answer.ts";
import { OrderIdText, PaymentJson, PaymentStatusText, paymentJson, paymentParams } from "./payment-json.ts";
import type { BillingPorts } from "./ports.ts";

export const getPayment = ({ readPayment }: BillingPorts): Route =>
  route({
    operation: "getPayment",
    method: "GET",
    path: "/v1/payments/:paymentId",
    summary: "A payment as it is now",
    params: paymentParams,
    answers: { 200: PaymentJson },
    refusals: ["PaymentIsNotCreated"],
    handle: async ({ params: { paymentId }, caller: { merchant } }): Promise<Answer> => {
      const shown = await readPayment(merchant, paymentId);
      if (shown === null) return notCreated();
      return { kind: "done", status: 200, body: paymentJson(shown), version: shown.payment.version };
    },
  });

export const listPayments = ({ paymentList }: BillingPorts): Route =>
  route({
    operation: "listPayments",
    method: "GET",
    path: "/v1/payments",
    summary: "Payments, the newest first",
    query: pageQuery({ status: Type.Optional(PaymentStatusText), orderId: Type.Optional(OrderIdText) }),
    answers: { 200: pageOf(PaymentJson, "PaymentPage") },
    reads: "payment_list",
    handle: async ({ query: { status = null, orderId = null, limit, cursor }, caller: { merchant } }): Promise<Answer> => {
      const filter = { status, orderId };
      const scope = ["payments", merchant, JSON.stringify(Object.values(filter))];
      const page = await readPage(
        { scope, limit, cursor },
        {
          keyOf: ({ payment }: ShownPayment) => [payment.createdAt, payment.paymentId],
          read: (after, rows) => paymentList.page({ merchant, filter, after: placeIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      return { kind: "done", status: 200, body: { items: page.items.map(paymentJson), next: page.next } };
    },
  });

const placeIn = (key: CursorKey | null): { readonly createdAt: Instant; readonly paymentId: PaymentId } | null => {
  const [createdAt, id] = key ?? [];
  const paymentId = typeof id === "string" ? PaymentId.parse(id) : null;
  return typeof createdAt === "number" && Number.isSafeInteger(createdAt) && paymentId !== null
    ? { createdAt: instant(createdAt), paymentId }
    : null;
};
