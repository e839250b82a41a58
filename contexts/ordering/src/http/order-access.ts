import type { Caller, Incoming } from "@waybill/contracts/http";
import { exactly } from "@waybill/contracts/http";
import type { OrderId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { notPlaced } from "./order-answer.ts";
import { OrderIdText } from "./order-json.ts";
import type { OrderingPorts, OrderingRequestRefusal } from "./ports.ts";

/** The path's part of every route on one order. */
export const orderParams = exactly({ orderId: OrderIdText });

/** In the query of what a storefront may read; the header `Waybill-Access-Token` says the same and stays out of logs. */
export const accessTokenQuery = { accessToken: Type.Optional(Type.String({ maxLength: 100, description: "For storefront keys" })) };

/**
 * A storefront's key is public, so it opens an order only together with that order's token; null when the caller may read.
 * A wrong token is answered like an order that does not exist.
 */
export const whyNotRead = (
  { tokens }: OrderingPorts,
  orderId: OrderId,
  { caller, accessToken }: { readonly caller: Caller } & Pick<Incoming<unknown, unknown, unknown>, "accessToken">,
) => {
  if (caller.role !== "storefront") return null;
  if (accessToken === null) return reject<OrderingRequestRefusal>({ code: "AccessTokenIsMissing" });
  return tokens.opens(caller.merchant, orderId, accessToken) ? null : notPlaced();
};
