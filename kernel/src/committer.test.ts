import { describe, expect, it } from "vitest";
import type { Append } from "./event-log.ts";
import { limits } from "./limits.ts";
import { many, memory, start, tick } from "./testing/committing.ts";
import { command, freshStream } from "./testing/event-log/sample.ts";
import { heldLog } from "./testing/held-log.ts";

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

  it("lets the lanes work beside each other when much comes, each with its own partitions", async () => {
    const log = heldLog(memory());
    const { submit } = start(log, { lanes: 2 });
    const each = limits.batchOfAllLanes / 2;
    const answers = [...many(log, each, 0), ...many(log, each, 1)].map((append) => submit(append));
    const [one, other] = [await log.next(), await log.next()];
    expect([one.batch.length, other.batch.length]).toEqual([each, each]);
    other.letThrough();
    await Promise.race([answers[0], answers[each]]);
    one.letThrough();
    await Promise.all(answers);
  });

  it("sends one batch for all lanes when little comes, and nothing of theirs until that is answered", async () => {
    const log = heldLog(memory());
    const { committer, submit } = start(log, { lanes: 2 });
    const answers = [...many(log, 2, 0), ...many(log, 1, 1)].map((append) => submit(append));
    const both = await log.next();
    expect(both.batch).toHaveLength(3);
    const later = [1, 0, 1].map((partition) => submit(many(log, 1, partition)[0] as Append));
    await tick();
    expect([log.waiting(), committer.depth()]).toEqual([0, 6]);
    both.letThrough();
    await Promise.all(answers);
    const next = await log.next();
    expect(next.batch).toHaveLength(3);
    const drained = committer.drain();
    next.letThrough();
    await Promise.all([...later, drained]);
    expect(committer.depth()).toBe(0);
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
