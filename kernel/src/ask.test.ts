import { describe, expect, it } from "vitest";
import { type AskTarget, carryingOut } from "./ask.ts";
import { StoreUnavailable } from "./checkpoint.ts";
import type { CommandContext } from "./command-identity.ts";
import { type EventLog, LogUnavailable, streamName } from "./event-log.ts";
import { derivedUuid } from "./id.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import type { AddressedCommand } from "./saga.ts";
import { atWork } from "./saga-at-work.ts";
import { entriesOf } from "./saga-entries.ts";
import { kitRequested, requestWithdrawn } from "./testing/example-messages.ts";
import { lendKit } from "./testing/example-saga.ts";
import { storeTarget } from "./testing/example-targets.ts";
import { pipelineOver } from "./testing/lending-process.ts";

const stream = streamName("default", "saga-lend-kit", "r1");
const typesIn = async (log: EventLog) => (await log.readStream(stream, 0, 100)).flatMap(entriesOf).map(({ type }) => type);

/** A request has been heard, and the store is asked by way of `carryOut`. */
const scene = async (carryOut: AskTarget["carryOut"]) => {
  const log = createMemoryEventLog({ name: "lending", incarnation: "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c09" });
  const lending = atWork(pipelineOver(log), lendKit);
  await lending.tellMessage(kitRequested("r1"), "hearing");
  const follow = carryingOut({
    subscription: "asks_of_store",
    target: { context: "store", carryOut },
    sagas: [lending],
    checkpoints: createMemoryCheckpoints(),
    log,
  });
  return { log, lending, carry: async () => follow({ events: await log.readStream(stream, 0, 100), moves: [] }) };
};

describe("an ask", () => {
  it("is carried out under its own id, for ever the same, and tells who asked and why", async () => {
    const asked: { readonly command: AddressedCommand; readonly context: CommandContext }[] = [];
    const { log, carry } = await scene(async (command, context) => {
      asked.push({ command, context });
      return { kind: "nothingToDo", version: 1, replayed: false };
    });
    await carry();
    const [event] = await log.readStream(stream, 0, 1);
    expect(asked[0]?.command).toMatchObject({ context: "store", aggregate: "hold", id: "r1", command: { type: "HoldKit", kitId: "kit" } });
    expect(asked[0]?.context).toEqual({
      merchant: "default",
      actor: "saga-lend-kit",
      correlation: "correlation of r1",
      cause: `lending/0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c09/${event?.partition}/${event?.position}`,
      commandId: derivedUuid(stream, "2"),
      replayableForMs: null,
    });
  });

  it("is answered once, however often it is carried out", async () => {
    const { log, carry } = await scene(async () => ({ kind: "refused", refusal: { code: "NotWanted" }, version: 0, replayed: false }));
    for (let times = 0; times < 3; times += 1) await carry();
    expect(await typesIn(log)).toEqual([
      "KitWanted",
      "Asked",
      "TimerSet",
      "Answered",
      "LendingGivenUp",
      "Asked",
      "TimerSet",
      "Answered",
      "StepUndone",
      "TimerDropped",
    ]);
  });

  it.each([
    ["is overloaded", async () => ({ kind: "overloaded", retryAfterMs: 1 }) as const],
    ["has contenders", async () => ({ kind: "contended", retryAfterMs: 1 }) as const],
    ["has no log", () => Promise.reject(new LogUnavailable("away"))],
  ])("waits for an answer while its target %s", async (_, carryOut) => {
    const { log, carry } = await scene(carryOut);
    await expect(carry()).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await typesIn(log)).not.toContain("Answered");
  });

  it.each([
    ["another command has its id", async () => ({ kind: "keyReused" }) as const, "already stands for another command"],
    ["it cannot be stored", async () => ({ kind: "unstorable", reason: "TooLarge" }) as const, "cannot be stored: TooLarge"],
  ])("fails, and is not answered, when %s", async (_, carryOut, message) => {
    const { log, carry } = await scene(carryOut);
    await expect(carry()).rejects.toThrow(message);
    expect(await typesIn(log)).not.toContain("Answered");
  });

  it("that tells only refusals is answered only with one, however often it is carried out", async () => {
    for (const [outcome, told] of [
      [{ kind: "nothingToDo", version: 1, replayed: false }, 0],
      [{ kind: "refused", refusal: { code: "NotWanted" }, version: 0, replayed: false }, 1],
    ] as const) {
      const log = createMemoryEventLog({ name: "lending" });
      const quiet: typeof lendKit = {
        ...lendKit,
        decide: (hearing, state) =>
          lendKit.decide(hearing, state).map((step) => (step.type === "Asked" ? { ...step, tells: "refusals" } : step)),
      };
      const lending = atWork(pipelineOver(log), quiet);
      await lending.tellMessage(kitRequested("r1"), "hearing");
      let asked = 0;
      const carryOut = async () => {
        asked += 1;
        return outcome;
      };
      const checkpoints = createMemoryCheckpoints();
      const follow = carryingOut({ subscription: "asks", target: { context: "store", carryOut }, sagas: [lending], checkpoints, log });
      const events = await log.readStream(stream, 0, 100);
      for (let times = 0; times < 2; times += 1) await follow({ events, moves: [] });
      expect([asked, (await typesIn(log)).filter((type) => type === "Answered").length]).toEqual([2, told]);
    }
  });

  it("of another context is left to others", async () => {
    const { log, lending } = await scene(() => Promise.reject(new Error("not asked")));
    const target: AskTarget = { context: "desk", carryOut: () => Promise.reject(new Error("not asked")) };
    const follow = carryingOut({ subscription: "s", target, sagas: [lending], checkpoints: createMemoryCheckpoints(), log });
    expect(await follow({ events: await log.readStream(stream, 0, 100), moves: [] })).toBe("moved");
  });

  it("fails when there is no saga to be told the answer", async () => {
    const { log } = await scene(() => Promise.reject(new Error("not asked")));
    const target: AskTarget = { context: "store", carryOut: () => Promise.reject(new Error("not asked")) };
    const follow = carryingOut({ subscription: "s", target, sagas: [], checkpoints: createMemoryCheckpoints(), log });
    await expect(follow({ events: await log.readStream(stream, 0, 100), moves: [] })).rejects.toThrow(
      "saga-lend-kit is no saga of lending",
    );
  });

  it("to undo what was never done leaves a tombstone, and what comes late is refused", async () => {
    const store = storeTarget(pipelineOver(createMemoryEventLog()));
    const hold = (type: string) =>
      store.carryOut({ context: "store", aggregate: "hold", id: "r1", command: { type } }, { merchant: "default" });
    expect((await hold("ReleaseKit")).kind).toBe("accepted");
    expect(await hold("HoldKit")).toMatchObject({ kind: "refused", refusal: { code: "AlreadyUndone" } });
  });

  it("is still carried out when it is no longer wanted, before what undoes it", async () => {
    const seen: string[] = [];
    const { lending, carry } = await scene(async ({ command }) => {
      seen.push(command.type);
      return { kind: "nothingToDo", version: 1, replayed: false };
    });
    await lending.tellMessage(requestWithdrawn("r1"), "hearing");
    await carry();
    expect(seen).toEqual(["HoldKit", "ReleaseKit"]);
  });
});
