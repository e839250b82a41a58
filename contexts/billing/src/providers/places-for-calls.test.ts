import { OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import { createMemoryParking } from "@waybill/kernel/memory/parking";
import { failureOf, parkingLimits } from "@waybill/kernel/parking";
import { type RetryHappening, retryNext } from "@waybill/kernel/retry-parked";
import { pass, passUntil, stopTime } from "@waybill/kernel/testing/movable-time";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { billingLimits } from "../domain/limits.ts";
import { billingProcess, paymentScene, stoppedClock } from "../testing/billing-process.ts";
import { euros, total } from "../testing/payment-samples.ts";
import { createStrictBank } from "../testing/strict-bank.ts";

const callsAtOnce = 2;
vi.mock(import("../domain/limits.ts"), async (original) => {
  const { billingLimits: limits } = await original();
  return { billingLimits: { ...limits, callsAtOnce: 2 } as unknown as typeof limits };
});

/** Payments that are asked for and not called yet, and a bank that hangs until it is told to answer; the last one is parked. */
const scene = async (count: number) => {
  const { log } = paymentScene();
  const bank = createStrictBank();
  const called: string[] = [];
  const hanging = Promise.withResolvers<void>();
  const process = billingProcess({
    log,
    clock: stoppedClock(),
    providers: [
      {
        ...bank,
        call: async (key, ...given) => {
          called.push(key);
          await hanging.promise;
          return bank.call(key, ...given);
        },
      },
    ],
  });
  for (let number = 0; number < count; number += 1) {
    const name = String(number);
    const authorise = { type: "AuthorisePayment", orderId: OrderId.derive(name), number: 1, amount: euros(total), method: "pm_ok" };
    await process.ask(authorise, name, PaymentId.derive(name));
  }
  const events = await log.readPartitions(new Map([[0, 0]]), 1_000);
  const asking = events.filter(({ type }) => type === "AuthorisationSubmitted");
  const parking = createMemoryParking({ now: () => instant(Math.floor(performance.now())) });
  const { work, handle } = process.billing.followers[0]!;
  const { subscription, keyOf, handle: tryAgain } = work;
  const { idOf } = work.parking!;
  const last = asking.at(-1)!;
  const item = { id: idOf(last), key: keyOf(last), payload: { ...last, causation: { ...last.causation } } };
  await parking.park(subscription, [item], new Map([[item.key, failureOf(new Error("the bank was away"))]]));
  return {
    log,
    called,
    answer: hanging.resolve,
    /** As it is followed, one after the other: some of them are not called yet when this returns. */
    follow: (recorded: readonly RecordedEvent[] = asking.slice(0, -1)) => recorded.map((event) => handle({ events: [event], moves: [] })),
    /** What became of what is parked. */
    retry: async () => {
      await pass(parkingLimits.pauseMs);
      const happenings: string[] = [];
      const observe = (happening: RetryHappening): void => {
        happenings.push(happening.kind === "unparked" || !(happening.error instanceof Error) ? happening.kind : happening.error.name);
      };
      await retryNext<RecordedEvent>({ subscription, handle: tryAgain, parking: { store: parking, idOf }, observe });
      return happenings;
    },
    parked: async () => (await parking.list(1)).map(({ attempts, retryAt }) => ({ attempts, isTriedAgain: retryAt !== null })),
  };
};

describe("places for calls", () => {
  beforeEach(stopTime);

  it("are as many as there are, however many wait for one", async () => {
    const { follow, called, answer } = await scene(9);
    const followed = follow();
    await pass(0);
    expect(called.length).toBe(callsAtOnce);
    const waitedMs = await passUntil("the next ones are called", () => called.length > callsAtOnce);
    expect(waitedMs).toBeGreaterThanOrEqual(billingLimits.callMs);
    expect(called.length).toBeLessThanOrEqual(2 * callsAtOnce);
    answer();
    await Promise.all(followed);
    expect(new Set(called).size).toBe(8);
  });

  it("are waited for in vain by what is tried again, and that counts as no attempt, however often", async () => {
    const { follow, retry, parked, answer } = await scene(callsAtOnce * 40);
    const followed = follow();
    for (let times = 0; times < 3; times += 1) {
      const tried = retry();
      await pass(parkingLimits.patienceMs);
      expect(await tried).toEqual(["StoreUnavailable"]);
    }
    expect(await parked()).toEqual([{ attempts: 1, isTriedAgain: true }]);
    answer();
    await pass(0);
    await Promise.all(followed);
    expect(await retry()).toEqual(["unparked"]);
  });

  it("are not kept by who has waited in vain, nor by what needs no call", async () => {
    const { follow, retry, called, answer } = await scene(callsAtOnce * 40);
    const followed = follow();
    const tried = retry();
    await pass(parkingLimits.patienceMs);
    await tried;
    answer();
    await pass(0);
    await Promise.all([...followed, ...follow(), ...follow()]);
    expect(called.length).toBe(callsAtOnce * 40 - 1);
    expect(await retry()).toEqual(["unparked"]);
  });

  it("that were got count: what hangs from then on has been tried", async () => {
    const { log, retry, parked } = await scene(1);
    vi.spyOn(log, "append").mockImplementation(() => new Promise(() => {}));
    const tried = retry();
    await pass(parkingLimits.patienceMs);
    expect(await tried).toEqual(["Error"]);
    expect(await parked()).toEqual([{ attempts: 2, isTriedAgain: true }]);
  });
});
