import {
  type Answer,
  type CursorKey,
  exactly,
  InstantText,
  MoneyJson,
  orNull,
  pageOf,
  pageQuery,
  type Route,
  readPage,
  route,
} from "@waybill/contracts/http";
import type { MerchantId } from "@waybill/contracts/vocabulary";
import { isoFromInstant } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { billingLimits } from "../domain/limits.ts";
import { dayBefore } from "../reconciliations.ts";
import type { BillingPorts, BillingRequestRefusal, DifferingDay } from "./ports.ts";

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

const DifferingDayJson = exactly(
  {
    day: Type.String({ format: "date" }),
    provider: Type.String(),
    matched: comparison.matched,
    differing: Type.Integer({ minimum: 1 }),
    reconciledAt: InstantText,
  },
  { title: "DifferingDay" },
);

type Asked = { readonly provider?: string; readonly limit?: number; readonly cursor?: string };

/** Days that somebody has to look at. */
const listDiffering = async (
  { differingDays }: Pick<BillingPorts, "differingDays">,
  merchant: MerchantId,
  { provider, limit, cursor }: Asked,
): Promise<Answer> => {
  const scope = ["reconciliations", merchant, provider ?? ""];
  const page = await readPage(
    { scope, limit, cursor },
    {
      keyOf: (row: DifferingDay) => [row.day, row.provider],
      read: (after, rows) => differingDays.page({ merchant, provider: provider ?? null, after: placeIn(after), limit: rows }),
    },
  );
  if (page.kind === "refused") return page;
  const items = page.items.map((row) => ({
    ...{ day: row.day, provider: row.provider, matched: row.matched, differing: row.differing },
    reconciledAt: isoFromInstant(row.reconciledAt),
  }));
  return { kind: "done", status: 200, body: { items, next: page.next } };
};

const placeIn = (key: CursorKey | null): { readonly day: string; readonly provider: string } | null => {
  const [day, provider] = key ?? [];
  return typeof day === "string" && typeof provider === "string" ? { day, provider } : null;
};

export const getReconciliation = ({ compareBooks, readReconciliation, differingDays }: BillingPorts): Route =>
  route({
    operation: "getReconciliation",
    method: "GET",
    path: "/v1/reconciliations",
    summary: "What our books and the provider's say of one day, compared",
    description:
      "By UTC; yesterday, unless another day is named. Null: that book has nothing of it. Each day is also compared once by itself, two hours " +
      "after its end: `daily` is what was found then. `differing=true` lists the days on which that was not the same in both books, the latest " +
      "first, page by page, of all providers or of one; `day` has no place there.",
    query: pageQuery({
      differing: Type.Optional(Type.Boolean({ description: "A list of the days that differ, instead of one day", default: false })),
      day: Type.Optional(Type.String({ format: "date", description: "Which, by UTC", examples: ["2026-03-29"] })),
      provider: Type.Optional(Type.String({ maxLength: 60, description: "Whose books; of one day `simulated`, unless said otherwise" })),
    }),
    answers: { 200: Type.Union([ReconciliationJson, pageOf(DifferingDayJson, "DifferingDayPage")]) },
    refusals: ["ProviderIsUnknown", "DayIsNotListed"],
    reads: ["payment_list", "differing_days"],
    handle: async ({ query, caller: { merchant }, at }): Promise<Answer> => {
      const { day: asked, provider = "simulated", differing = false } = query;
      if (differing && asked !== undefined) return reject<BillingRequestRefusal>({ code: "DayIsNotListed" });
      if (differing) return listDiffering({ differingDays }, merchant, query);
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
