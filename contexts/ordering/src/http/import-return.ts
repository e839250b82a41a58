import {
  type Answer,
  ExternalIdText,
  exactly,
  InstantText,
  idText,
  MoneyJson,
  orNull,
  QuantityJson,
  type Route,
  route,
} from "@waybill/contracts/http";
import { type MerchantId, OrderId, ReturnId } from "@waybill/contracts/vocabulary";
import { fold } from "@waybill/kernel/decider";
import Type, { type StaticDecode } from "typebox";
import type { ImportReturn, ReturnedOrder } from "../domain/imported-return.ts";
import { orderingLimits } from "../domain/limits.ts";
import type { ReturnLines } from "../domain/order-commands.ts";
import { orderDecider } from "../domain/order-decider.ts";
import { ForeignText, SourceText } from "./import-order.ts";
import { OrderIdText } from "./order-json.ts";
import type { OrderingPorts } from "./ports.ts";

const ReturnedLineJson = exactly({
  id: Type.Integer({ minimum: 1, maximum: orderingLimits.orderLines, description: "The line of the order" }),
  quantity: QuantityJson,
  of: Type.Integer({ minimum: 1, description: "The line of the return, as the other system counts" }),
});
const ReturnedLines = Type.Array(ReturnedLineJson, { minItems: 1, maxItems: orderingLimits.returnedLines });

const ImportReturnBody = exactly(
  {
    source: SourceText,
    externalId: ExternalIdText,
    returnedAt: InstantText,
    customerRef: Type.Optional(orNull(ForeignText)),
    orders: Type.Array(
      exactly({
        externalId: ExternalIdText,
        credit: MoneyJson,
        lines: ReturnedLines,
      }),
      {
        maxItems: orderingLimits.returnedOrders,
        description: "Whose lines came back, imported from the same source, and what was given back; none where nobody can tell",
      },
    ),
  },
  { title: "ImportReturn" },
);
type Told = StaticDecode<typeof ImportReturnBody>;

const ImportedReturnJson = exactly(
  {
    id: idText(ReturnId, "ret_01h455vb4pex5vsknk084sn02q"),
    externalId: ExternalIdText,
    orders: Type.Array(exactly({ id: OrderIdText, externalId: ExternalIdText, lines: ReturnedLines })),
    version: Type.Integer({ minimum: 1 }),
  },
  { title: "ImportedReturn" },
);

export const importReturn = (ports: OrderingPorts): Route =>
  route({
    operation: "importReturn",
    method: "POST",
    path: "/v1/returns/import",
    summary: "Take in a return that happened elsewhere, of orders that were imported",
    description:
      "History: its units and credits are counted in the orders, and nothing follows. Sent again (the same source and externalId) it adds " +
      "nothing and answers 200, with the orders that it was of when it came first.",
    body: ImportReturnBody,
    answers: { 200: ImportedReturnJson, 201: ImportedReturnJson },
    refusals: ["OrderIsNotPlaced", "NothingIsWithCustomer", "TooFewAreDelivered", "LineIsUnknown", "CreditIsOutOfRange", "CurrencyDiffers"],
    handle: async ({ body, caller: { merchant }, command: context, at }): Promise<Answer> => {
      const { source, externalId, customerRef = null, returnedAt } = body;
      const returnId = ReturnId.derive(merchant, "import", source, externalId);
      const about = { returnId, merchantId: merchant, externalId, customerRef, returnedAt, at };
      const command: ImportReturn = { type: "ImportReturn", ...about, orders: ordersOf(body, merchant) };
      const known = await ports.readImportedReturn(merchant, returnId);
      const objection = known === null ? await objectionTo(ports, command) : null;
      if (objection !== null) return objection;
      const outcome = await ports.importedReturns.handle(returnId, command, { ...context, isNew: known === null });
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      // What was said first counts: by an earlier import, or by another one a moment ago.
      const isFirst = outcome.kind === "accepted" && !outcome.replayed;
      const said = (isFirst ? command : (known ?? (await ports.readImportedReturn(merchant, returnId)))) ?? command;
      for (const order of said.orders) {
        const counted = await ports.orders.handle(order.orderId, linesBack(order, { returnId, returnedAt: said.returnedAt, at }), context);
        if (counted.kind !== "accepted" && counted.kind !== "nothingToDo") return counted;
      }
      const { version, replayed } = outcome;
      const told = { id: returnId, externalId, orders: said.orders.map(orderJson), version };
      return { kind: "done", status: outcome.kind === "accepted" ? 201 : 200, body: told, version, replayed };
    },
  });

const ordersOf = ({ source, orders }: Told, merchant: MerchantId): readonly ReturnedOrder[] =>
  orders.map(({ externalId, credit, lines }) => ({
    orderId: OrderId.derive(merchant, "import", source, externalId),
    externalId,
    credit,
    lines: lines.map(({ id, quantity, of }) => ({ lineId: id, quantity, of })),
  }));

/** Asked of every order before anything is recorded: a return that cannot be counted whole is not imported. */
const objectionTo = async (ports: OrderingPorts, { merchantId, orders, ...when }: ImportReturn): Promise<Answer | null> => {
  for (const order of orders) {
    const history = await ports.orderHistory.read(merchantId, order.orderId);
    const state = fold(
      orderDecider,
      history.map(({ event }) => event),
    );
    const decision = orderDecider.decide(linesBack(order, when), state);
    if (decision.kind === "refused") return decision;
  }
  return null;
};

/** Of one line of the order, several lines of the return may be. */
const linesBack = (
  { lines, credit }: ReturnedOrder,
  { returnId, returnedAt, at }: Pick<ImportReturn, "at" | "returnedAt" | "returnId">,
): ReturnLines => {
  const units = new Map<number, number>();
  for (const { lineId, quantity } of lines) units.set(lineId, (units.get(lineId) ?? 0) + quantity);
  const summed = [...units].map(([lineId, quantity]) => ({ lineId, quantity }));
  return { type: "ReturnLines", source: returnId, lines: summed, credit, returnedAt, at };
};

const orderJson = ({ orderId, externalId, lines }: ReturnedOrder) => ({
  id: orderId,
  externalId,
  lines: lines.map(({ lineId, quantity, of }) => ({ id: lineId, quantity, of })),
});
