import { instant } from "@waybill/kernel/clock";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { billingLimits } from "../domain/limits.ts";
import { billingProcess, paymentScene, stoppedClock } from "../testing/billing-process.ts";
import { euros, orderId, total } from "../testing/payment-samples.ts";
import { createStrictBank, type StrictBank } from "../testing/strict-bank.ts";

const authorise = { type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method: "pm_ok" };
const never = new Promise<never>(() => {});

/** A process at a bank that does not answer some of what it is asked. */
const scene = (deaf: Partial<Pick<StrictBank, "call" | "lookUp">>) => {
  const { log, paymentOf } = paymentScene();
  const clock = stoppedClock();
  const process = billingProcess({ log, clock, providers: [{ ...createStrictBank(), ...deaf }] });
  return { log, clock, paymentOf, ...process };
};

describe("a call that is not answered", () => {
  /** How long calls and look-ups were waited for. */
  const waitedMs: number[] = [];
  beforeEach(() => {
    waitedMs.length = 0;
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      waitedMs.push(ms);
      const time = new AbortController();
      setImmediate(() => time.abort(new Error("the time is over")));
      return time.signal;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

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
    await follow();
    expect(waitedMs).toEqual([20]);
    expect((await paymentOf()).status).toBe("Unknown");
  });

  it("is looked up, and so is a look-up that is not answered, later", async () => {
    const { ask, follow, fireNext, paymentOf } = scene({ call: () => never, lookUp: () => never });
    await ask(authorise);
    await follow();
    await fireNext();
    await follow();
    expect(waitedMs).toEqual([billingLimits.callMs, billingLimits.callMs]);
    expect((await paymentOf()).wake).not.toBeNull();
  });
});
