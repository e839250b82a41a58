import { type Answer, exactly, InstantText, type Route, route } from "@waybill/contracts/http";
import Type from "typebox";
import { orderingLimits } from "../domain/limits.ts";
import { orderParams } from "./order-access.ts";
import { orderAnswer } from "./order-answer.ts";
import { OrderJson } from "./order-json.ts";
import type { OrderingPorts } from "./ports.ts";

/** What has ended waits for nothing. */
const over = ["OrderIsNotPlaced", "OrderIsCompleted", "OrderIsRejected", "OrderIsExpired", "OrderIsCancelled"] as const;

const ReasonText = Type.String({ minLength: 1, maxLength: orderingLimits.reasonCharacters, examples: ["fraud check"] });

export const holdOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "holdOrder",
    method: "POST",
    path: "/v1/orders/:orderId/hold",
    summary: "Put an order on hold",
    description: "A held order takes facts, but goes no further. Several reasons may hold it at once; the same again changes `until`.",
    params: orderParams,
    body: exactly({ reason: ReasonText, until: Type.Optional(InstantText) }, { title: "HoldOrder" }),
    example: { reason: "fraud check" },
    answers: { 200: OrderJson },
    refusals: [...over, "OrderHasTooManyHolds", "HoldEndsBeforeItBegins", "ReasonIsMissing", "ReasonIsTooLong", "VersionIsStale"],
    handle: async ({ params: { orderId }, body: { reason, until = null }, caller, at, command, precondition }): Promise<Answer> => {
      const outcome = await ports.orders.handle(orderId, { type: "HoldOrder", reason, until, at, ...precondition }, command);
      return orderAnswer(ports, { orderId, caller, status: 200 }, outcome);
    },
  });

export const resumeOrder = (ports: OrderingPorts): Route =>
  route({
    operation: "resumeOrder",
    method: "POST",
    path: "/v1/orders/:orderId/resume",
    summary: "Let a held order go on",
    params: orderParams,
    body: exactly({ reason: Type.Optional(ReasonText) }, { title: "ResumeOrder", description: "Without a reason every hold is lifted" }),
    answers: { 200: OrderJson },
    refusals: [...over, "VersionIsStale"],
    handle: async ({ params: { orderId }, body: { reason = null }, caller, at, command, precondition }): Promise<Answer> => {
      const outcome = await ports.orders.handle(orderId, { type: "ResumeOrder", reason, at, ...precondition }, command);
      return orderAnswer(ports, { orderId, caller, status: 200 }, outcome);
    },
  });
