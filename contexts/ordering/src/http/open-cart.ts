import { type Answer, CurrencyText, exactly, type Route, route } from "@waybill/contracts/http";
import { CartId } from "@waybill/contracts/vocabulary";
import Type from "typebox";
import { cartParams, cartQuery, editCart, whyNotOpen } from "./cart-access.ts";
import { cartAnswer, cartBody, cartRecordOf, notOpened } from "./cart-answer.ts";
import { CartJson } from "./cart-json.ts";
import type { CartPorts } from "./cart-ports.ts";
import { CustomerIdText } from "./order-json.ts";
import { cartIsNot } from "./refusal-codes.ts";

export const openCart = (ports: CartPorts): Route =>
  route({
    operation: "openCart",
    method: "POST",
    path: "/v1/carts",
    summary: "Open a cart",
    description: "A storefront is given the cart's `accessToken`, and needs it for everything else on this cart.",
    body: exactly({ customerId: Type.Optional(CustomerIdText), currency: CurrencyText }, { title: "OpenCart" }),
    example: { currency: "EUR" },
    answers: { 201: CartJson },
    refusals: ["IdempotencyKeyReused"],
    handle: async ({ body: { customerId = null, currency }, caller, at, command, identify, precondition }): Promise<Answer> => {
      const cartId = identify(CartId);
      const opening = { type: "OpenCart", cartId, merchantId: caller.merchant, customerId, currency, at, ...precondition } as const;
      return cartAnswer(ports, { cartId, caller, status: 201 }, await ports.carts.handle(cartId, opening, { ...command, isNew: true }));
    },
  });

export const getCart = (ports: CartPorts): Route =>
  route({
    operation: "getCart",
    method: "GET",
    path: "/v1/carts/:cartId",
    summary: "A cart, and what it costs",
    params: cartParams,
    query: cartQuery,
    answers: { 200: CartJson },
    refusals: ["CartIsNotOpened", "AccessTokenIsMissing"],
    handle: async ({ params: { cartId }, caller, accessToken }): Promise<Answer> => {
      const closed = whyNotOpen(ports, cartId, { caller, accessToken });
      if (closed !== null) return closed;
      const record = cartRecordOf(await ports.cartHistory.read(caller.merchant, cartId));
      if (record === null) return notOpened();
      return { kind: "done", status: 200, body: cartBody(ports, record, caller), version: record.version };
    },
  });

export const changeCart = (ports: CartPorts): Route =>
  route({
    operation: "changeCart",
    method: "PATCH",
    path: "/v1/carts/:cartId",
    summary: "Say whose cart it is",
    params: cartParams,
    query: cartQuery,
    body: exactly({ customerId: CustomerIdText }, { title: "ChangeCart" }),
    answers: { 200: CartJson },
    refusals: [...cartIsNot("Open"), "AccessTokenIsMissing", "VersionIsStale"],
    handle: async (request): Promise<Answer> =>
      editCart(ports, request, () => ({ type: "AssignCustomer", customerId: request.body.customerId, at: request.at })),
  });
