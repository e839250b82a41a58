import { type Answer, exactly, type Incoming, QuantityJson, type Route, route } from "@waybill/contracts/http";
import { type OrderId, portion } from "@waybill/contracts/vocabulary";
import type { Refuse } from "@waybill/kernel/refuse";
import Type, { type StaticDecode } from "typebox";
import { orderingLimits } from "../domain/limits.ts";
import type { OrderCommand } from "../domain/order-commands.ts";
import { type LineTerms, type Quote, quoteOf } from "../domain/quote.ts";
import { accessTokenQuery, orderParams, whyNotRead } from "./order-access.ts";
import { notPlaced, orderAnswer, recordOf } from "./order-answer.ts";
import { OrderJson } from "./order-json.ts";
import type { OrderingPorts, OrderingRequestRefusal } from "./ports.ts";
import { orderIsNot, unpriceable } from "./refusal-codes.ts";

const ChooseLinesBody = exactly(
  {
    lines: Type.Array(exactly({ id: Type.Integer({ minimum: 1 }), quantity: QuantityJson }), {
      minItems: 1,
      maxItems: orderingLimits.orderLines,
      description: "What is still wanted, of lines that the order has; those left out are dropped",
    }),
  },
  { title: "ChooseLines" },
);

type Choosing = Incoming<{ readonly orderId: OrderId }, unknown, StaticDecode<typeof ChooseLinesBody>>;

export const chooseLines = (ports: OrderingPorts): Route =>
  route({
    operation: "chooseLines",
    method: "POST",
    path: "/v1/orders/:orderId/choose",
    summary: "Choose what to go on with when there is not enough of everything",
    description: "The order costs less by what is left out; nothing about its prices changes.",
    params: orderParams,
    query: exactly(accessTokenQuery),
    body: ChooseLinesBody,
    example: { lines: [{ id: 1, quantity: 1 }] },
    answers: { 200: OrderJson },
    refusals: [
      ...orderIsNot("AwaitingCustomer"),
      ...unpriceable,
      "LineIsRepeated",
      "LineIsUnknown",
      "TooFewAreOrdered",
      "AccessTokenIsMissing",
      "VersionIsStale",
    ],
    handle: async (request: Choosing): Promise<Answer> => {
      const { params, caller, command, precondition, accessToken } = request;
      const closed = whyNotRead(ports, params.orderId, { caller, accessToken });
      if (closed !== null) return closed;
      const record = recordOf(await ports.orderHistory.read(caller.merchant, params.orderId));
      if (record === null) return notPlaced();
      const outcome = await ports.orders.handle(params.orderId, { ...chosen(request, record.quote), ...precondition }, command);
      return orderAnswer(ports, { orderId: params.orderId, caller, status: 200 }, outcome);
    },
  });

const chosen = ({ body, at }: Choosing, before: Quote): OrderCommand | Refuse<OrderingRequestRefusal> => {
  const known = new Map(before.lines.map((line) => [line.lineId, line]));
  const lines: LineTerms[] = [];
  for (const { id, quantity } of body.lines) {
    const line = known.get(id);
    if (line === undefined) return { type: "Refuse", refusal: { code: "LineIsUnknown", lineId: id } };
    if (quantity > line.quantity) return { type: "Refuse", refusal: { code: "TooFewAreOrdered", lineId: id, ordered: line.quantity } };
    lines.push({ ...termsOf(line), quantity, discount: portion(line.discount, quantity, line.quantity) });
  }
  const { currency, pricesIncludeTax, delivery } = before;
  const { fee, taxRatePpm } = delivery;
  const quoted = quoteOf({ currency, pricesIncludeTax, lines, delivery: { fee, taxRatePpm } });
  return quoted.kind === "refused" ? { type: "Refuse", refusal: quoted.refusal } : { type: "ChooseLines", quote: quoted.quote, at };
};

const termsOf = ({ lineId, sku, name, unitPrice, taxRatePpm }: LineTerms) => ({ lineId, sku, name, unitPrice, taxRatePpm });
