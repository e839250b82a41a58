import { fateOf, mortal } from "@waybill/kernel/testing/mortal";
import { describe, expect, it } from "vitest";
import { heldOf, type Ledger } from "../domain/ledger.ts";
import { billingProcess, paymentScene } from "../testing/billing-process.ts";
import { euros, minute, orderId, total } from "../testing/payment-samples.ts";
import { createStrictBank, type Fault, type StrictBank, type StrictBankOptions } from "../testing/strict-bank.ts";

const authorise = { type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method: "pm_ok" };
const capture = { type: "CapturePayment", captureId: "ful_1", amount: euros(1_500) };
const refund = { type: "RefundPayment", refundId: "ret_1", amount: euros(200), reason: "Returned" };
const abandon = { type: "AbandonPayment", orderId, reason: "OrderCancelled" };

const scene = (options: StrictBankOptions = {}) => {
  const bank = createStrictBank(options);
  return { bank, ...paymentScene([bank]) };
};

const expectAgreement = (ledger: Ledger, bank: StrictBank) => {
  expect({ held: heldOf(ledger), captured: ledger.captured, refunded: ledger.refunded }).toEqual({
    held: bank.held,
    captured: bank.captured,
    refunded: bank.refunded,
  });
  expect([...bank.moved.values()].filter((times) => times > 1)).toEqual([]);
};

/** What sagas ask for, each when everything before is done. */
const course = [authorise, capture, refund, abandon];

describe("a call to a provider", () => {
  it("is made once for each operation, and its answer is recorded", async () => {
    const { process, bank, paymentOf } = scene();
    const { ask, follow } = process();
    for (const command of course.slice(0, 3)) {
      expect((await ask(command)).kind).toBe("accepted");
      await follow();
    }
    const { status, ledger } = await paymentOf();
    expect(status).toBe("PartiallyCaptured");
    expectAgreement(ledger, bank);
    expect([bank.held, bank.captured, bank.refunded]).toEqual([420, 1_500, 200]);
  });

  it("is on record before it is made", async () => {
    const { log, clock, bank, paymentOf } = scene();
    const seen: number[] = [];
    const watching = {
      ...bank,
      call: async (...given: Parameters<typeof bank.call>) => {
        seen.push((await paymentOf()).version);
        return bank.call(...given);
      },
    };
    const { ask, follow } = billingProcess({ log, clock, providers: [watching] });
    await ask(authorise);
    await follow();
    // Created, submitted, called.
    expect(seen).toEqual([3]);
  });

  it.each<[string, readonly Fault[]]>([
    ["its answer is lost", ["lostAnswer"]],
    ["it is lost", ["lostCall"]],
    ["it is lost three times", ["lostCall", "lostCall", "lostCall", "lostAnswer"]],
    ["answers to everything are lost", Array.from({ length: 20 }, () => "lostAnswer")],
  ])("moves money once when %s", async (_, faults) => {
    const { process, bank, paymentOf } = scene({ faults });
    const { ask, runUntil } = process();
    for (const [step, command] of course.entries()) {
      await ask(command);
      await runUntil(minute(100 * (step + 1)));
    }
    const { ledger } = await paymentOf();
    expectAgreement(ledger, bank);
    expect([bank.held, bank.captured - bank.refunded, ledger.isSettled]).toEqual([0, 0, true]);
  });

  it("is made once when processes die at any moment, while calls and answers get lost", async () => {
    const whole = scene();
    const life = fateOf(Number.POSITIVE_INFINITY);
    const run = async (its: ReturnType<typeof scene>, fate: typeof life) => {
      const { ask, runUntil } = billingProcess({
        log: mortal(its.log, "log", fate),
        clock: its.clock,
        providers: [mortal(its.bank, "bank", fate)],
      });
      for (const [step, command] of course.entries()) {
        await ask(command);
        await runUntil(minute(100 * (step + 1)));
      }
    };
    await run(whole, life);
    expect(life.moments).toContain("before bank.call");
    // Between two of these, nothing of a process can be seen from outside.
    const moments = [...life.moments.entries()].filter(([, moment]) => /append|bank/.test(moment));
    expect(moments.length).toBeGreaterThan(30);
    for (const [index, moment] of moments) {
      const its = scene({ faults: [[], [null, "lostAnswer"], [null, "lostCall"]][index % 3] as Fault[] });
      const fate = fateOf(index + 1);
      await Promise.race([run(its, fate), fate.death]);
      const { ask, runUntil } = its.process();
      // Whoever asked asks again, and the log is followed again from its beginning.
      for (const [step, command] of course.entries()) {
        await ask(command);
        await runUntil(minute(1_000 + 100 * (step + 1)));
      }
      const { ledger } = await its.paymentOf();
      expectAgreement(ledger, its.bank);
      expect([its.bank.held, its.bank.captured - its.bank.refunded, ledger.isSettled], `died ${moment}`).toEqual([0, 0, true]);
    }
  });
});
