import { type Answer, type Incoming, type Route, route } from "@waybill/contracts/http";
import { OrderId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import type { Refuse } from "@waybill/kernel/refuse";
import type { PlaceOrder } from "../domain/order-commands.ts";
import type { Quote } from "../domain/quote.ts";
import { whyNotOrder } from "./customer-standing.ts";
import { comingAbout, letSettle } from "./let-settle.ts";
import { orderAnswer } from "./order-answer.ts";
import { OrderJson } from "./order-json.ts";
import { setsPrices } from "./order-lines-body.ts";
import { whyNotPayBy } from "./payment-methods.ts";
import { PlaceOrderBody, type PlaceOrderRequest, placeOrderExample } from "./place-order-body.ts";
import type { OrderingPorts, OrderingRequestRefusal } from "./ports.ts";
import { price } from "./pricing.ts";
import { unpriceable } from "./refusal-codes.ts";
import { rememberingSealer, sealPersonal } from "./sealing.ts";

type Placing = Incoming<unknown, unknown, PlaceOrderRequest>;

export const placeOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "placeOrder",
    method: "POST",
    path: "/v1/orders",
    summary: "Place an order",
    description:
      "Prices come from the catalog; staff keys may set them, and discounts, and say that money was taken (`recorded`). Taxes are those of the address's country; without an address, of the only country whose tax rates are known. A storefront is given the order's `accessToken`.",
    body: PlaceOrderBody,
    example: placeOrderExample,
    reads: ["product_price", "sale_terms", "customer_standing"],
    waits: true,
    answers: { 201: OrderJson },
    refusals: [
      ...unpriceable,
      "UnknownSku",
      "PriceIsNotYours",
      "MethodIsNotYours",
      "OrderHasTooManyPayments",
      "PaymentCurrencyDiffers",
      "PaymentIsNoReference",
      "PaymentIsSaidTwice",
      "PaymentsDoNotAddUp",
      "CustomerIsBlocked",
      "CustomerIsUnknown",
      "PersonIsErased",
      "IdempotencyKeyReused",
    ],
    handle: async (request: Placing): Promise<Answer> => {
      const { caller, body, command, identify, precondition } = request;
      if (caller.role === "storefront" && body.lines.some(setsPrices)) {
        return reject<OrderingRequestRefusal>({ code: "PriceIsNotYours" });
      }
      const notTheirs = whyNotPayBy(caller, body);
      if (notTheirs !== null) return notTheirs;
      const orderId = identify(OrderId);
      const sealer = rememberingSealer(ports.sealer);
      const place = await placeCommand({ ...ports, sealer }, request, orderId);
      const outcome = await ports.orders.handle(orderId, { ...place, ...precondition }, { ...command, isNew: true });
      const asked = { orderId, caller, status: 201 } as const;
      return letSettle(ports, { ...asked, isUnderWay: comingAbout }, await orderAnswer({ ...ports, sealer }, asked, outcome));
    },
  });

const placeCommand = async (
  ports: OrderingPorts,
  { body, caller, at }: Placing,
  orderId: OrderId,
): Promise<PlaceOrder | Refuse<OrderingRequestRefusal>> => {
  const { customerId = null, allowPartial = false, externalId = null, metadata = {}, paymentMethod, payments } = body;
  if (paymentMethod !== undefined && payments !== undefined) return refuse({ code: "PaymentIsSaidTwice" });
  const sale = { merchant: caller.merchant, country: body.address?.country ?? null };
  // Asked for in one turn, so that it is one question.
  const [priced, policies, objection] = await Promise.all([
    price(body.lines, sale, ports),
    ports.terms.policies(caller.merchant),
    whyNotOrder(ports, caller.merchant, customerId),
  ]);
  if (priced.kind === "refused") return refuse(priced.refusal);
  const paid = paymentsOf(body, priced.quote);
  if (paid === null) return refuse({ code: "PaymentCurrencyDiffers" });
  if (objection !== null) return refuse(objection);
  // The person's key is made only now: whoever is refused above leaves nothing behind.
  const sealed = await sealPersonal(body, customerId ?? orderId, ports.sealer);
  if (sealed.kind === "refused") return refuse(sealed.refusal);
  return {
    type: "PlaceOrder",
    orderId,
    merchantId: caller.merchant,
    customerId,
    customerIsBlocked: false,
    externalId,
    cartId: null,
    quote: priced.quote,
    payments: paid,
    allowPartial,
    policies,
    promise: null,
    ...sealed.personal,
    metadata,
    at,
  };
};

const refuse = (refusal: OrderingRequestRefusal): Refuse<OrderingRequestRefusal> => ({ type: "Refuse", refusal });

/** Null when a part is in another currency than the order. */
const paymentsOf = ({ paymentMethod, payments = [] }: PlaceOrderRequest, { currency, totals }: Quote): PlaceOrder["payments"] | null => {
  if (paymentMethod !== undefined) return [{ method: paymentMethod, amount: totals.grand }];
  return payments.every(({ amount }) => amount.currency === currency)
    ? payments.map(({ method, amount }) => ({ method, amount: amount.amount }))
    : null;
};
