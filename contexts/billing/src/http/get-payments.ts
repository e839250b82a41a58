import { type Answer, type CursorKey, exactly, pageOf, pageQuery, type Route, readPage, route } from "@waybill/contracts/http";
import { PaymentId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import Type from "typebox";
import type { ShownPayment } from "../payments.ts";
import { accessTokenQuery, openedPayment, whyNotOpen } from "./payment-access.ts";
import { OrderIdText, PaymentJson, PaymentStatusText, paymentJson, paymentParams } from "./payment-json.ts";
import type { BillingPorts } from "./ports.ts";

export const getPayment = (ports: BillingPorts): Route =>
  route({
    operation: "getPayment",
    method: "GET",
    path: "/v1/payments/:paymentId",
    summary: "A payment as it is now",
    description: "With `nextAction`: where the customer has to go, as long as something is to be done there.",
    params: paymentParams,
    query: exactly(accessTokenQuery),
    answers: { 200: PaymentJson },
    refusals: ["PaymentIsNotCreated", "AccessTokenIsMissing"],
    handle: async ({ params: { paymentId }, ...asking }): Promise<Answer> => {
      const opened = await openedPayment(ports, paymentId, asking);
      if (opened.kind === "refused") return opened;
      const { shown } = opened;
      return { kind: "done", status: 200, body: paymentJson(shown, asking.caller), version: shown.payment.version };
    },
  });

export const listPayments = (ports: BillingPorts): Route =>
  route({
    operation: "listPayments",
    method: "GET",
    path: "/v1/payments",
    summary: "Payments, the newest first",
    description: "A storefront names the order, with that order's access token.",
    query: pageQuery({ status: Type.Optional(PaymentStatusText), orderId: Type.Optional(OrderIdText), ...accessTokenQuery }),
    answers: { 200: pageOf(PaymentJson, "PaymentPage") },
    refusals: ["PaymentIsNotCreated", "AccessTokenIsMissing"],
    reads: "payment_list",
    handle: async ({ query: { status = null, orderId = null, limit, cursor }, caller, accessToken }): Promise<Answer> => {
      const refused = whyNotOpen(ports, orderId, { caller, accessToken });
      if (refused !== null) return refused;
      const { merchant } = caller;
      const filter = { status, orderId };
      const scope = ["payments", merchant, JSON.stringify(Object.values(filter))];
      const page = await readPage(
        { scope, limit, cursor },
        {
          keyOf: ({ payment }: ShownPayment) => [payment.createdAt, payment.paymentId],
          read: (after, rows) => ports.paymentList.page({ merchant, filter, after: placeIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      return { kind: "done", status: 200, body: { items: page.items.map((shown) => paymentJson(shown, caller)), next: page.next } };
    },
  });

const placeIn = (key: CursorKey | null): { readonly createdAt: Instant; readonly paymentId: PaymentId } | null => {
  const [createdAt, id] = key ?? [];
  const paymentId = typeof id === "string" ? PaymentId.parse(id) : null;
  return typeof createdAt === "number" && Number.isSafeInteger(createdAt) && paymentId !== null
    ? { createdAt: instant(createdAt), paymentId }
    : null;
};
