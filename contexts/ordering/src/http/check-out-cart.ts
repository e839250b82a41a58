import { AddressJson, type Answer, ContactJson, exactly, type Incoming, type Route, route } from "@waybill/contracts/http";
import { type CartId, type MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { Refuse } from "@waybill/kernel/refuse";
import Type, { type StaticDecode } from "typebox";
import type { StartCheckout } from "../domain/cart-commands.ts";
import type { ItemPrice } from "../domain/cart-events.ts";
import type { CartRecord } from "../domain/cart-record.ts";
import { itemsToReprice } from "../domain/cart-rules.ts";
import { type OrderTaxes, orderTaxes } from "../domain/taxes.ts";
import { cartParams, cartQuery, whyNotOpen } from "./cart-access.ts";
import { type CartOutcome, cartRecordOf, notOpened } from "./cart-answer.ts";
import type { CartPorts } from "./cart-ports.ts";
import { whyNotOrder } from "./customer-standing.ts";
import { comingAbout, letSettle } from "./let-settle.ts";
import { orderAnswer } from "./order-answer.ts";
import { OrderJson } from "./order-json.ts";
import { MethodText, whyNotPayBy } from "./payment-methods.ts";
import { isNoted, type NotedOrder, placeNotedOrder } from "./place-noted-order.ts";
import { DeliveryBody, NoteText } from "./place-order-body.ts";
import type { OrderingRequestRefusal } from "./ports.ts";
import { sealPersonal } from "./sealing.ts";

const CheckOutBody = exactly(
  {
    address: AddressJson,
    paymentMethod: MethodText,
    allowPartial: Type.Optional(Type.Boolean({ description: "Rather a part than nothing", default: false })),
    contact: Type.Optional(ContactJson),
    delivery: Type.Optional(DeliveryBody),
    note: Type.Optional(NoteText),
  },
  { title: "CheckOutCart" },
);

type CheckingOut = Incoming<{ readonly cartId: CartId }, unknown, StaticDecode<typeof CheckOutBody>>;

export const checkOutCart = (ports: CartPorts): Route =>
  route({
    operation: "checkOutCart",
    method: "POST",
    path: "/v1/carts/:cartId/checkout",
    summary: "Order what is in a cart",
    description: "One order, however often it is asked for, under whichever key; a storefront is given that order's own `accessToken`.",
    params: cartParams,
    query: cartQuery,
    body: CheckOutBody,
    example: {
      address: { lines: ["Mannerheimintie 1"], city: "Helsinki", postalCode: "00100", country: "FI" },
      paymentMethod: "pm_ok",
    },
    reads: ["product_price", "sale_terms", "customer_standing"],
    waits: true,
    answers: { 201: OrderJson },
    refusals: [
      "CartIsNotOpened",
      "CartIsExpired",
      "CartIsMerged",
      "CartIsEmpty",
      "AmountIsTooLarge",
      "PriceIsOutOfRange",
      "DiscountExceedsLine",
      "AttemptIsOver",
      "PricesHaveChanged",
      "MethodIsNotYours",
      "PaymentIsNoReference",
      "CustomerIsBlocked",
      "CustomerIsUnknown",
      "PersonIsErased",
      "AccessTokenIsMissing",
      "VersionIsStale",
    ],
    handle: async (request: CheckingOut): Promise<Answer> => {
      const { params, body, caller, accessToken } = request;
      const closed = whyNotOpen(ports, params.cartId, { caller, accessToken }) ?? whyNotPayBy(caller, body);
      if (closed !== null) return closed;
      const started = await start(ports, request);
      if (started.kind !== "accepted" && started.kind !== "nothingToDo") return started;
      const record = cartRecordOf(await ports.cartHistory.read(caller.merchant, params.cartId, started.version));
      if (!isNoted(record)) return notOpened();
      return placeOrderOf(ports, request, { record, started });
    },
  });

type Started = Extract<CartOutcome, { readonly kind: "accepted" | "nothingToDo" }>;

/** Where the note stands, if this request has written it. */
const causeIn = ({ log }: CartPorts, started: Started): { readonly cause?: string } =>
  started.kind === "accepted" ? { cause: `${log.name}/${log.incarnation}/${started.partition}/${started.position}` } : {};

/** Writes the checkout into the cart, or finds the one that is there. */
const start = async (ports: CartPorts, request: CheckingOut): Promise<CartOutcome> => {
  const { params, caller, command, precondition, at } = request;
  const { commandId: _, request: __, ...unkeyed } = command;
  const record = cartRecordOf(await ports.cartHistory.read(caller.merchant, params.cartId));
  const prices = await currentPrices(ports, request, record);
  const starting = await startCommand(ports, request, { record, prices });
  const outcome = await ports.carts.handle(params.cartId, { ...starting, ...precondition }, command);
  // The customer is shown the new prices from now on, and may check out at these. Who only asks again is only told again.
  if (outcome.kind === "refused" && outcome.refusal.code === "PricesHaveChanged" && !outcome.replayed) {
    await ports.carts.handle(params.cartId, { type: "RepriceCart", prices, at }, unkeyed);
  }
  return outcome;
};

/** What the catalog asks now for what was priced long ago. */
const currentPrices = async (ports: CartPorts, { caller, at }: CheckingOut, record: CartRecord | null): Promise<readonly ItemPrice[]> => {
  const old = record?.cart.status === "Open" ? itemsToReprice(record.cart, at).map(({ sku }) => sku) : [];
  const products = old.length > 0 ? await ports.prices.find(caller.merchant, old) : new Map();
  return [...products].map(([sku, { name, unitPrice }]) => ({ sku, name, unitPrice }));
};

const startCommand = async (
  ports: CartPorts,
  { params, body, caller, at }: CheckingOut,
  { record, prices }: { readonly record: CartRecord | null; readonly prices: readonly ItemPrice[] },
): Promise<Refuse<OrderingRequestRefusal> | StartCheckout> => {
  const attempt = (record?.cart.attempts ?? 0) + 1;
  // Of the cart and the attempt, not of the request: whoever checks this cart out meets the same order.
  const orderId = OrderId.derive(caller.merchant, "checkout", params.cartId, String(attempt));
  const { paymentMethod, allowPartial = false } = body;
  const customerId = record?.cart.customerId ?? null;
  // Asked for in one turn, so that it is one question.
  const [objection, taxes] = await Promise.all([
    whyNotOrder(ports, caller.merchant, customerId),
    taxesOf(ports, { merchant: caller.merchant, country: body.address.country }, record),
  ]);
  if (objection !== null) return { type: "Refuse", refusal: objection };
  const sealed = await sealPersonal(body, customerId ?? orderId, ports.sealer);
  if (sealed.kind === "refused") return { type: "Refuse", refusal: sealed.refusal };
  return { type: "StartCheckout", attempt, orderId, paymentMethod, allowPartial, ...sealed.personal, prices, taxes, at };
};

/** As billing says now, where the goods go. */
const taxesOf = async (
  { prices, terms }: CartPorts,
  { merchant, country }: { readonly merchant: MerchantId; readonly country: string },
  record: CartRecord | null,
): Promise<OrderTaxes> => {
  const skus = record?.cart.items.map(({ sku }) => sku) ?? [];
  const [there, products] = await Promise.all([terms.taxes(merchant, country), prices.find(merchant, skus)]);
  return orderTaxes(there, new Map([...products].map(([sku, { taxCategory }]) => [sku, taxCategory])));
};

const placeOrderOf = async (
  ports: CartPorts,
  { caller, command, at }: CheckingOut,
  { record, started }: { readonly record: NotedOrder; readonly started: Started },
): Promise<Answer> => {
  const placed = await placeNotedOrder(ports, record, { context: { ...command, ...causeIn(ports, started) }, at });
  const asked = { orderId: record.checkout.orderId, caller, status: 201 } as const;
  const answer = await orderAnswer(ports, asked, placed);
  return letSettle(
    ports,
    { ...asked, isUnderWay: comingAbout },
    answer.kind === "done" ? { ...answer, replayed: started.replayed } : answer,
  );
};
