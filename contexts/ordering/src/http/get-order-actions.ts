import { type Answer, exactly, type Route, route } from "@waybill/contracts/http";
import Type from "typebox";
import { type ActionAnswer, actionsOf, type OrderAction } from "../domain/order-actions.ts";
import { accessTokenQuery, orderParams, whyNotRead } from "./order-access.ts";
import { notPlaced, recordOf } from "./order-answer.ts";
import type { OrderingPorts } from "./ports.ts";

/** What this version offers over HTTP: the others need sagas that are not there yet. */
const offered: ReadonlySet<OrderAction> = new Set(["cancel", "cancelLines", "choose", "hold", "pay", "resume"]);

const ActionsJson = Type.Array(
  exactly({
    action: Type.String({ examples: ["hold"] }),
    allowed: Type.Boolean(),
    code: Type.Optional(Type.String({ description: "Why not: the code that asking would be refused with" })),
  }),
  { title: "OrderActions" },
);

export const getOrderActions = (ports: OrderingPorts): Route =>
  route({
    operation: "getOrderActions",
    method: "GET",
    path: "/v1/orders/:orderId/actions",
    summary: "What may be done with the order now, and why the rest may not",
    params: orderParams,
    query: exactly(accessTokenQuery),
    answers: { 200: ActionsJson },
    refusals: ["OrderIsNotPlaced", "AccessTokenIsMissing"],
    handle: async ({ params: { orderId }, caller, accessToken }): Promise<Answer> => {
      const refused = whyNotRead(ports, orderId, { caller, accessToken });
      if (refused !== null) return refused;
      const record = recordOf(await ports.orderHistory.read(caller.merchant, orderId));
      if (record === null) return notPlaced();
      return { kind: "done", status: 200, body: actionsOf(record.order).map(asOffered), version: record.version };
    },
  });

const asOffered = (answer: ActionAnswer): Omit<ActionAnswer, "action"> & { readonly action: string } =>
  answer.allowed && !offered.has(answer.action) ? { action: answer.action, allowed: false, code: "ActionIsNotOfferedYet" } : answer;
