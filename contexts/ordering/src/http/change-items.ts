import { type Answer, exactly, type Incoming, type Route, route, SkuText } from "@waybill/contracts/http";
import { type CartId, vocabularyLimits } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import type { Refuse } from "@waybill/kernel/refuse";
import Type from "typebox";
import type { CartCommand } from "../domain/cart-commands.ts";
import { cartParams, cartQuery, editCart } from "./cart-access.ts";
import { CartIdText, CartJson } from "./cart-json.ts";
import type { CartPorts } from "./cart-ports.ts";
import { ItemBody, type ItemToAdd, setsPrices } from "./order-lines-body.ts";
import type { OrderingRequestRefusal } from "./ports.ts";
import { price } from "./pricing.ts";
import { cartIsNot, unpriceable } from "./refusal-codes.ts";

const itemParams = exactly({ cartId: CartIdText, sku: SkuText });
const always = [...cartIsNot("Open"), ...unpriceable, "AccessTokenIsMissing", "VersionIsStale"] as const;

export const addCartItem = (ports: CartPorts): Route =>
  route({
    operation: "addCartItem",
    method: "POST",
    path: "/v1/carts/:cartId/items",
    summary: "Put so many units more into a cart",
    description: "At the catalog's price, which holds for half an hour; staff keys may set another, which stays.",
    params: cartParams,
    query: cartQuery,
    body: ItemBody,
    example: { sku: "85123A", quantity: 6 },
    reads: "product_price",
    answers: { 200: CartJson },
    refusals: [...always, "UnknownSku", "PriceIsNotYours", "QuantityIsOutOfRange", "CartHasTooManyItems"],
    handle: async (request): Promise<Answer> => {
      const { body, caller } = request;
      if (caller.role === "storefront" && setsPrices(body)) return reject<OrderingRequestRefusal>({ code: "PriceIsNotYours" });
      return editCart(ports, request, () => pricedItem(ports, request));
    },
  });

const pricedItem = async (
  ports: CartPorts,
  { body, caller, at }: Incoming<{ readonly cartId: CartId }, unknown, ItemToAdd>,
): Promise<CartCommand | Refuse<OrderingRequestRefusal>> => {
  const { sku, quantity } = body;
  const priced = await price([body], { merchant: caller.merchant, country: null }, ports);
  if (priced.kind === "refused") return { type: "Refuse", refusal: priced.refusal };
  const { name = sku, unitPrice } = priced.quote.lines[0] ?? {};
  if (unitPrice === undefined) return { type: "Refuse", refusal: { code: "UnknownSku", skus: [sku] } };
  return { type: "AddItem", sku, name, quantity, unitPrice, priceIsSet: body.unitPrice !== undefined, at };
};

export const changeCartItem = (ports: CartPorts): Route =>
  route({
    operation: "changeCartItem",
    method: "PATCH",
    path: "/v1/carts/:cartId/items/:sku",
    summary: "Have another quantity of an item",
    description: "Quantity 0 removes it.",
    params: itemParams,
    query: cartQuery,
    body: exactly({ quantity: Type.Integer({ minimum: 0, maximum: vocabularyLimits.quantityUnits }) }, { title: "ChangeCartItem" }),
    example: { quantity: 2 },
    answers: { 200: CartJson },
    refusals: [...always, "ItemIsUnknown"],
    handle: async (request): Promise<Answer> => {
      const { params, body, at } = request;
      return editCart(ports, request, () => ({ type: "ChangeQuantity", sku: params.sku, quantity: body.quantity, at }));
    },
  });

export const removeCartItem = (ports: CartPorts): Route =>
  route({
    operation: "removeCartItem",
    method: "DELETE",
    path: "/v1/carts/:cartId/items/:sku",
    summary: "Take an item out of a cart",
    params: itemParams,
    query: cartQuery,
    answers: { 200: CartJson },
    refusals: [...always],
    handle: async (request): Promise<Answer> =>
      editCart(ports, request, () => ({ type: "RemoveItem", sku: request.params.sku, at: request.at })),
  });
