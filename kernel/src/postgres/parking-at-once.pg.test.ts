import { setTimeout as sleep } from "node:timers/promises";
import type { Sql, TransactionSql } from "postgres";
import { describe, expect, it } from "vitest";
import { failureOf, type Parking } from "../parking.ts";
import { type FollowingSchema, followingSchemas } from "../testing/following-schemas.ts";
import { quickParking } from "../testing/parking-contract.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { createPostgresParking } from "./parking.ts";

const make = followingSchemas();
const item = (number: number) => ({ id: `a${number}`, key: "a", payload: {} });
const failures = new Map([["a", failureOf(new Error("it was the first"))]]);

/** Does one thing in a transaction that is committed only when the other has begun, and most likely waits for it. */
const meanwhile = async (
  { pools }: Pick<FollowingSchema, "pools">,
  first: (sql: TransactionSql) => Promise<unknown>,
  other: () => Promise<unknown>,
) => {
  const { promise: isDone, resolve: done } = Promise.withResolvers<void>();
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const committing = pools[1].begin(async (transaction) => {
    await first(transaction);
    done();
    await mayCommit;
  });
  await isDone;
  const waiting = other();
  await sleep(100);
  commit();
  await Promise.all([committing, waiting]);
};

const scene = async (parks: (parking: Parking) => Promise<unknown>) => {
  const schema = await make();
  const parking = createPostgresParking(schema.pools[0], schema.schema, quickParking);
  await parks(parking);
  const settleFirst = (sql: TransactionSql) => sql`select ${sql(`${schema.schema}.drop_first`)}('s', 'a', 'a1')`;
  return { ...schema, parking, settleFirst };
};

describe("a parked item that another process settles at the same moment", () => {
  const settled = () => scene((parking) => parking.park("s", [item(1), item(2)], failures));

  it("does not fail in the place of the one behind it", async () => {
    const its = await settled();
    await its.parking.retry("s", "a");
    await its.parking.take("s");
    await meanwhile(its, its.settleFirst, () => its.parking.fail("s", item(1), failureOf(new Error("it failed here"))));
    expect(await its.parking.list(10)).toMatchObject([{ first: { id: "a2" }, failure: null, attempts: 0 }]);
    expect((await its.parking.take("s"))?.id).toBe("a2");
  });

  it("is not given back in its place", async () => {
    const its = await settled();
    await meanwhile(its, its.settleFirst, () => its.parking.giveBack("s", item(1)));
    expect((await its.parking.take("s"))?.id).toBe("a2");
  });
});

describe("an item that is skipped at the same moment", () => {
  it("is not parked again, whoever comes first", async () => {
    const its = await scene((parking) => parking.park("s", [item(1)], failures));
    const skips = (sql: TransactionSql) => sql`
      insert into ${sql(`${its.schema}.skipped_item`)} select 's', 'a', 'a1', payload, 'a test', 'me', clock_timestamp()
      from ${sql(`${its.schema}.drop_first`)}('s', 'a', 'a1') as payload`;
    await meanwhile(its, skips, () => its.parking.park("s", [item(1), item(2)], failures));
    expect(await its.parking.list(10)).toMatchObject([{ waiting: 1, first: { id: "a2" } }]);

    const parks = (sql: TransactionSql) =>
      sql`select ${sql(`${its.schema}.park_items`)}('s', '{a}', '{a2}', '{"{}"}', '{null}', '{null}', 0)`;
    await meanwhile(its, parks, () => its.parking.skip("s", item(2), { reason: "a test", by: "me" }));
    expect(await its.parking.list(10)).toEqual([]);
  });
});

describe("an item that two processes park at the same moment", () => {
  it("moves to where the later one parks it", async () => {
    const its = await scene(async () => {});
    const parks = (sql: TransactionSql) =>
      sql`select ${sql(`${its.schema}.park_items`)}('s', '{b}', '{a1}', '{"{}"}', '{null}', '{null}', 0)`;
    await meanwhile(its, parks, () => its.parking.park("s", [item(1), item(2)], failures));
    expect(await its.parking.list(10)).toMatchObject([{ key: "a", waiting: 2, first: { id: "a1" } }]);
    expect((await its.parking.begin("s", [], [item(1), { id: "b1", key: "b" }])).parked).toEqual(new Set(["a"]));
  });
});

describe("keys that wait for an operator", () => {
  it("are not redriven when one was tried again at the same moment", async () => {
    const its = await scene((parking) => parking.park("s", [item(1)], failures));
    const key = its.pools[0](`${its.schema}.parked_key`);
    await its.pools[0]`update ${key} set retry_at = null`;
    let redriven = -1;
    await meanwhile(
      its,
      (sql) => sql`update ${key} set attempts = 1, retry_at = clock_timestamp() + interval '1 hour'`,
      async () => {
        redriven = await its.parking.redrive("s", failures.get("a")!.fingerprint, 10);
      },
    );
    expect(redriven).toBe(0);
    expect(await its.parking.take("s")).toBeNull();
  });
});

describe("keys without items, from before", () => {
  const before = 6;
  const emptied = async (sql: Sql, schema: string) => {
    const migrations = await readMigrations(new URL("./migrations/", import.meta.url));
    await migrate(sql, { schema, migrations: migrations.slice(0, before) });
    await sql`insert into ${sql(`${schema}.parked_key`)} values ('s', 'a', 1, now(), null, null, null), ('s', 'b', 1, now(), null, null, null)`;
    await sql`insert into ${sql(`${schema}.parked_item`)} (subscription, order_key, item_id, payload) values ('s', 'b', 'b1', '{}')`;
    return () => migrate(sql, { schema, migrations });
  };

  it("hold nothing up any more", async () => {
    const { pools } = await make();
    await (await emptied(pools[0], "emptied"))();
    const parking = createPostgresParking(pools[0], "emptied");
    expect((await parking.begin("s", [], [item(1), { id: "b1", key: "b" }])).parked).toEqual(new Set(["b"]));
    expect(await parking.list(10)).toMatchObject([{ key: "b", waiting: 1 }]);
  });

  it("stay when something is just being parked under them", async () => {
    const { pools } = await make();
    const goOn = await emptied(pools[0], "being_emptied");
    const park = (sql: TransactionSql) => sql`select being_emptied.park_items('s', '{a}', '{a1}', '{"{}"}', '{null}', '{null}', 0)`;
    await meanwhile({ pools }, park, goOn);
    const parking = createPostgresParking(pools[0], "being_emptied");
    expect((await parking.list(10)).map(({ key, waiting }) => `${key} ${waiting}`).toSorted()).toEqual(["a 1", "b 1"]);
  });
});
