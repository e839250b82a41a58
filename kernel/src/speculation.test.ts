import { describe, expect, it } from "vitest";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createSpeculation } from "./speculation.ts";
import { noMetrics } from "./telemetry.ts";
import { heldLog } from "./testing/held-log.ts";
import { add, from, open, tallyProcess } from "./testing/tally.ts";

const shared = () => heldLog(createMemoryEventLog({ partitions: 4 }));
const totalOf = async (log: ReturnType<typeof shared>, id: string) => (await log.readStream(`default/tally/${id}` as never, 0, 99)).length;

describe("commands that are sent without waiting for one another", () => {
  it("are answered as soon as they are decided, and appended together", async () => {
    const log = shared();
    const { handle, pipeline } = tallyProcess(log);
    const context = from({ speculation: createSpeculation() });
    expect(await handle("a", open(), context)).toMatchObject({ kind: "accepted", position: 0, recorded: { state: { status: "Open" } } });
    expect(await handle("b", open(1), context)).toMatchObject({ kind: "accepted" });
    expect(await handle("b", add(2), context)).toMatchObject({ kind: "refused", refusal: { code: "TallyIsFull" } });
    expect(await handle("a", add(2), context)).toMatchObject({ kind: "accepted", recorded: { state: { total: 2 } } });
    expect(pipeline.admission.inFlight, "in hand, as one").toBe(1);
    const held = await log.next();
    expect(held.batch).toHaveLength(4);
    held.letThrough();
    expect(await context.speculation?.held()).toBe(true);
    expect([await totalOf(log, "a"), await totalOf(log, "b"), log.waiting(), pipeline.admission.inFlight]).toEqual([2, 1, 0, 0]);
  });

  it("leave only a beginning when somebody came between, and what they were decided on is read again", async () => {
    const log = shared();
    let conflicts = 0;
    const metrics = {
      ...noMetrics,
      conflict: () => {
        conflicts += 1;
      },
    };
    const [mine, other] = [tallyProcess(log, { metrics }), tallyProcess(log)];
    const begun = Promise.all([mine.handle("a", open(), from()), mine.handle("b", open(), from())]);
    (await log.next()).letThrough();
    await begun;
    const between = other.handle("b", add(7), from());
    (await log.next()).letThrough();
    await between;
    const context = from({ speculation: createSpeculation() });
    for (const [id, amount] of [
      ["a", 1],
      ["b", 2],
      ["a", 3],
    ] as const)
      await mine.handle(id, add(amount), context);
    (await log.next()).letThrough();
    expect(await context.speculation?.held()).toBe(false);
    expect([await totalOf(log, "a"), await totalOf(log, "b")]).toEqual([2, 2]);
    expect(conflicts, "nobody tries them again").toBe(2);
    const after = mine.handle("b", add(1), from());
    (await log.next()).letThrough();
    expect(await after).toMatchObject({ kind: "accepted", recorded: { state: { total: 8 } } });
  });

  it("are not appended after one that was not, in a later batch either", async () => {
    const log = shared();
    const [mine, other] = [tallyProcess(log), tallyProcess(log)];
    const between = other.handle("a", open(), from());
    (await log.next()).letThrough();
    await between;
    const context = from({ speculation: createSpeculation(), isNew: true });
    await mine.handle("a", open(), context);
    const held = await log.next();
    await mine.handle("b", open(), context);
    held.letThrough();
    expect(await context.speculation?.held()).toBe(false);
    expect([await totalOf(log, "b"), log.waiting()]).toEqual([0, 0]);
  });

  it("are not decided any more once it was asked whether they held", async () => {
    const log = shared();
    const { handle } = tallyProcess(log);
    const context = from({ speculation: createSpeculation() });
    expect(await context.speculation?.held()).toBe(true);
    expect(await handle("a", open(), context)).toMatchObject({ kind: "contended" });
    expect(log.waiting()).toBe(0);
  });

  it("did not hold when the log failed, and nobody has to hear of that besides", async () => {
    const log = shared();
    const { handle } = tallyProcess(log);
    const context = from({ speculation: createSpeculation() });
    await handle("a", open(), context);
    (await log.next()).fail(new Error("the disk is full"));
    expect(await context.speculation?.held()).toBe(false);
  });
});
