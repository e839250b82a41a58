import { describe, expect, it } from "vitest";
import { createCommitter, type Settlement, type Submission } from "./committer.ts";
import { type Append, type EventLog, LogUnavailable } from "./event-log.ts";
import { limits } from "./limits.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { command, freshStream } from "./testing/event-log/sample.ts";
import { heldLog, poisonedLog } from "./testing/held-log.ts";

const memory = () => createMemoryEventLog({ partitions: 2 });
const tick = () => new Promise(setImmediate);

/** Submits and tells what it was settled with, in the sequence in which that happened. */
const submitTo = (committer: ReturnType<typeof createCommitter>) => {
  const settled: [Append, Settlement][] = [];
  const submit = (append: Append, more: Partial<Submission> = {}): Promise<Settlement> =>
    new Promise((resolve) => {
      committer.submit({
        append,
        isStale: () => false,
        settle: (settlement) => {
          settled.push([append, settlement]);
          resolve(settlement);
        },
        ...more,
      });
    });
  return { submit, settled };
};
const start = (log: EventLog, options?: Parameters<typeof createCommitter>[1]) => {
  const committer = createCommitter(log, options);
  return { committer, ...submitTo(committer) };
};
const many = (log: EventLog, count: number, partition = 0): Append[] =>
  Array.from({ length: count }, () => command(freshStream(log, partition), 0));

describe("a committer", () => {
  it("sends what is submitted together as one batch, and what comes meanwhile as the next", async () => {
    const log = heldLog(memory());
    const { submit, settled } = start(log);
    const [first, second] = [many(log, 3), many(log, 2)];
    for (const append of first) void submit(append);
    const held = await log.next();
    expect(held.batch).toEqual(first);
    for (const append of second) void submit(append);
    await tick();
    expect(log.waiting(), "one batch at a time").toBe(0);
    held.letThrough();
    const next = await log.next();
    expect(next.batch).toEqual(second);
    next.letThrough();
    await tick();
    expect(settled.map(([append]) => append)).toEqual([...first, ...second]);
    expect(settled.map(([, settlement]) => settlement)).toMatchObject(
      [1, 2, 3, 4, 5].map((position) => ({ kind: "appended", version: 1, position })),
    );
  });

  it("lets the lanes work beside each other, each with its own partitions", async () => {
    const log = heldLog(memory());
    const { submit } = start(log, { lanes: 2 });
    const answers = [...many(log, 2, 0), ...many(log, 2, 1)].map((append) => submit(append));
    const [one, other] = [await log.next(), await log.next()];
    expect([one.batch.length, other.batch.length]).toEqual([2, 2]);
    other.letThrough();
    await Promise.race([answers[0], answers[2]]);
    one.letThrough();
    await Promise.all(answers);
  });

  it("takes those just answered into the next batch when they submit at once", async () => {
    const batches: number[] = [];
    const log = memory();
    const { submit } = start(log, { onBatch: (commands) => batches.push(commands) });
    const caller = async () => {
      const stream = freshStream(log, 0);
      for (let version = 0; version < 3; version += 1) await submit(command(stream, version));
    };
    await Promise.all(Array.from({ length: 10 }, caller));
    expect(batches.filter((size) => size > 0)).toEqual([10, 10, 10]);
  });

  it("limits a batch in commands and in bytes", async () => {
    const batches: number[] = [];
    const log = memory();
    const { committer, submit } = start(log, { onBatch: (commands) => batches.push(commands) });
    for (const append of many(log, 2 * limits.batchCommands + 1)) void submit(append);
    await committer.drain();
    expect(batches).toEqual([limits.batchCommands, limits.batchCommands, 1]);
    batches.length = 0;
    const large = { type: "Grown", schemaVersion: 1, json: JSON.stringify({ text: "x".repeat(limits.batchBytes / 4) }) };
    for (const append of many(log, 9)) void submit({ ...append, events: [large] });
    await committer.drain();
    expect(batches.reduce((sum, size) => sum + size, 0)).toBe(9);
    expect(Math.max(...batches)).toBeLessThanOrEqual(5);
  });

  it("asks right before sending whether a decision still stands, and answers conflict to one that does not", async () => {
    const log = heldLog(memory());
    const { submit } = start(log);
    let stale = false;
    const [first, second, third] = many(log, 3) as [Append, Append, Append];
    void submit(first);
    const held = await log.next();
    const [void_, good] = [submit(second, { isStale: () => stale }), submit(third)];
    stale = true;
    held.letThrough();
    const next = await log.next();
    expect(next.batch).toEqual([third]);
    expect(await void_).toEqual({ kind: "conflict" });
    next.letThrough();
    expect((await good).kind).toBe("appended");
  });

  it("tells how much is waiting, and when all is settled", async () => {
    const log = heldLog(memory());
    const { committer, submit, settled } = start(log);
    expect(committer.depth()).toBe(0);
    await committer.drain();
    for (const append of many(log, 3)) void submit(append);
    const held = await log.next();
    for (const append of many(log, 2)) void submit(append);
    expect(committer.depth()).toBe(5);
    const drained = committer.drain().then(() => settled.length);
    held.letThrough();
    (await log.next()).letThrough();
    expect(await drained).toBe(5);
    expect(committer.depth()).toBe(0);
  });

  it("goes on after it was idle", async () => {
    const log = memory();
    const { submit } = start(log);
    for (const append of many(log, 3)) {
      expect((await submit(append)).kind).toBe("appended");
      await tick();
    }
  });
});

describe("a batch that the log cannot take", () => {
  it.each([[[0]], [[99]], [[42]], [[3, 4, 50, 98]]])("is halved until only the culprits of 100 have failed (%j)", async (poison) => {
    const inner = memory();
    const commands = many(inner, 100);
    const bad = new Set(poison.map((index) => commands[index]?.commandId));
    const log = poisonedLog(inner, ({ commandId }) => bad.has(commandId));
    const { submit } = start(log);
    const settlements = await Promise.all(commands.map((append) => submit(append)));
    expect(settlements.flatMap(({ kind }, index) => (kind === "failed" ? [index] : []))).toEqual(poison);
    expect(settlements.filter(({ kind }) => kind === "appended")).toHaveLength(100 - poison.length);
    expect([...(await inner.heads()).values()]).toEqual([100 - poison.length]);
    expect(log.batches.length).toBeLessThanOrEqual(1 + poison.length * 2 * Math.ceil(Math.log2(100)));
  });

  it("is not halved when the log is away: every command fails with what the log said", async () => {
    const log = heldLog(memory());
    const { submit } = start(log);
    const answers = many(log, 5).map((append) => submit(append));
    const away = new LogUnavailable("away");
    (await log.next()).fail(away);
    expect(await Promise.all(answers)).toEqual(Array(5).fill({ kind: "failed", error: away }));
    await tick();
    expect(log.waiting()).toBe(0);
  });

  it("takes along nothing that stood on a command of the first half", async () => {
    const inner = memory();
    const stream = freshStream(inner, 0);
    const chain = [0, 1, 2, 3].map((version) => command(stream, version));
    const poisoned = poisonedLog(inner, ({ commandId }) => commandId === chain[1]?.commandId);
    const rival = command(stream, 1);
    // Another process puts an event where that of the poison would have been, so that the expected versions of the rest match.
    const log = { ...poisoned, append: (batch: readonly Append[]) => poisoned.append(batch).finally(() => inner.append([rival])) };
    const { committer, settled } = start(log);
    let standing = true;
    for (const append of chain) {
      committer.submit({
        append,
        isStale: () => !standing,
        settle: (settlement) => {
          if (settlement.kind !== "appended") standing = false;
          settled.push([append, settlement]);
        },
      });
    }
    await committer.drain();
    expect(settled.map(([append, { kind }]) => [chain.indexOf(append), kind])).toEqual([
      [0, "appended"],
      [1, "failed"],
      [2, "conflict"],
      [3, "conflict"],
    ]);
    expect((await inner.readStream(stream, 0, 10)).map(({ commandId }) => commandId)).toEqual([chain[0]?.commandId, rival.commandId]);
  });

  it("is never answered for a command of which the log said nothing", async () => {
    const inner = memory();
    const log = { ...inner, append: async (batch: readonly Append[]) => (await inner.append(batch)).slice(0, 1) };
    const { submit } = start(log);
    const [first, second] = await Promise.all(many(inner, 2).map((append) => submit(append)));
    expect(first?.kind).toBe("appended");
    expect(second).toMatchObject({ kind: "failed", error: { message: expect.stringContaining("fewer outcomes") } });
  });
});
