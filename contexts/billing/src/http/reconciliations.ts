import { type Answer, exactly, MoneyJson, orNull, type Route, route } from "@waybill/contracts/http";
import { type Instant, instant, instantFromIso, isoFromInstant } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { billingLimits } from "../domain/limits.ts";
import { reconcile } from "../domain/reconcile.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

const ReconciliationJson = exactly(
  {
    day: Type.String({ format: "date" }),
    provider: Type.String(),
    matched: Type.Integer({ minimum: 0, description: "Movements that both books have alike" }),
    differences: Type.Array(
      exactly({
        key: Type.String({ description: "Ours, of the operation" }),
        kind: Type.Enum(["authorise", "capture", "refund", "void"]),
        ours: orNull(MoneyJson),
        theirs: orNull(MoneyJson),
      }),
    ),
  },
  { title: "Reconciliation" },
);

export const getReconciliation = ({ movements, providerMovements }: BillingPorts): Route =>
  route({
    operation: "getReconciliation",
    method: "GET",
    path: "/v1/reconciliations",
    summary: "What our books and the provider's say of one day, compared",
    description: "By UTC; yesterday, unless another day is named. Null: that book has nothing of it.",
    query: exactly({
      day: Type.Optional(Type.String({ format: "date", description: "Which, by UTC", examples: ["2026-03-29"] })),
      provider: Type.Optional(Type.String({ maxLength: 60, description: "Whose books", default: "simulated" })),
    }),
    answers: { 200: ReconciliationJson },
    refusals: ["ProviderIsUnknown"],
    reads: "payment_movements",
    handle: async ({ query: { day: asked, provider = "simulated" }, caller: { merchant }, at }): Promise<Answer> => {
      const day = asked ?? dayOf(instant(at - dayMs));
      const from = instantFromIso(`${day}T00:00:00Z`);
      const span = { from, until: instant(from + dayMs) };
      const wide = {
        from: instant(from - billingLimits.reconciliationMarginMs),
        until: instant(span.until + billingLimits.reconciliationMarginMs),
      };
      const theirs = await providerMovements(provider, merchant, wide);
      if (theirs === null) return reject<BillingRequestRefusal>({ code: "ProviderIsUnknown" });
      const ours = await movements.within(merchant, provider, wide);
      return { kind: "done", status: 200, body: { day, provider, ...reconcile(ours, theirs, span) } };
    },
  });

const dayMs = 86_400_000;
const dayOf = (at: Instant): string => isoFromInstant(at).slice(0, 10);
