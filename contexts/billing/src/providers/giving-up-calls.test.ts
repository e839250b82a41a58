import { setImmediate as afterOthers } from "node:timers/promises";
import { instant } from "@waybill/kernel/clock";
import { passUntil, stopTime } from "@waybill/kernel/testing/movable-time";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { billingLimits } from "../domain/limits.ts";
import { billingProcess, paymentScene, stoppedClock } from "../testing/billing-process.ts";
import { euros, orderId, total } from "../testing/payment-samples.ts";
import { createStrictBank, type StrictBank } from "../testing/strict-bank.ts";

const authorise = { type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method: "pm_ok" };
const never = new Promise<never>(() => {});

/** How long something took, in a time that passes for that only. */
const waitedFor = (work: Promise<void>): Promise<number> => {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  void work.then(over, over);
  return passUntil("it is over", async () => {
    // What waits for no time goes on before any passes.
    for (let turns = 0; turns < 10; turns += 1) await afterOthers();
    return isOver;
  });
};

/** A process at a bank that does not answer some of what it is asked. */
const scene = (deaf: Partial<Pick<StrictBank, "call" | "lookUp">>) => {
  const { log, paymentOf } = paymentScene();
  const clock = stoppedClock();
  const process = billingProcess({ log, clock, providers: [{ ...createStrictBank(), ...deaf }] });
  return { log, clock, paymentOf, ...process };
};

describe("a call that is not answered", () => {
  beforeEach(stopTime);

  it("is given up when its time is over, which counts from when it was claimed", async () => {
    const { ask, follow, clock, log, paymentOf } = scene({ call: () => never });
    const { append } = log;
    vi.spyOn(log, "append").mockImplementation(async (appends) => {
      const outcomes = await append(appends);
      const isClaim = appends.some(({ events }) => events.some(({ type }) => type === "ProviderCalled"));
      // The log takes its time with the claim.
      if (isClaim) clock.advanceTo(instant(clock.now() + billingLimits.callMs - 20));
      return outcomes;
    });
    await ask(authorise);
    expect(await waitedFor(follow())).toBe(20);
    expect((await paymentOf()).status).toBe("Unknown");
  });

  it("is broken off, for the provider to see", async () => {
    const signals: AbortSignal[] = [];
    const call: StrictBank["call"] = (_, __, signal) => {
      signals.push(signal);
      return never;
    };
    const { ask, follow } = scene({ call });
    await ask(authorise);
    await waitedFor(follow());
    expect(signals.map(({ aborted, reason }) => [aborted, reason instanceof Error && reason.message])).toEqual([
      [true, expect.stringContaining("was not answered within 10 s")],
    ]);
  });

  it("is looked up, and so is a look-up that is not answered, later", async () => {
    const { ask, follow, fireNext, paymentOf } = scene({ call: () => never, lookUp: () => never });
    await ask(authorise);
    expect(await waitedFor(follow())).toBe(billingLimits.callMs);
    await fireNext();
    expect(await waitedFor(follow())).toBe(billingLimits.callMs);
    expect((await paymentOf()).wake).not.toBeNull();
  });
});
