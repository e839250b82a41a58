import { setImmediate as tick } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { LogUnavailable, streamName } from "./event-log.ts";
import { limits } from "./limits.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { heldLog } from "./testing/held-log.ts";
import { add, close, from, keyed, open, type TallyAnswer, tally, tallyProcess } from "./testing/tally.ts";

/** A process on a log whose appends the test holds, and an open tally that it knows. */
const start = async (most?: number) => {
  const inner = createMemoryEventLog({ partitions: 2 });
  await tallyProcess(inner).handle("t", open(most), from());
  const log = heldLog(inner);
  const here = tallyProcess(log);
  const stream = streamName("default", "tally", "t");
  const looked = here.handle("t", add(0), from());
  (await log.next()).letThrough();
  await looked;
  return { inner, log, here, stream };
};

/** The answer, if it has been given by now. */
const soFar = async (answer: Promise<TallyAnswer>): Promise<TallyAnswer | "none yet"> => {
  for (let ticks = 0; ticks < 5; ticks += 1) await tick();
  return Promise.race([answer, Promise.resolve("none yet" as const)]);
};

describe("an answer", () => {
  it("waits until everything it stands on is durable, a refusal and a nothing-to-do included", async () => {
    const { log, here } = await start(5);
    const answers = [add(5), add(1), add(0), close, add(1)].map((command) => here.handle("t", command, from()));
    const held = await log.next();
    expect(held.batch.map(({ expectedVersion, events }) => [expectedVersion, events.length])).toEqual([
      [1, 1],
      [2, 0],
      [2, 0],
      [2, 1],
      [3, 0],
    ]);
    for (const answer of answers) expect(await soFar(answer)).toBe("none yet");
    const late = [add(1), open()].map((command) => here.handle("t", command, from()));
    for (const answer of late) expect(await soFar(answer)).toBe("none yet");
    held.letThrough();
    expect(await Promise.all(answers)).toMatchObject([
      { kind: "accepted", version: 2 },
      { kind: "refused", refusal: { code: "TallyIsFull", total: 5 }, version: 2 },
      { kind: "nothingToDo", version: 2 },
      { kind: "accepted", version: 3 },
      { kind: "refused", refusal: { code: "TallyIsClosed" }, version: 3 },
    ]);
    for (const answer of late) expect(await soFar(answer)).toBe("none yet");
    (await log.next()).letThrough();
    expect(await Promise.all(late)).toMatchObject([{ refusal: { code: "TallyIsClosed" } }, { refusal: { code: "TallyIsClosed" } }]);
  });

  it.each([
    ["the log is away", new LogUnavailable("away")],
    ["the log raises an error", new Error("cannot be stored")],
  ])("is decided anew when what it was built on was not recorded because %s", async (_, error) => {
    const { log, here, inner, stream } = await start(5);
    const filled = here.handle("t", add(5), from());
    const held = await log.next();
    // Both are decided while the tally seems full; neither refusal is true when that did not happen.
    const refusedOnIt = here.handle("t", add(2), from());
    const closedOnIt = here.handle("t", close, keyed());
    filled.catch(() => undefined);
    held.fail(error);
    await expect(filled).rejects.toBe(error);
    (await log.next()).letThrough();
    expect(await Promise.all([refusedOnIt, closedOnIt])).toMatchObject([
      { kind: "accepted", version: 2, recorded: { state: { total: 2 } } },
      { kind: "accepted", version: 3, recorded: { state: { total: 2, status: "Closed" } } },
    ]);
    expect((await inner.readStream(stream, 0, 10)).map(({ type }) => type)).toEqual(["TallyOpened", "TallyGrown", "TallyClosed"]);
  });

  it("is decided anew for the neighbours of a command that breaks its batch, those on its stream included", async () => {
    const { log, here } = await start(5);
    const other = here.handle("other", open(), from({ isNew: true }));
    const poison = here.handle("t", add(5, "poison"), from());
    const refusedOnIt = here.handle("t", add(2), from());
    poison.catch(() => undefined);
    const answers = Promise.all([other, refusedOnIt]);
    let batches = 0;
    const serve = async (): Promise<void> => {
      for (;;) {
        const held = await log.next();
        batches += 1;
        if (held.batch.some(({ events }) => events[0]?.json.includes("poison"))) held.fail(new Error("cannot be stored"));
        else held.letThrough();
      }
    };
    void serve();
    await expect(poison).rejects.toThrow("cannot be stored");
    expect(await answers).toMatchObject([
      { kind: "accepted", version: 1 },
      { kind: "accepted", version: 2, recorded: { state: { total: 2 } } },
    ]);
    expect(batches).toBeLessThan(8);
  });

  it("tells, when the same command comes again, what had happened although the answer was lost", async () => {
    const { log, here, inner, stream } = await start();
    const asks = keyed();
    const lost = here.handle("t", add(3), asks);
    lost.catch(() => undefined);
    (await log.next()).loseAnswer(new LogUnavailable("away"));
    await expect(lost).rejects.toThrow(LogUnavailable);
    const again = here.handle("t", add(3), asks);
    (await log.next()).letThrough();
    expect(await again).toMatchObject({ kind: "accepted", version: 2, replayed: true, recorded: null });
    expect(await inner.readStream(stream, 0, 10)).toHaveLength(2);
  });

  it("is 'contended' after so many attempts, and then nothing was recorded", async () => {
    const { log, here, inner, stream } = await start();
    const answer = here.handle("t", add(3), from());
    const rival = tallyProcess(inner);
    for (let attempt = 1; attempt <= limits.decisionAttempts; attempt += 1) {
      const held = await log.next();
      expect(held.batch).toHaveLength(1);
      await rival.handle("t", add(1), from());
      held.letThrough();
      expect(await soFar(answer)).toEqual(
        attempt < limits.decisionAttempts ? "none yet" : { kind: "contended", retryAfterMs: limits.contendedRetryMs },
      );
    }
    expect(log.waiting()).toBe(0);
    expect((await inner.readStream(stream, 0, 100)).filter(({ data }) => data.amount === 3)).toEqual([]);
  });
});

describe("a process with its hands full", () => {
  it("decides nothing more, and takes commands again when it has answered", async () => {
    const { log, here } = await start();
    const answers = Array.from({ length: limits.commandsInFlight }, () => here.handle("t", add(1), from()));
    const overloaded = { kind: "overloaded", retryAfterMs: limits.overloadedRetryMs };
    expect(await here.handle("t", add(1), from())).toEqual(overloaded);
    expect(await here.handle("de/fault", add(1), from())).toEqual(overloaded);
    let open_ = true;
    const serve = async (): Promise<void> => {
      while (open_) (await log.next()).letThrough();
    };
    void serve();
    expect((await Promise.all(answers)).every(({ kind }) => kind === "accepted")).toBe(true);
    expect(here.pipeline.admission.inFlight).toBe(0);
    expect(await here.handle("t", add(0), from())).toMatchObject({ version: limits.commandsInFlight + 1 });
    open_ = false;
  });

  it("counts the commands of all its handlers together, and those that failed no longer", async () => {
    const inner = createMemoryEventLog();
    const admission = { inFlight: limits.commandsInFlight - 1 };
    const reading = Promise.withResolvers<never>();
    const here = tallyProcess({ ...inner, readStream: () => reading.promise }, { admission });
    const failing = here.handle("t", add(1), from());
    failing.catch(() => undefined);
    expect(await tallyProcess(inner, { admission }).handle("u", open(), from())).toMatchObject({ kind: "overloaded" });
    reading.reject(new Error("the log is away"));
    await expect(failing).rejects.toThrow("the log is away");
    expect(admission.inFlight).toBe(limits.commandsInFlight - 1);
    expect(await tallyProcess(inner, { admission }).handle("u", open(), from())).toMatchObject({ kind: "accepted" });
  });
});

describe("a fault", () => {
  it("in a decision or in what follows from it is thrown to its caller, and harms nothing else", async () => {
    const { inner } = await start();
    const { decide, evolve } = tally.decider;
    const faultOn = (note: string | undefined, fault: string) => {
      if (note === fault) throw new Error(`a fault in ${fault}`);
    };
    const decider: typeof tally.decider = {
      ...tally.decider,
      decide: (command, state) => {
        faultOn("note" in command ? command.note : undefined, "decide");
        return decide(command, state);
      },
      evolve: (state, event) => {
        faultOn("note" in event ? event.note : undefined, "evolve");
        return evolve(state, event);
      },
    };
    const here = tallyProcess(inner, { aggregate: { ...tally, decider } });
    const notes = ["fine", "decide", "fine", "evolve", "fine"];
    const answers = await Promise.allSettled(notes.map((note) => here.handle("t", add(1, note), from())));
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"]);
    expect(await here.handle("t", add(0), from())).toMatchObject({ version: 4 });
    expect(here.pipeline.admission.inFlight).toBe(0);
  });
});
