import { MerchantId, moneyOf, parseCurrency } from "@waybill/contracts/vocabulary";
import { statusesOf } from "@waybill/kernel/life";
import { describe, expect, it } from "vitest";
import { minute } from "../testing/payment-samples.ts";
import { billingLimits } from "./limits.ts";
import { type ReconciliationCommand, reconciliationDecider, reconciliationLife } from "./reconciliation.ts";

const about = { merchantId: MerchantId.default, provider: "simulated", day: "2026-03-29" };
const schedule: ReconciliationCommand = { type: "ScheduleReconciliation", ...about, dueAt: minute(90), at: minute(0) };
const begin: ReconciliationCommand = { type: "BeginReconciliation", at: minute(91) };
const record: ReconciliationCommand = { type: "RecordReconciliation", matched: 3, differences: [], at: minute(92) };

const told = (...commands: readonly ReconciliationCommand[]) =>
  commands.reduce((state, command) => {
    const decision = reconciliationDecider.decide(command, state);
    return decision.kind === "accepted" ? decision.events.reduce(reconciliationDecider.evolve, state) : state;
  }, reconciliationDecider.initial);

const waysTo = { NotScheduled: [], Scheduled: [schedule], Due: [schedule, begin], Reconciled: [schedule, begin, record] } as const;
const answers = {
  NotScheduled: ["accepted", "refused", "refused"],
  Scheduled: ["nothingToDo", "accepted", "refused"],
  Due: ["nothingToDo", "nothingToDo", "accepted"],
  Reconciled: ["nothingToDo", "nothingToDo", "nothingToDo"],
} as const;

describe("the daily reconciliation", () => {
  it.each(statusesOf(reconciliationLife))("is scheduled, begun and recorded once: %s", (status) => {
    const state = told(...waysTo[status]);
    expect(state.status).toBe(status);
    const said = [schedule, begin, record].map((command) => reconciliationDecider.decide(command, state).kind);
    expect(said).toEqual(answers[status]);
  });

  it("keeps the first differences, and how many there were", () => {
    const euro = moneyOf(1, parseCurrency("EUR")!);
    const differences = Array.from({ length: billingLimits.keptDifferences + 5 }, (_, nth) => {
      return { key: `default/pay_1/${nth}-capture`, kind: "capture", ours: euro, theirs: null } as const;
    });
    const found = told(schedule, begin, { type: "RecordReconciliation", matched: 0, differences, at: minute(92) });
    expect(found).toMatchObject({ found: { differing: differences.length, reconciledAt: minute(92) } });
    expect(found.status === "Reconciled" && found.found.differences).toEqual(differences.slice(0, -5));
  });
});
