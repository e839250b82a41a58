import { describe, expect, it } from "vitest";
import { type Clock, instant } from "./clock.ts";
import { type Effect, effectTarget, OutcomeUnknown } from "./effect.ts";
import { derivedUuid } from "./id.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import type { AskOutcome } from "./saga.ts";
import { pipelineOver } from "./testing/lending-process.ts";
import { fateOf, mortal } from "./testing/mortal.ts";

const key = derivedUuid("an ask");
const request = { context: "outside", aggregate: "letter", id: "l1", command: { type: "PostLetter" } };
const hourMs = 3_600_000;
const accepted: AskOutcome = { kind: "accepted" };

/** An outside that does whatever it is told, as often as it is told: it knows nothing of our keys but for looking them up. */
const scene = (more: Partial<Effect> = {}) => {
  let nowMs = 1_000_000;
  let wrongByMs = 0;
  const clock: Clock = { now: () => instant(nowMs + wrongByMs), monotonicMs: () => nowMs };
  const log = createMemoryEventLog({ clock: { ...clock, now: () => instant(nowMs) } });
  const done: string[] = [];
  const effect: Effect = {
    name: "letter",
    callMs: 1_000,
    call: async (ofKey) => {
      done.push(ofKey);
      return accepted;
    },
    lookUp: async (ofKey) => (done.includes(ofKey) ? accepted : { kind: "never" }),
    ...more,
  };
  const newProcess = (itsLog = log, itsEffect = effect) => {
    const target = effectTarget("outside", { ...pipelineOver(itsLog), clock }, [itsEffect]);
    return () => target.carryOut(request, { merchant: "default", commandId: key, replayableForMs: null });
  };
  const perform = (itsLog = log, itsEffect = effect) => newProcess(itsLog, itsEffect)();
  /** The clock of the processes, not of the log, is set to something else. */
  const setClock = (byMs: number) => {
    wrongByMs = byMs;
  };
  /** As a process that finds an attempt without an answer has to: wait for as long as a call may take, and look again. */
  const afterWaiting = async (itsLog = log, itsEffect = effect) => {
    const again = newProcess(itsLog, itsEffect);
    await again().catch((error: unknown) => expect(error).toBeInstanceOf(OutcomeUnknown));
    pass(1_001);
    return again();
  };
  const pass = (elapsedMs: number) => {
    nowMs += elapsedMs;
  };
  return { log, done, effect, newProcess, perform, afterWaiting, setClock, pass };
};

describe("an effect", () => {
  it("is done once, however often it is asked for", async () => {
    const { done, perform } = scene();
    for (let times = 0; times < 3; times += 1) expect((await perform()).kind).toBe("nothingToDo");
    expect(done).toEqual([key]);
  });

  it("is done once when processes die at any moment", async () => {
    const whole = scene();
    const life = fateOf(Number.POSITIVE_INFINITY);
    await whole.perform(mortal(whole.log, "log", life), mortal(whole.effect, "outside", life));
    expect(life.moments).toContain("before outside.call");
    for (const index of life.moments.keys()) {
      const its = scene();
      const fate = fateOf(index + 1);
      await Promise.race([its.perform(mortal(its.log, "log", fate), mortal(its.effect, "outside", fate)), fate.death]);
      await its.afterWaiting();
      expect(its.done, `died ${life.moments[index]}`).toEqual([key]);
    }
  });

  it("is not looked up for ever: that is given up as a call is", async () => {
    const call = () => Promise.reject(new Error("cut off"));
    const { perform, afterWaiting } = scene({ callMs: 20, call, lookUp: () => new Promise(() => undefined) });
    await expect(perform()).rejects.toThrow(OutcomeUnknown);
    const given = afterWaiting().catch((error: unknown) => error);
    expect(await Promise.race([given, new Promise((resolve) => setTimeout(resolve, 2_000))])).toBeInstanceOf(OutcomeUnknown);
  });

  it("is recorded as attempted before it is attempted", async () => {
    const { log, perform, done } = scene({
      call: async () => {
        const events = [...(await log.heads()).values()];
        done.push(`after ${events.join()} events`);
        return accepted;
      },
    });
    await perform();
    expect(done).toEqual(["after 1 events"]);
  });

  it("is told as it was answered, refusals too", async () => {
    const refusal = { code: "AddressIsUnknown" };
    const { perform } = scene({ call: async () => ({ kind: "refused", refusal }) });
    await perform();
    expect(await perform()).toMatchObject({ kind: "refused", refusal });
  });

  it("is not done again while its call may be under way", async () => {
    const its = scene({ call: () => Promise.reject(new Error("connection reset")) });
    await expect(its.perform()).rejects.toBeInstanceOf(OutcomeUnknown);
    const again = its.newProcess(its.log, { ...its.effect, call: async () => accepted });
    for (const passedMs of [5_000, 0, 1_000]) {
      its.pass(passedMs);
      await expect(again(), `${passedMs} ms later`).rejects.toThrow("may be under way");
    }
    its.pass(1);
    expect((await again()).kind).toBe("nothingToDo");
  });

  it.each([5 * hourMs, -5 * hourMs])("is done once by processes whose clocks jump by %d ms", async (jumpMs) => {
    const [begun, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let calls = 0;
    const slow: Partial<Effect> = {
      call: async () => {
        calls += 1;
        begun.resolve();
        await arrived.promise;
        return accepted;
      },
      lookUp: async () => ({ kind: "never" }),
    };
    const its = scene(slow);
    const first = its.perform();
    await begun.promise;
    its.setClock(jumpMs);
    const second = its.newProcess();
    for (const passedMs of [0, 500, 499]) {
      its.pass(passedMs);
      await expect(second()).rejects.toThrow("may be under way");
    }
    arrived.resolve();
    await first;
    expect((await second()).kind).toBe("nothingToDo");
    expect(calls).toBe(1);
  });

  it("is given up when its time is over, however much of it the log has taken", async () => {
    const signals: AbortSignal[] = [];
    const { log, pass, perform } = scene({
      callMs: 10_000,
      call: async (_, __, signal) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    const slowLog = {
      ...log,
      append: async (batch: Parameters<typeof log.append>[0]) => {
        const outcomes = await log.append(batch);
        pass(9_980);
        return outcomes;
      },
    };
    await expect(perform(slowLog)).rejects.toThrow("is not known");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("is not done again while nobody knows what became of it", async () => {
    const its = scene({ call: () => Promise.reject(new Error("connection reset")), lookUp: async () => ({ kind: "unknown" }) });
    let calls = 0;
    const counting: Effect = {
      ...its.effect,
      call: async () => {
        calls += 1;
        return accepted;
      },
    };
    await expect(its.perform()).rejects.toBeInstanceOf(OutcomeUnknown);
    for (let times = 0; times < 3; times += 1) {
      await expect(its.afterWaiting(its.log, counting)).rejects.toThrow("is not known yet");
    }
    expect(calls).toBe(0);
    expect((await its.afterWaiting(its.log, { ...counting, lookUp: async () => accepted })).kind).toBe("nothingToDo");
    expect(calls).toBe(0);
  });

  it("is done by one of several processes that want to at once", async () => {
    const { done, perform } = scene();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => perform()));
    expect(done).toEqual([key]);
    for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(OutcomeUnknown);
  });

  it("is not done by a process that was halted before it called", async () => {
    const { log, done, perform, pass } = scene();
    const halting = {
      ...log,
      append: async (batch: Parameters<typeof log.append>[0]) => {
        const outcomes = await log.append(batch);
        pass(1_000);
        return outcomes;
      },
    };
    await expect(perform(halting)).rejects.toThrow("was not called in time");
    expect(done).toEqual([]);
  });

  it("is given up after a while", async () => {
    const { perform } = scene({ callMs: 20, call: () => new Promise(() => {}) });
    await expect(perform()).rejects.toThrow("is not known");
  });
});
