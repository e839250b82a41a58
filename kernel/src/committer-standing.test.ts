import { describe, expect, it } from "vitest";
import type { Append } from "./event-log.ts";
import { limits } from "./limits.ts";
import { createSpeculation } from "./speculation.ts";
import { many, memory, start, tick } from "./testing/committing.ts";
import { command } from "./testing/event-log/sample.ts";
import { heldLog, poisonedLog } from "./testing/held-log.ts";

/** Submits these as parts of one speculation, each on the one before. */
const speculate = ({ committer }: Pick<ReturnType<typeof start>, "committer">, appends: readonly Append[]) => {
  const speculation = createSpeculation();
  for (const append of appends) {
    const standsOn = speculation.standsOn();
    speculation.sent(append);
    committer.submit({
      append,
      isStale: () => speculation.hasFailed,
      standsOn,
      settle: (settlement) => speculation.settled(append, settlement),
    });
  }
  return speculation;
};

describe("commands that stand on one another", () => {
  it("are sent in one batch, each with its place of the one it stands on, in the sequence in which they came", async () => {
    const log = heldLog(memory());
    const its = start(log, { lanes: 2 });
    const chain = [many(log, 1, 1), many(log, 1, 0), many(log, 1, 1)].flat();
    const [before] = many(log, 1, 0);
    void its.submit(before as Append);
    const speculation = speculate(its, chain);
    const { batch, letThrough } = await log.next();
    expect(batch).toEqual([before, chain[0], { ...chain[1], standsOn: 1 }, { ...chain[2], standsOn: 2 }]);
    letThrough();
    expect(await speculation.held()).toBe(true);
  });

  it("may come when what they stand on is under way or appended already", async () => {
    const log = heldLog(memory());
    const its = start(log, { lanes: 1 });
    const [first, second, third] = many(log, 3) as [Append, Append, Append];
    const speculation = createSpeculation();
    const submit = (append: Append) => {
      const standsOn = speculation.standsOn();
      speculation.sent(append);
      const settle = (settlement: Parameters<typeof speculation.settled>[1]) => speculation.settled(append, settlement);
      its.committer.submit({ append, isStale: () => speculation.hasFailed, standsOn, settle });
    };
    submit(first);
    const held = await log.next();
    submit(second);
    held.letThrough();
    const next = await log.next();
    expect(next.batch, "the one that is appended needs no place").toEqual([second]);
    next.letThrough();
    await tick();
    submit(third);
    (await log.next()).letThrough();
    expect(await speculation.held()).toBe(true);
  });

  it("are none of them sent once one before them was not appended", async () => {
    const inner = memory();
    const log = heldLog(inner);
    const its = start(log, { lanes: 1 });
    const [first, second] = many(log, 2) as [Append, Append];
    await inner.append([command(first.stream, 0)]);
    const speculation = speculate(its, [first]);
    const held = await log.next();
    const standsOn = speculation.standsOn();
    speculation.sent(second);
    const settled = its.submit(second, { standsOn, isStale: () => speculation.hasFailed });
    held.letThrough();
    expect(await settled).toEqual({ kind: "conflict" });
    speculation.settled(second, { kind: "conflict" });
    expect([await speculation.held(), log.waiting()]).toEqual([false, 0]);
  });

  it("conflict where what they stand on is in another batch that is not answered", async () => {
    const log = heldLog(memory());
    const its = start(log, { lanes: 2 });
    const each = limits.batchOfAllLanes / 2;
    for (const append of [...many(log, each, 0), ...many(log, each, 1)]) void its.submit(append);
    const [on, standing] = [many(log, 1, 0), many(log, 1, 1)].flat() as [Append, Append];
    const speculation = speculate(its, [on, standing]);
    const [one, other] = [await log.next(), await log.next()];
    expect([...one.batch, ...other.batch]).toContain(on);
    expect([...one.batch, ...other.batch].map(({ commandId }) => commandId)).not.toContain(standing.commandId);
    one.letThrough();
    other.letThrough();
    expect(await speculation.held()).toBe(false);
  });

  it("are halved with their places, and stand on nothing that failed", async () => {
    const inner = memory();
    const chain = many(inner, 4);
    const log = poisonedLog(inner, ({ commandId }) => commandId === chain[1]?.commandId);
    const its = start(log, { lanes: 1 });
    const neighbours = speculate(its, many(inner, 3));
    const speculation = speculate(its, chain);
    expect([await speculation.held(), await neighbours.held()]).toEqual([false, true]);
    const recorded = await Promise.all(chain.map(async ({ stream }) => (await inner.readStream(stream, 0, 9)).length));
    expect(recorded).toEqual([1, 0, 0, 0]);
  });
});
