import { describe, expect, it } from "vitest";
import type { EventLog, NewEvent } from "../event-log.ts";
import { streamName } from "../event-log.ts";
import { followTimers, keepingTimers } from "../follow-timers.ts";
import { newUuid } from "../id.ts";
import { type ReadModelRows, tableOf } from "../read-model.ts";
import { atWork } from "../saga-at-work.ts";
import { entriesOf } from "../saga-entries.ts";
import { Tailer } from "../tailer.ts";
import { sagaTimekeeper, type Timekeeper } from "../timekeeper.ts";
import { type DueTimers, type Timer, timersModel } from "../timer.ts";
import { createTimerFiring, type FiringHappening } from "../timer-firing.ts";
import { eventually } from "./eventually.ts";
import { kitRequested } from "./example-messages.ts";
import { lendKit } from "./example-saga.ts";
import { type FollowingProcess, quickLimits } from "./following-sample.ts";
import { pipelineOver } from "./lending-process.ts";

/** What a process has in hand that keeps timers. */
export interface TimerParts extends Omit<FollowingProcess, "parking" | "rowsOf"> {
  readonly rows: ReadModelRows<Timer>;
  readonly timers: DueTimers;
}

const stream = (id: string) => streamName("default", "saga-lend-kit", id);
const model = timersModel(1);
const allPartitions = [0, 1, 2, 3];
const set = (timer: string, due: object): NewEvent => ({ type: "TimerSet", schemaVersion: 1, json: JSON.stringify({ timer, ...due }) });
const dropped = (timer: string): NewEvent => ({ type: "TimerDropped", schemaVersion: 1, json: JSON.stringify({ timer }) });

const append = (log: EventLog, id: string, [expectedVersion, ...events]: [number, ...NewEvent[]]) =>
  log.append([{ stream: stream(id), expectedVersion, commandId: newUuid(), events, causation: {}, receipt: null, outcome: null }]);

/** What the store of timers promises, whatever it stands on. Processes share a log of four partitions. */
export const describeDueTimers = (name: string, make: () => Promise<readonly [TimerParts, TimerParts]>): void => {
  /** Brings the rows up to date, from the beginning. */
  const project = async ({ log, checkpoints, rows }: TimerParts, keepers: readonly Timekeeper[] = []): Promise<void> => {
    await rows.prepare();
    const subscription = tableOf(model);
    const standings = await checkpoints.claim(subscription, new Map(allPartitions.map((partition) => [partition, 1])), log.incarnation);
    for (const [partition, { position }] of standings) {
      const events = await log.readPartitions(new Map([[partition, position]]), 1_000);
      const moves = [{ partition, epoch: 1, from: position, to: position + events.length }];
      expect(await keepingTimers(model, rows, keepers)({ events, moves })).toBe("moved");
    }
  };
  const namesDue = async ({ timers }: TimerParts, partitions = allPartitions, limit = 100) =>
    (await timers.due(partitions, limit)).map(({ stream, name }) => `${stream.split("/")[2]} ${name}`);

  describe(`a timer (${name})`, () => {
    it("is due when its time has come on the log's clock, the longest due first", async () => {
      const [its] = await make();
      await append(its.log, "a", [0, set("past", { dueAt: 2_000 }), set("future", { afterMs: 3_600_000 }), set("now", { afterMs: 0 })]);
      await append(its.log, "b", [0, set("longPast", { dueAt: 1_000 })]);
      await project(its);
      expect(await namesDue(its)).toEqual(["b longPast", "a past", "a now"]);
      expect(await namesDue(its, allPartitions, 2)).toEqual(["b longPast", "a past"]);
    });

    it("is found behind those in front of it, one after the other, also where they are due at the same time", async () => {
      const [its] = await make();
      const names = ["B", "a", "b", "ä", "z"];
      await append(its.log, "a", [0, ...names.map((name) => set(name, { dueAt: 2_000 })), set("last", { dueAt: 3_000 })]);
      await append(its.log, "b", [0, set("first", { dueAt: 1_000 }), set("future", { afterMs: 3_600_000 })]);
      await project(its);
      const found: string[] = [];
      for (let after: Timer | null = null; ; ) {
        const [timer]: readonly Timer[] = await its.timers.due(allPartitions, 1, after);
        if (timer === undefined) break;
        found.push(timer.name);
        after = timer;
      }
      expect(found).toEqual(["first", "B", "a", "b", "z", "ä", "last"]);
    });

    it("is told with all that is needed to fire it", async () => {
      const [its] = await make();
      await append(its.log, "a", [0, dropped("other"), set("past", { dueAt: 2_000 })]);
      await project(its);
      const [event] = await its.log.readStream(stream("a"), 1, 1);
      expect(await its.timers.due(allPartitions, 1)).toEqual([
        {
          key: "default/saga-lend-kit/a#past",
          stream: stream("a"),
          name: "past",
          version: 2,
          dueAt: 2_000,
          partition: event?.partition,
          position: event?.position,
          correlation: null,
          traceparent: null,
        },
      ]);
    });

    it("is due for those who follow its partition only", async () => {
      const [its] = await make();
      await append(its.log, "a", [0, set("past", { dueAt: 2_000 })]);
      await project(its);
      const [event] = await its.log.readStream(stream("a"), 0, 1);
      expect(
        await namesDue(
          its,
          allPartitions.filter((partition) => partition !== event?.partition),
        ),
      ).toEqual([]);
      expect(await namesDue(its, [])).toEqual([]);
    });

    it("is due no more when it was dropped, or set to a later time", async () => {
      const [its] = await make();
      await append(its.log, "a", [0, set("dropped", { dueAt: 2_000 }), set("later", { dueAt: 2_000 })]);
      await project(its);
      expect(await namesDue(its)).toHaveLength(2);
      await append(its.log, "a", [2, dropped("dropped"), set("later", { afterMs: 3_600_000 })]);
      await project(its);
      expect(await namesDue(its)).toEqual([]);
    });

    it("fires once, whichever processes fire it, and goes", async () => {
      const [one, other] = await make();
      const firings = [one, other].map((its) => {
        const sagas = [atWork(pipelineOver(its.log), { ...lendKit, decide: timingOut })];
        return { its, firing: createTimerFiring({ ...its, timekeepers: sagas.map(sagaTimekeeper) }), sagas };
      });
      await firings[0]!.sagas[0]!.tellMessage(kitRequested("r1"), "hearing");
      await project(one);
      await Promise.all(firings.map(({ firing }) => firing.fireDue(allPartitions)));
      expect(await firings[0]!.firing.fireDue(allPartitions)).toBe(0);
      const types = (await one.log.readStream(stream("r1"), 0, 100)).flatMap(entriesOf).map(({ type }) => type);
      expect(types).toEqual(["KitWanted", "TimerSet", "TimerFired", "LendingGivenUp", "StepUndone"]);
      await project(one);
      expect(await namesDue(one)).toEqual([]);
    });

    it("that cannot be fired holds up no other", async () => {
      const [its] = await make();
      const happenings: FiringHappening[] = [];
      const sagas = [atWork(pipelineOver(its.log), { ...lendKit, decide: timingOut })];
      await append(its.log, "broken", [0, { type: "KitWanted", schemaVersion: 99, json: "{}" }, set("tooLate", { dueAt: 2_000 })]);
      await sagas[0]!.tellMessage(kitRequested("r1"), "hearing");
      await project(its);
      let nowMs = 0;
      const firing = createTimerFiring({
        ...its,
        timekeepers: sagas.map(sagaTimekeeper),
        clock: { monotonicMs: () => nowMs },
        observe: (happening) => happenings.push(happening),
      });
      expect(await firing.fireDue(allPartitions)).toBe(1);
      expect(happenings.map(({ kind }) => kind)).toEqual(["fired", "stuck"]);
      expect(await firing.fireDue(allPartitions)).toBe(0);
      expect(happenings.map(({ kind }) => kind)).toEqual(["fired", "stuck"]);
      nowMs += 1_000;
      expect(await firing.fireDue(allPartitions)).toBe(0);
      expect(happenings.map(({ kind }) => kind)).toEqual(["fired", "stuck", "stuck"]);
    });

    it("is kept and fired by processes that follow", async () => {
      const processes = await make();
      const followed = processes.map((its) => {
        const lending = atWork(pipelineOver(its.log), { ...lendKit, decide: timingOut });
        const timekeepers = [sagaTimekeeper(lending)];
        const tailer = new Tailer(its.log);
        const timers = followTimers({ ...its, model, tailer, timekeepers, limits: quickLimits, pollMs: 10 });
        return { lending, timers };
      });
      await Promise.all(followed.map(({ timers }) => timers.start()));
      const ids = Array.from({ length: 20 }, (_, number) => `r${number}`);
      await Promise.all(ids.map((id, number) => followed[number % 2]!.lending.tellMessage(kitRequested(id, number + 1), "hearing")));
      await eventually("all have fired", async () => {
        const streams = await Promise.all(ids.map((id) => processes[0].log.readStream(stream(id), 0, 100)));
        return streams.every((events) => events.flatMap(entriesOf).filter(({ type }) => type === "TimerFired").length === 1);
      });
      await eventually("none is left", async () => (await namesDue(processes[0])).length === 0);
      await Promise.all(followed.map(({ timers }) => timers.stop()));
    });
  });
};

/** The example, in a hurry: due at once, and over then. */
const timingOut: typeof lendKit.decide = (hearing) => {
  if (hearing.kind === "timer")
    return [
      { type: "LendingGivenUp", reason: "TooLate" },
      { type: "StepUndone", step: "release" },
    ];
  if (hearing.kind !== "message" || hearing.heard.name !== "KitRequested") return [];
  return [
    { type: "KitWanted", requestId: hearing.heard.data.requestId, kitId: "kit" },
    { type: "TimerSet", timer: "tooLate", afterMs: 0 },
  ];
};
