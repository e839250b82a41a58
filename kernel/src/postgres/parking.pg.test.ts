import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { failureOf } from "../parking.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { describeParking } from "../testing/parking-contract.ts";
import { createPostgresParking } from "./parking.ts";

const make = followingSchemas();

describeParking("on PostgreSQL", async (limits) => {
  const { schema, pools } = await make();
  return [createPostgresParking(pools[0], schema, limits), createPostgresParking(pools[1], schema, limits)];
});

describe("what was skipped on PostgreSQL", () => {
  it("stays on record, with its payload, who did it and why", async () => {
    const { schema, pools } = await make();
    const parking = createPostgresParking(pools[0], schema);
    const item = { id: "a1", key: "a", payload: { text: "it's \u2028 all there" } };
    await parking.park("s", [item], new Map([["a", failureOf(new Error("no"))]]));
    await parking.skip("s", item, { reason: "sent by mistake", by: "me" });
    expect(await pools[0]`select order_key, item_id, payload, reason, skipped_by from ${pools[0](`${schema}.skipped_item`)}`).toEqual([
      { order_key: "a", item_id: "a1", payload: item.payload, reason: "sent by mistake", skipped_by: "me" },
    ]);
  });
});

describe("a mark of begun work on PostgreSQL", () => {
  it("goes when the next is made, and those of others when a partition changes hands", async () => {
    const { schema, pools } = await make();
    const parking = createPostgresParking(pools[0], schema);
    const marks = async () =>
      (await pools[0]`select position::int as position from ${pools[0](`${schema}.begun`)} order by position`).map(
        ({ position }) => position,
      );
    await parking.begin("s", [{ partition: 0, position: 1 }], []);
    await parking.begin("s", [{ partition: 0, position: 4 }], []);
    expect(await marks()).toEqual([4]);
    expect((await parking.begin("s", [{ partition: 0, position: 4 }], [])).attempts).toBe(2);
    await parking.begin("s", [{ partition: 0, position: 9 }], []);
    expect(await marks()).toEqual([9]);
  });
});

describe("a key that is emptied on PostgreSQL", () => {
  it("is not forgotten while something is being parked under it", async () => {
    const { schema, pools } = await make();
    const parking = createPostgresParking(pools[0], schema);
    const first = { id: "a1", key: "a", payload: {} };
    await parking.park("s", [first], new Map());
    const { promise: isParked, resolve: parked } = Promise.withResolvers<void>();
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
    const parkingSecond = pools[1].begin(async (transaction) => {
      await transaction`select ${transaction(`${schema}.park_items`)}('s', '{a}', '{a2}', '{"{}"}', '{null}', '{null}', 0)`;
      parked();
      await mayCommit;
    });
    await isParked;
    const settling = parking.settle("s", first);
    // Either it waits by now, or it has not looked yet: both must end well.
    await sleep(100);
    commit();
    await Promise.all([settling, parkingSecond]);
    expect(await parking.take("s")).toEqual({ id: "a2", key: "a", payload: {} });
  });
});
