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
const accepted: AskOutcome = { kind: "accepted" };

/** An outside that does whatever it is told, as often as it is told: it knows nothing of our keys but for looking them up. */
const scene = (more: Partial<Effect> = {}) => {
  let nowMs = 1_000_000;
  const clock: Clock = { now: () => instant(nowMs), monotonicMs: () => nowMs };
  const log = createMemoryEventLog({ clock });
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
  const perform = (itsLog = log, itsEffect = effect) => {
    const target = effectTarget("outside", { ...pipelineOver(itsLog), clock }, [itsEffect]);
    return target.carryOut(request, { merchant: "default", commandId: key, replayableForMs: null });
  };
  const pass = (elapsedMs: number) => {
    nowMs += elapsedMs;
  };
  return { log, done, effect, perform, pass };
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
      its.pass(1_001);
      await its.perform();
      expect(its.done, `died ${life.moments[index]}`).toEqual([key]);
    }
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
    its.pass(1_000);
    await expect(its.perform(its.log, { ...its.effect, call: async () => accepted })).rejects.toThrow("may be under way");
    its.pass(1);
    expect((await its.perform(its.log, { ...its.effect, call: async () => accepted })).kind).toBe("nothingToDo");
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
      its.pass(10_000);
      await expect(its.perform(its.log, counting)).rejects.toThrow("is not known yet");
    }
    expect(calls).toBe(0);
    its.pass(10_000);
    expect((await its.perform(its.log, { ...counting, lookUp: async () => accepted })).kind).toBe("nothingToDo");
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
