import { type Answer, exactly, MoneyJson, type Route, route, SkuText } from "@waybill/contracts/http";
import Type from "typebox";
import { orderingLimits } from "../domain/limits.ts";
import { cartParams, editCart } from "./cart-access.ts";
import { CartJson } from "./cart-json.ts";
import type { CartPorts } from "./cart-ports.ts";
import { cartIsNot } from "./refusal-codes.ts";

const always = [...cartIsNot("Open"), "VersionIsStale"] as const;

export const addCartDiscount = (ports: CartPorts): Route =>
  route({
    operation: "addCartDiscount",
    method: "POST",
    path: "/v1/carts/:cartId/discounts",
    summary: "Take something off an item's line",
    description: "An item has one discount, the last one given; it is never above its line.",
    params: cartParams,
    body: exactly(
      {
        sku: SkuText,
        amount: MoneyJson,
        reason: Type.Optional(Type.String({ minLength: 1, maxLength: orderingLimits.reasonCharacters, examples: ["a regular"] })),
      },
      { title: "AddCartDiscount" },
    ),
    example: { sku: "85123A", amount: { amount: 100, currency: "EUR" }, reason: "a regular" },
    answers: { 200: CartJson },
    refusals: [
      ...always,
      "ItemIsUnknown",
      "DiscountExceedsLine",
      "DiscountIsOutOfRange",
      "CurrencyDiffers",
      "ReasonIsMissing",
      "ReasonIsTooLong",
    ],
    handle: async (request): Promise<Answer> => {
      const { body, at } = request;
      const { sku, amount, reason = null } = body;
      return editCart(ports, request, () => ({ type: "AddDiscount", sku, amount, reason, at }));
    },
  });

export const removeCartDiscounts = (ports: CartPorts): Route =>
  route({
    operation: "removeCartDiscounts",
    method: "DELETE",
    path: "/v1/carts/:cartId/discounts",
    summary: "Take back the discount of an item, or of all",
    params: cartParams,
    query: exactly({ sku: Type.Optional(SkuText) }),
    answers: { 200: CartJson },
    refusals: [...always],
    handle: async (request): Promise<Answer> =>
      editCart(ports, request, () => ({ type: "RemoveDiscount", sku: request.query.sku ?? null, at: request.at })),
  });
