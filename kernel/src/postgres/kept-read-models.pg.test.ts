import { describe, expect, it } from "vitest";
import { generationOf, type ReadModelRows } from "../read-model.ts";
import { eventually } from "../testing/eventually.ts";
import { followingProcess } from "../testing/following-process.ts";
import { counting, following, headsOf, type Tally, tally, thing } from "../testing/following-sample.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { dropReadModel, listReadModels } from "./kept-read-models.ts";

const make = followingSchemas();
const newer = { ...tally, version: 2 };
const patience = { timeoutMs: 30_000 };

const scene = async () => {
  const { schema, pools } = await make();
  const its = await followingProcess(pools[0], schema);
  await its.log.append([1, 2, 3].map((number) => counting(thing(number), 0, ["Counted"])));
  const [sql] = pools;
  const tables = async () =>
    (await sql`select tablename from pg_tables where schemaname = ${schema} and tablename like 'tally%' order by 1`).map(
      (row) => row.tablename,
    );
  const indexes = async () =>
    (await sql`select indexname from pg_indexes where schemaname = ${schema} and tablename like 'tally%' order by 1`).map(
      (row) => row.indexname,
    );
  return { schema, sql, its, tables, indexes };
};

describe("an old version of a read model", () => {
  it("is kept while a process follows for it, and dropped with all that belongs to it after that", async () => {
    const { schema, sql, its, tables } = await scene();
    const old = await following(its);
    const current = await following(its, { model: newer, rows: its.rowsOf(newer) });
    for (const followed of [old, current]) await followed.waitFor(await headsOf(its.log), patience);
    expect(await listReadModels(sql, schema)).toMatchObject([
      { subscription: "tally_v1", builtAt: expect.any(Number), generation: null, followers: 1 },
      { subscription: "tally_v2", followers: 1 },
    ]);
    expect(await dropReadModel(sql, schema, "tally_v1")).toBe("followed");
    expect(await old.find(thing(1))).not.toBeNull();
    await old.stop();
    expect(await dropReadModel(sql, schema, "tally_v1")).toBe("dropped");
    expect([await tables(), (await listReadModels(sql, schema)).length]).toEqual([["tally_v2"], 1]);
    expect(await its.checkpoints.read("tally_v1", [0, 1, 2, 3])).toEqual(new Map());
    expect(await dropReadModel(sql, schema, "tally_v2")).toBe("followed");
    await current.stop();
  });

  it("takes with it what was being built anew", async () => {
    const { schema, sql, its, tables } = await scene();
    const rows = its.rowsOf(tally);
    await rows.prepare();
    await rows.building.beside(await rows.building.beginAnew()).prepare();
    expect(await tables()).toHaveLength(2);
    expect(await dropReadModel(sql, schema, "tally_v1")).toBe("dropped");
    expect(await tables()).toEqual([]);
  });
});

describe("a read model whose table was dropped by hand", () => {
  it("is built from the beginning, and is not taken for complete before", async () => {
    const { schema, sql, its } = await scene();
    const first = await following(its);
    await first.waitFor(await headsOf(its.log), patience);
    await first.stop();
    await sql`drop table ${sql(`${schema}.tally_v1`)}`;
    await its.rowsOf(tally).prepare();
    expect(await its.rowsOf(tally).building.isBuilt()).toBe(false);
    const second = await following(its);
    expect(await second.waitFor(await headsOf(its.log), patience)).toEqual({ kind: "passed" });
    expect(await second.find(thing(1))).toMatchObject({ events: 1 });
    await second.stop();
  });
});

describe("a table that was put in place of the live one", () => {
  it("has the indexes that were declared, under the names that they have from the beginning", async () => {
    const { its, tables, indexes } = await scene();
    const followed = await following(its, { lookMs: 20 });
    const before = await indexes();
    await followed.rebuild();
    await eventually("it is swapped", async () => (await followed.rebuilding()) === null);
    await followed.stop();
    await its.rowsOf(tally).prepare();
    expect([await indexes(), await tables()]).toEqual([before, ["tally_v1"]]);
  });

  it("is not written by those who have read the rows of the one before", async () => {
    const { schema, sql, its } = await scene();
    const rows: ReadModelRows<Tally> = its.rowsOf(tally);
    await rows.prepare();
    const [{ oid } = { oid: 0 }] = await sql<{ oid: number }[]>`select ${`${schema}.tally_v1`}::text::regclass::oid as oid`;
    const same = () => sql`select ${sql(`${schema}.same_table`)}(${`"${schema}"."tally_v1"`}, ${oid})`;
    await expect(same()).resolves.toHaveLength(1);
    const generation = await rows.building.beginAnew();
    await rows.building.beside(generation).prepare();
    expect(await rows.building.swap(generation)).toBe(true);
    await expect(same()).rejects.toThrow("was swapped");
    await expect(sql`select from ${sql(`${schema}.${generationOf("tally_v1", generation)}`)}`).rejects.toThrow("does not exist");
  });

  it("waits for nobody who reads the live one for long", async () => {
    const { schema, sql, its } = await scene();
    const rows = its.rowsOf(tally);
    await rows.prepare();
    const generation = await rows.building.beginAnew();
    await rows.building.beside(generation).prepare();
    const reading = sql.begin(async (transaction) => {
      await transaction`select from ${sql(`${schema}.tally_v1`)}`;
      await transaction`select pg_sleep(0.6)`;
    });
    await eventually(
      "it is being read",
      async () => (await sql`select from pg_stat_activity where query like 'select pg_sleep(%' and state = 'active'`).length > 0,
    );
    expect(await rows.building.swap(generation)).toBe(false);
    await reading;
    expect(await rows.building.swap(generation)).toBe(true);
  });
});
