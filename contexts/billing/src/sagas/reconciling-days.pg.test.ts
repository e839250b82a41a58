import { OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { instant, systemClock } from "@waybill/kernel/clock";
import { twoPostgresLogs } from "@waybill/kernel/testing/two-postgres-logs";
import { describe, expect, it } from "vitest";
import { dayAfter, dayOf } from "../reconciliations.ts";
import { billingProcess, stoppedClock } from "../testing/billing-process.ts";
import { euros } from "../testing/payment-samples.ts";

const makeLogs = twoPostgresLogs();
const dayMs = 86_400_000;

describe("two processes on PostgreSQL that follow, and fire the timers of days at once", () => {
  it("compare each day once", async () => {
    const logs = await makeLogs();
    const start = systemClock.now();
    const clock = stoppedClock(start);
    const processes = logs.map((log) => billingProcess({ log, clock }));
    const asked = { type: "AuthorisePayment", orderId: OrderId.derive("days"), number: 1, amount: euros(1_000), method: "recorded" };
    await Promise.all(
      ["pm_ok", "recorded", "pm_requires_action"].flatMap((method) =>
        processes.map(({ ask }) => ask({ ...asked, method }, `ask for ${method}`, PaymentId.derive("days", method))),
      ),
    );
    for (let days = 1; days <= 5; days += 1) {
      await Promise.all(processes.map(({ runUntil }) => runUntil(instant(start + days * dayMs))));
    }
    const [first] = logs;
    const from = new Map(Array.from({ length: first.partitions }, (_, partition) => [partition, 0]));
    const events = await first.readPartitions(from, 10_000);
    const reconciled = events.filter(({ type }) => type === "DayReconciled").map(({ stream }) => stream.slice(-10));
    const expected = [dayOf(start)];
    while (expected.length < reconciled.length) expected.push(dayAfter(expected.at(-1) ?? ""));
    expect(reconciled.sort()).toEqual(expected);
    expect(reconciled.length).toBeGreaterThanOrEqual(4);
  });
});
