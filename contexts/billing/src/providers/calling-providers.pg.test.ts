import { OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { instant, systemClock } from "@waybill/kernel/clock";
import { streamName } from "@waybill/kernel/event-log";
import { readState } from "@waybill/kernel/state-cache";
import { twoPostgresLogs } from "@waybill/kernel/testing/two-postgres-logs";
import { describe, expect, it } from "vitest";
import { isOpen } from "../domain/payment.ts";
import { paymentAggregate } from "../payments.ts";
import { billingProcess, stoppedClock } from "../testing/billing-process.ts";
import { euros } from "../testing/payment-samples.ts";
import { createStrictBank, type Fault } from "../testing/strict-bank.ts";

const makeLogs = twoPostgresLogs();
const payments = Array.from({ length: 8 }, (_, index) => ({
  paymentId: PaymentId.derive("race", String(index)),
  orderId: OrderId.derive("race", String(index)),
}));

describe("two processes on PostgreSQL that ask, follow and fire timers at once", () => {
  it("move the money of each operation once, and the bank and the ledgers agree", async () => {
    const logs = await makeLogs();
    // The log's clock is the database's.
    const start = systemClock.now();
    const clock = stoppedClock(start);
    const faults = Array.from({ length: 400 }, (_, call): Fault => [null, null, "lostAnswer", null, "lostCall"][call % 5] as Fault);
    const bank = createStrictBank({ faults, expires: null });
    const processes = logs.map((log) => billingProcess({ log, clock, providers: [bank] }));
    const everybody = async (step: number, commandOf: (index: number) => { readonly type: string }) => {
      await Promise.all(
        processes.flatMap(({ ask }) =>
          payments.map(({ paymentId }, index) => ask(commandOf(index), `step ${step} of ${paymentId}`, paymentId)),
        ),
      );
      await Promise.all(processes.map(({ follow }) => follow()));
      for (const { runUntil } of processes) await runUntil(instant(start + 86_400_000 * (step + 1)));
    };
    await everybody(0, (index) => {
      const { orderId } = payments[index]!;
      return { type: "AuthorisePayment", orderId, number: 1, amount: euros(1_000), method: "pm_ok" };
    });
    await everybody(1, () => ({ type: "CapturePayment", captureId: "ful_1", amount: euros(700) }));
    await everybody(2, (index) =>
      index % 2 === 0
        ? { type: "RefundPayment", refundId: "ret_1", amount: euros(200), reason: "Returned" }
        : { type: "AbandonPayment", orderId: payments[index]!.orderId, reason: "OrderCancelled" },
    );
    expect([...bank.moved.values()].filter((times) => times > 1)).toEqual([]);
    const sums = { captured: 0, refunded: 0 };
    for (const { paymentId } of payments) {
      const { state } = await readState(logs[0], paymentAggregate, streamName("default", "payment", paymentId));
      if (!isOpen(state)) throw new Error(`${paymentId} is ${state.status}`);
      expect(state.ledger.operation).toBeNull();
      sums.captured += state.ledger.captured;
      sums.refunded += state.ledger.refunded;
    }
    expect(sums).toEqual({ captured: 8 * 700, refunded: 4 * 200 + 4 * 700 });
    expect([bank.captured, bank.refunded]).toEqual([sums.captured, sums.refunded]);
  });
});
