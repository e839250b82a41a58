import type { MerchantId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { accept, type Decider, type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import type { Life } from "@waybill/kernel/life";
import { billingLimits } from "./limits.ts";
import type { Difference, Reconciliation } from "./reconcile.ts";

/** The comparison of one day's books with one provider's, done once, when both have had time to write down what happened. */
export type DaysReconciliation =
  | { readonly status: "NotScheduled" }
  | ({ readonly status: "Due" | "Scheduled" } & About)
  | ({ readonly status: "Reconciled"; readonly found: Found } & About);

type About = { readonly merchantId: MerchantId; readonly provider: string; readonly day: Day };
/** `differing` counts all of them; only the first are kept. */
type Found = Reconciliation & { readonly differing: number; readonly reconciledAt: Instant };

/** By UTC, such as `2026-03-29`. */
export type Day = string;

export type ReconciliationCommand = { readonly at: Instant } & (
  | ({ readonly type: "ScheduleReconciliation"; readonly dueAt: Instant } & About)
  /** The time for which it was scheduled has come; the timer's own clock says so. */
  | { readonly type: "BeginReconciliation" }
  | ({ readonly type: "RecordReconciliation" } & Reconciliation)
);

// The names below are storage format: an event that was renamed is an event that was lost.
export type ReconciliationEvent = { readonly at: Instant } & (
  | ({ readonly type: "ReconciliationScheduled"; readonly dueAt: Instant } & About)
  | { readonly type: "ReconciliationBegun" }
  | {
      readonly type: "DayReconciled";
      readonly matched: number;
      readonly differing: number;
      readonly differences: readonly Difference[];
    }
);

export type ReconciliationRefusal = { readonly code: "ReconciliationIsNotScheduled" };

export const reconciliationLife: Life<DaysReconciliation["status"], ReconciliationEvent["type"]> = {
  NotScheduled: { ReconciliationScheduled: "Scheduled" },
  Scheduled: { ReconciliationBegun: "Due" },
  Due: { DayReconciled: "Reconciled" },
  Reconciled: {},
};

const decide = (command: ReconciliationCommand, { status }: DaysReconciliation): Decision<ReconciliationEvent, ReconciliationRefusal> => {
  const { at } = command;
  switch (command.type) {
    case "ScheduleReconciliation": {
      const { merchantId, provider, day, dueAt } = command;
      if (status !== "NotScheduled") return nothingToDo;
      return accept({ type: "ReconciliationScheduled", merchantId, provider, day, dueAt, at });
    }
    case "BeginReconciliation":
      if (status === "NotScheduled") return reject({ code: "ReconciliationIsNotScheduled" });
      return status === "Scheduled" ? accept({ type: "ReconciliationBegun", at }) : nothingToDo;
    case "RecordReconciliation": {
      const { matched, differences } = command;
      if (status === "NotScheduled" || status === "Scheduled") return reject({ code: "ReconciliationIsNotScheduled" });
      if (status === "Reconciled") return nothingToDo;
      const kept = differences.slice(0, billingLimits.keptDifferences);
      return accept({ type: "DayReconciled", matched, differing: differences.length, differences: kept, at });
    }
  }
};

const evolve = (before: DaysReconciliation, event: ReconciliationEvent): DaysReconciliation => {
  if (event.type === "ReconciliationScheduled") {
    const { merchantId, provider, day } = event;
    return { status: "Scheduled", merchantId, provider, day };
  }
  if (before.status === "NotScheduled") return before;
  const { merchantId, provider, day } = before;
  if (event.type === "ReconciliationBegun") return { status: "Due", merchantId, provider, day };
  const { matched, differing, differences, at } = event;
  return { status: "Reconciled", merchantId, provider, day, found: { matched, differing, differences, reconciledAt: at } };
};

/** Whoever compares it too, and whoever asks for it again, changes nothing: a day is compared once. */
export const reconciliationDecider: Decider<ReconciliationCommand, DaysReconciliation, ReconciliationEvent, ReconciliationRefusal> = {
  initial: { status: "NotScheduled" },
  decide,
  evolve,
};
