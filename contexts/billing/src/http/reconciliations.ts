import { type Answer, exactly, InstantText, MoneyJson, orNull, type Route, route } from "@waybill/contracts/http";
import { isoFromInstant } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { billingLimits } from "../domain/limits.ts";
import { dayBefore } from "../reconciliations.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

const comparison = {
  matched: Type.Integer({ minimum: 0, description: "Movements that both books have alike" }),
  differences: Type.Array(
    exactly({
      key: Type.String({ description: "Ours, of the operation" }),
      kind: Type.Enum(["authorise", "capture", "refund", "void"]),
      ours: orNull(MoneyJson),
      theirs: orNull(MoneyJson),
    }),
  ),
};

const ReconciliationJson = exactly(
  {
    day: Type.String({ format: "date" }),
    provider: Type.String(),
    ...comparison,
    daily: orNull(
      exactly(
        {
          ...comparison,
          differing: Type.Integer({
            minimum: 0,
            description: `How many differences there were; the first ${billingLimits.keptDifferences} are kept`,
          }),
          reconciledAt: InstantText,
        },
        { description: "What was found when the day was compared by itself; null until then" },
      ),
    ),
  },
  { title: "Reconciliation" },
);

export const getReconciliation = ({ compareBooks, readReconciliation }: BillingPorts): Route =>
  route({
    operation: "getReconciliation",
    method: "GET",
    path: "/v1/reconciliations",
    summary: "What our books and the provider's say of one day, compared",
    description:
      "By UTC; yesterday, unless another day is named. Null: that book has nothing of it. Each day is also compared once by itself, two hours " +
      "after its end: `daily` is what was found then.",
    query: exactly({
      day: Type.Optional(Type.String({ format: "date", description: "Which, by UTC", examples: ["2026-03-29"] })),
      provider: Type.Optional(Type.String({ maxLength: 60, description: "Whose books", default: "simulated" })),
    }),
    answers: { 200: ReconciliationJson },
    refusals: ["ProviderIsUnknown"],
    reads: "payment_movements",
    handle: async ({ query: { day: asked, provider = "simulated" }, caller: { merchant }, at }): Promise<Answer> => {
      const day = asked ?? dayBefore(at);
      const now = await compareBooks(merchant, provider, day);
      if (now === null) return reject<BillingRequestRefusal>({ code: "ProviderIsUnknown" });
      const daily = await readReconciliation(merchant, provider, day);
      const found = daily.status === "Reconciled" ? daily.found : null;
      return {
        kind: "done",
        status: 200,
        body: { day, provider, ...now, daily: found && { ...found, reconciledAt: isoFromInstant(found.reconciledAt) } },
      };
    },
  });
