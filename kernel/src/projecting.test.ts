import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { systemClock } from "./clock.ts";
import { type RecordedEvent, streamName, streamParts } from "./event-log.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { createMemoryReadModelRows } from "./memory/read-model-rows.ts";
import { parkingLimits } from "./parking.ts";
import { createProjection } from "./projecting.ts";
import { RowsRefused, type TableRows } from "./read-model.ts";
import { decodeCounted, type Tally, tally, thing } from "./testing/following-sample.ts";

const event = (position: number, number: number, type = "Counted"): RecordedEvent => ({
  partition: 0,
  position,
  stream: thing(number),
  version: position,
  type,
  schemaVersion: 1,
  data: { n: 1 },
  causation: {},
  commandId: "",
  recordedAt: systemClock.now(),
});

/** One partition of a log; each life of the process that follows it begins where the checkpoint stands. */
const scene = async (model = tally) => {
  const checkpoints = createMemoryCheckpoints();
  const parking = createMemoryParking();
  const rows = createMemoryReadModelRows(model, checkpoints, parking);
  await checkpoints.claim("tally_v1", new Map([[0, 1]]), "here");
  const decode = (recorded: RecordedEvent) => {
    if (recorded.type === "Poison") throw new Error("cannot be read");
    return decodeCounted(recorded);
  };
  const live = (its: TableRows<Tally> = rows) =>
    createProjection({ model, rows: its, decode, parking: { store: parking, subscription: "tally_v1" } });
  const batch = (...events: readonly RecordedEvent[]) => {
    const from = (events[0]?.position ?? 1) - 1;
    return { events, moves: [{ partition: 0, epoch: 1, from, to: from + events.length }] };
  };
  return { parking, rows, live, batch };
};

const failing = (rows: TableRows<Tally>, failure: () => Error | null): TableRows<Tally> => ({
  ...rows,
  apply: async (work) => {
    const error = failure();
    if (error !== null) throw error;
    return rows.apply(work);
  },
});

describe("a batch of events for a read model", () => {
  it("is taken apart when it was begun again and again by processes that died in it", async () => {
    const { parking, rows, live, batch } = await scene();
    const events = [event(1, 1), event(2, 2), event(3, 1)];
    const deadly = failing(rows, () => new Error("the process dies here"));
    for (let lives = 1; lives < parkingLimits.begunTimes; lives += 1)
      await expect(live(deadly).handle(batch(...events))).rejects.toThrow("dies");
    expect(await live().handle(batch(...events))).toBe("moved");
    expect(rows.all()).toEqual([]);
    expect(await parking.list(10)).toMatchObject([
      { key: thing(1), waiting: 2, attempts: 0, failure: null },
      { key: thing(2), waiting: 1 },
    ]);
    const { retry } = live();
    expect(await retry(events[2]!)).toBe("fenced");
    for (const recorded of events) expect(await retry(recorded)).toBe("moved");
    expect([rows.all().map(({ events: count }) => count), await parking.list(10)]).toEqual([[2, 1], []]);
  });

  it("has also what concerns no row wait behind what is parked of its stream: its position would be shown without that", async () => {
    const { parking, rows, live, batch } = await scene();
    const { handle } = live();
    await handle(batch(event(1, 1, "Poison")));
    expect(await handle(batch(event(2, 1, "Ignored"), event(3, 2, "Ignored"), event(4, 2)))).toBe("moved");
    expect(await parking.list(10)).toMatchObject([{ key: thing(1), waiting: 2 }]);
    expect(rows.all()).toMatchObject([{ stream: thing(2), events: 1 }]);
  });

  it("is not, however often one process has to begin it anew because something is away", async () => {
    const { parking, rows, live, batch } = await scene();
    let isAway = true;
    const { handle } = live(failing(rows, () => (isAway ? new StoreUnavailable("away") : null)));
    for (let times = 0; times < 10; times += 1) await expect(handle(batch(event(1, 1)))).rejects.toThrow("away");
    isAway = false;
    expect(await handle(batch(event(1, 1)))).toBe("moved");
    expect([rows.all().length, await parking.list(10)]).toEqual([1, []]);
  });

  it("has what the store cannot keep parked once it is alone, and blames it for nothing else", async () => {
    const { parking, rows, live, batch } = await scene();
    const failingOnce = (error: Error) => {
      const errors = [error];
      return failing(rows, () => errors.pop() ?? null);
    };
    const refusingOnce = () => failingOnce(new RowsRefused("out of range"));
    await expect(live(refusingOnce()).handle(batch(event(1, 1), event(2, 2)))).rejects.toThrow(RowsRefused);
    await expect(live(failingOnce(new Error("no such column"))).handle(batch(event(1, 1)))).rejects.toThrow("no such column");
    expect(await parking.list(10)).toEqual([]);
    expect(await live(refusingOnce()).handle(batch(event(1, 1)))).toBe("moved");
    expect(await parking.list(10)).toMatchObject([{ key: thing(1), failure: { error: "RowsRefused: out of range" } }]);
  });

  it("stands still when so much fails that the code must be wrong", async () => {
    const { parking, live, batch } = await scene();
    const { handle } = live();
    const many = Array.from({ length: parkingLimits.keysParkedByRows }, (_, index) => event(index + 1, index, "Poison"));
    expect(await handle(batch(...many))).toBe("moved");
    await expect(handle(batch(event(many.length + 1, many.length, "Poison")))).rejects.toThrow("cannot be read");
    expect(await handle(batch(event(many.length + 1, many.length)))).toBe("moved");
    expect(await parking.list(2_000)).toHaveLength(many.length);
  });

  it("goes on when what failed before was handled or left out since, by whomever: much fails in a year", async () => {
    const { parking, live, batch } = await scene();
    const { handle } = live();
    const many = Array.from({ length: parkingLimits.keysParkedByRows }, (_, index) => event(index + 1, index, "Poison"));
    await handle(batch(...many));
    await live().retry({ ...many[0]!, type: "Counted" });
    await parking.skip("tally_v1", (await parking.list(1))[0]!.first, { reason: "a test", by: "me" });
    const more = (index: number) => event(many.length + index, many.length + index, "Poison");
    expect([await handle(batch(more(1))), await handle(batch(more(2)))]).toEqual(["moved", "moved"]);
    await expect(handle(batch(more(3)))).rejects.toThrow("cannot be read");
  });

  it("is not even read where it is of other aggregates than the model is about", async () => {
    const { parking, rows, live, batch } = await scene({ ...tally, of: streamParts(thing(1)).type });
    const foreign = { ...event(2, 2, "Poison"), stream: streamName("default", "other", "1") };
    const asked: unknown[] = [];
    const watched: TableRows<Tally> = {
      ...rows,
      apply: (work) => {
        asked.push(work.orderKeys);
        return rows.apply(work);
      },
    };
    expect(await live(watched).handle(batch(event(1, 1), foreign, event(3, 1)))).toBe("moved");
    expect(asked).toEqual([[thing(1)]]);
    expect([rows.all().map(({ events: count }) => count), await parking.list(10)]).toEqual([[2], []]);
  });
});
