import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import type { RecordedEvent } from "./event-log.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { createMemoryReadModelRows } from "./memory/read-model-rows.ts";
import type { Parking } from "./parking.ts";
import { createProjection } from "./projecting.ts";
import { RowsRefused, type TableRows } from "./read-model.ts";
import { rememberingEmpty } from "./remembering-empty.ts";
import { decodeCounted, type Tally, tally, thing } from "./testing/following-sample.ts";

const event = (position: number, type = "Counted"): RecordedEvent => ({
  partition: 0,
  position,
  stream: thing(1),
  version: position,
  type,
  schemaVersion: 1,
  data: { n: 1 },
  causation: {},
  commandId: "",
  recordedAt: systemClock.now(),
});
const batch = (...events: readonly RecordedEvent[]) => {
  const from = (events[0]?.position ?? 1) - 1;
  return { events, moves: [{ partition: 0, epoch: 1, from, to: from + events.length }] };
};

/** Rows that are built anew by a process that remembers what it was told of what is parked, as long as nobody tells it otherwise. */
const scene = async () => {
  const checkpoints = createMemoryCheckpoints();
  const store = createMemoryParking();
  const asked: string[] = [];
  const counting: Parking = {
    ...store,
    begin: (subscription, starts, items) => {
      asked.push(subscription);
      return store.begin(subscription, starts, items);
    },
  };
  const rows = createMemoryReadModelRows(tally, checkpoints, store).building.beside(1);
  await checkpoints.claim("tally_v1_g1", new Map([[0, 1]]), "here");
  const decode = (recorded: RecordedEvent) => {
    if (recorded.type === "Unreadable") throw new Error("cannot be read");
    return decodeCounted(recorded);
  };
  const project = (row: Tally | null, counted: ReturnType<typeof decodeCounted>, recorded: RecordedEvent) => {
    if (recorded.type === "Unshowable") throw new Error("cannot be shown");
    return tally.project(row, counted, recorded);
  };
  const remembering = rememberingEmpty(counting);
  const parking = { store: remembering, subscription: "tally_v1_g1", live: "tally_v1" };
  const projection = (its: TableRows<Tally> = rows) => createProjection({ model: { ...tally, project }, rows: its, decode, parking });
  const skip = async ({ position }: RecordedEvent) => {
    const item = { id: `0@${position}`, key: thing(1), payload: null };
    await store.park("tally_v1", [item], new Map());
    await store.skip("tally_v1", item, { reason: "a test", by: "me" });
  };
  const remember = () => remembering.begin("tally_v1", [], []);
  const shown = async () => (await rows.find(thing(1)))?.positions;
  return { store, rows, asked, projection, skip, remember, shown };
};

const refusing = (rows: TableRows<Tally>, position: number): TableRows<Tally> => ({
  ...rows,
  apply: (work) =>
    rows.apply({
      ...work,
      change: (existing, parked) => {
        const changes = work.change(existing, parked);
        if (changes.upserts.some(({ positions }) => positions.includes(position))) throw new RowsRefused("out of range");
        return changes;
      },
    }),
});

describe("rows that are built anew", () => {
  it.each(["Unreadable", "Unshowable"])("leave out what was skipped and is still %s, and nothing behind it", async (type) => {
    const { store, projection, skip, shown } = await scene();
    await skip(event(2));
    await skip(event(3));
    expect(await projection().handle(batch(event(1), event(2, type), event(3), event(4)))).toBe("moved");
    expect([await store.list(10), await shown()]).toEqual([[], [1, 3, 4]]);
  });

  it("park what was not skipped, though something before it was", async () => {
    const { store, projection, skip, shown } = await scene();
    await skip(event(1));
    await projection().handle(batch(event(1, "Unshowable"), event(2), event(3, "Unshowable"), event(4)));
    expect(await store.list(10)).toMatchObject([{ first: { id: "0@3" }, waiting: 2, attempts: 1 }]);
    expect(await shown()).toEqual([2]);
  });

  it("leave out what is skipped by somebody else while it is parked for them", async () => {
    const { store, projection, skip, remember, shown } = await scene();
    const { handle, retry } = projection();
    await remember();
    await handle(batch(event(1), event(2, "Unshowable"), event(3)));
    await remember();
    await expect(retry(event(2, "Unshowable"))).rejects.toThrow("cannot be shown");
    await skip(event(2));
    expect([await retry(event(2, "Unshowable")), await retry(event(3))]).toEqual(["moved", "moved"]);
    expect([await store.list(10), await shown()]).toEqual([[], [1, 3]]);
  });

  it("leave out what was skipped and is refused by the store", async () => {
    const { store, rows, projection, skip, shown } = await scene();
    const { handle, retry } = projection(refusing(rows, 2));
    await handle(batch(event(1)));
    await handle(batch(event(2)));
    expect(await store.list(10)).toMatchObject([{ first: { id: "0@2" } }]);
    await expect(retry(event(2))).rejects.toThrow("out of range");
    await skip(event(2));
    expect(await retry(event(2))).toBe("moved");
    const again = projection(refusing(rows, 3));
    await skip(event(3));
    expect(await again.handle(batch(event(3)))).toBe("moved");
    expect(await again.handle(batch(event(4)))).toBe("moved");
    expect([await store.list(10), await shown()]).toEqual([[], [1, 4]]);
  });

  it("ask what was skipped only when something fails", async () => {
    const { asked, projection } = await scene();
    const { handle } = projection();
    await handle(batch(event(1), event(2)));
    expect(asked).toEqual(["tally_v1_g1"]);
    await handle(batch(event(3, "Unshowable")));
    expect(asked).toEqual(["tally_v1_g1", "tally_v1"]);
  });
});
