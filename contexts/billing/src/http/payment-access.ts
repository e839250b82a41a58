import type { Incoming } from "@waybill/contracts/http";
import type { OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import type { ShownPayment } from "../payments.ts";
import { notCreated } from "./payment-answer.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

/** In the query of what a storefront may ask; the header `Waybill-Access-Token` says the same and stays out of logs. */
export const accessTokenQuery = {
  accessToken: Type.Optional(Type.String({ maxLength: 100, description: "Of the payment's order; for storefront keys" })),
};

type Asking = Pick<Incoming<unknown, unknown, unknown>, "accessToken" | "caller">;

/**
 * A storefront's key is public, so it opens payments only together with the token of their order; null when the caller may. A wrong
 * token is answered like a payment that does not exist, and so is one without an order.
 */
export const whyNotOpen = ({ orderTokens }: BillingPorts, orderId: OrderId | null, { caller, accessToken }: Asking) => {
  if (caller.role !== "storefront") return null;
  if (accessToken === null) return reject<BillingRequestRefusal>({ code: "AccessTokenIsMissing" });
  return orderId !== null && orderTokens.opens(caller.merchant, orderId, accessToken) ? null : notCreated();
};

/** A payment for whoever may see it, or why not. */
export const openedPayment = async (
  ports: BillingPorts,
  paymentId: PaymentId,
  asking: Asking,
): Promise<{ readonly kind: "opened"; readonly shown: ShownPayment } | ReturnType<typeof reject<BillingRequestRefusal>>> => {
  const shown = await ports.readPayment(asking.caller.merchant, paymentId);
  const refused = whyNotOpen(ports, shown?.payment.orderId ?? null, asking);
  if (refused !== null) return refused;
  return shown === null ? notCreated() : { kind: "opened", shown };
};
