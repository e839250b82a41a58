import { type Answer, exactly, type Incoming, type Route, route } from "@waybill/contracts/http";
import type { OrderId } from "@waybill/contracts/vocabulary";
import type { Refuse } from "@waybill/kernel/refuse";
import Type, { type StaticDecode } from "typebox";
import type { PlacedOrder } from "../domain/order.ts";
import type { OrderCommand } from "../domain/order-commands.ts";
import type { OrderRecord } from "../domain/order-record.ts";
import { whyNotOrder } from "./customer-standing.ts";
import { comingAbout, letSettle, settled } from "./let-settle.ts";
import { orderingEdgeLimits } from "./limits.ts";
import { accessTokenQuery, orderParams, whyNotRead } from "./order-access.ts";
import { notPlaced, orderAnswer, recordOf } from "./order-answer.ts";
import { OrderJson } from "./order-json.ts";
import { MethodText, whyNotPayBy } from "./payment-methods.ts";
import { PaymentsBody } from "./place-order-body.ts";
import type { OrderingPorts, OrderingRequestRefusal } from "./ports.ts";
import { orderIsNot } from "./refusal-codes.ts";

const PayOrderBody = exactly(
  {
    paymentMethod: Type.Optional(MethodText),
    payments: Type.Optional({
      ...PaymentsBody,
      description: "Instead of `paymentMethod`, when it is paid in parts; they add up to what is not covered",
    }),
  },
  { title: "PayOrder", minProperties: 1, maxProperties: 1 },
);

type Paying = Incoming<{ readonly orderId: OrderId }, unknown, StaticDecode<typeof PayOrderBody>>;

export const payOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "payOrder",
    method: "POST",
    path: "/v1/orders/:orderId/payments",
    summary: "Say how to pay what no payment covers",
    description: [
      "For an order that waits for its money: none was said how to come when it was placed, or a payment was declined and the merchant's policy allows another attempt (`paymentAttempts`).",
      "What is asked for covers exactly what is due and is neither authorised nor being asked for already; of two who ask at once, one is told `DueIsCovered`. The order is confirmed when all of it is authorised.",
    ].join("\n\n"),
    params: orderParams,
    query: exactly(accessTokenQuery),
    body: PayOrderBody,
    example: { paymentMethod: "pm_ok" },
    reads: ["customer_standing"],
    waits: true,
    answers: { 200: OrderJson },
    refusals: [
      ...orderIsNot("Reserved"),
      "CustomerIsBlocked",
      "CustomerIsUnknown",
      "PersonIsErased",
      "DueIsCovered",
      "PaymentsDoNotAddUp",
      "PaymentCurrencyDiffers",
      "MethodIsNotYours",
      "PaymentIsNoReference",
      "OrderHasTooManyPayments",
      "AccessTokenIsMissing",
      "VersionIsStale",
    ],
    handle: async (request: Paying): Promise<Answer> => {
      const { params, body, caller, command, precondition, accessToken } = request;
      const closed = whyNotRead(ports, params.orderId, { caller, accessToken }) ?? whyNotPayBy(caller, body);
      if (closed !== null) return closed;
      const record = await justPlaced(ports, request);
      if (record === null) return notPlaced();
      const objection = await whyNotOrder(ports, caller.merchant, record.customerId);
      const wanted = objection === null ? asCommand(request, record) : ({ type: "Refuse", refusal: objection } as const);
      const outcome = await ports.orders.handle(params.orderId, { ...wanted, ...precondition }, command);
      const asked = { orderId: params.orderId, caller, status: 200 } as const;
      return letSettle(ports, { ...asked, isUnderWay: comingAbout }, await orderAnswer(ports, asked, outcome));
    },
  });

/** The order; one that was placed a moment ago is given a little time to be reserved, so that it can be placed and paid in one breath. */
const justPlaced = async (ports: OrderingPorts, { params: { orderId }, caller }: Paying): Promise<OrderRecord | null> => {
  const record = recordOf(await ports.orderHistory.read(caller.merchant, orderId));
  if (record === null || !isPlaced(record.order)) return record;
  const until = AbortSignal.timeout(orderingEdgeLimits.justPlacedWaitMs);
  return (await settled(ports, { orderId, caller, isUnderWay: isPlaced }, until)) ?? record;
};

const isPlaced = ({ status }: PlacedOrder): boolean => status === "Placed";

const asCommand = ({ body, at }: Paying, { order }: OrderRecord): OrderCommand | Refuse<OrderingRequestRefusal> => {
  const { paymentMethod, payments = [] } = body;
  if (paymentMethod !== undefined) return { type: "AddPayments", payments: [{ method: paymentMethod, amount: null }], at };
  if (payments.some(({ amount }) => amount.currency !== order.currency)) {
    return { type: "Refuse", refusal: { code: "PaymentCurrencyDiffers" } };
  }
  return { type: "AddPayments", payments: payments.map(({ method, amount }) => ({ method, amount: amount.amount })), at };
};
