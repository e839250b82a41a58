import { type Answer, exactly, type Incoming, QuantityJson, type Route, route } from "@waybill/contracts/http";
import type { OrderId } from "@waybill/contracts/vocabulary";
import { newUuid } from "@waybill/kernel/id";
import Type, { type StaticDecode } from "typebox";
import { orderingLimits } from "../domain/limits.ts";
import type { OrderCommand } from "../domain/order-commands.ts";
import { beingCancelled, letSettle } from "./let-settle.ts";
import { accessTokenQuery, orderParams, whyNotRead } from "./order-access.ts";
import { orderAnswer } from "./order-answer.ts";
import { OrderJson } from "./order-json.ts";
import type { OrderingPorts } from "./ports.ts";
import { orderIsNot } from "./refusal-codes.ts";

const CancelOrderBody = exactly(
  {
    reason: Type.String({ minLength: 1, maxLength: orderingLimits.reasonCharacters, examples: ["changed my mind"] }),
    lines: Type.Optional(
      Type.Array(exactly({ id: Type.Integer({ minimum: 1 }), quantity: QuantityJson }), {
        minItems: 1,
        maxItems: orderingLimits.orderLines,
        description: "Only these; without it, the whole order",
      }),
    ),
  },
  { title: "CancelOrder" },
);

type Cancelling = Incoming<{ readonly orderId: OrderId }, unknown, StaticDecode<typeof CancelOrderBody>>;

export const cancelOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "cancelOrder",
    method: "POST",
    path: "/v1/orders/:orderId/cancel",
    summary: "Cancel an order, or some of its lines",
    description:
      "The order is `Cancelling` until everything that was done for it is taken back, and `Cancelled` then. Asking again for the same changes nothing.",
    params: orderParams,
    query: exactly(accessTokenQuery),
    body: CancelOrderBody,
    example: { reason: "changed my mind" },
    waits: true,
    answers: { 200: OrderJson },
    refusals: [
      ...orderIsNot("Confirmed", "InFulfilment"),
      "OrderIsOnItsWay",
      "PartIsDelivered",
      "LineIsRepeated",
      "LineIsUnknown",
      "ReasonIsMissing",
      "ReasonIsTooLong",
      "TooFewAreLeft",
      "AccessTokenIsMissing",
      "VersionIsStale",
    ],
    handle: async (request: Cancelling): Promise<Answer> => {
      const { params, caller, command, precondition, accessToken } = request;
      const closed = whyNotRead(ports, params.orderId, { caller, accessToken });
      if (closed !== null) return closed;
      const outcome = await ports.orders.handle(params.orderId, { ...asCommand(request), ...precondition }, command);
      const asked = { orderId: params.orderId, caller, status: 200 } as const;
      return letSettle(ports, { ...asked, isUnderWay: beingCancelled }, await orderAnswer(ports, asked, outcome));
    },
  });

/** A wish for some lines counts once under an Idempotency-Key; without one, each request is a wish of its own. */
const asCommand = ({ body: { reason, lines }, command, at }: Cancelling): OrderCommand => {
  if (lines === undefined) return { type: "StartCancellation", reason, at };
  const source = `request:${command.commandId ?? newUuid()}`;
  const wanted = lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
  return { type: "CancelLines", source, reason: "Customer", words: reason, lines: wanted, at };
};
