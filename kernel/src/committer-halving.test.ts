import { describe, expect, it } from "vitest";
import { type Append, LogUnavailable } from "./event-log.ts";
import { many, memory, start, tick } from "./testing/committing.ts";
import { command, freshStream } from "./testing/event-log/sample.ts";
import { heldLog, poisonedLog } from "./testing/held-log.ts";

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
