import postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { streamName } from "../event-log.ts";
import { newUuid } from "../id.ts";
import { testDatabase } from "../testing/postgres.ts";
import { openPostgresEventLog } from "./event-log.ts";
import { prepareLogSchema } from "./log-schema.ts";
import { ReincarnationRefused, reincarnateLog } from "./reincarnate-log.ts";

const database = testDatabase();
const usedBy = "a server of this test";
const head = 3;

/** A log with one partition and three events in it, and another one that follows it. */
beforeAll(async () => {
  for (const schema of ["spoken", "heard"]) await prepareLogSchema(database.sql, schema, 1);
  const log = await openPostgresEventLog(database.sql, "spoken");
  const events = Array.from({ length: head }, () => ({ type: "Happened", schemaVersion: 1, json: "{}" }));
  const stream = streamName("default", "thing", "one");
  await log.append([{ stream, expectedVersion: 0, commandId: newUuid(), events, causation: {}, receipt: null, outcome: null }]);
});

const incarnation = async () => String((await database.sql`select incarnation from spoken.log`)[0]?.incarnation);
const stand = async (subscription: string, position: number) => {
  await database.sql`insert into heard.checkpoint values (${subscription}, 0, 7, ${position}, ${await incarnation()})`;
};
const standing = async (subscription: string) =>
  (
    await database.sql`select epoch::int, position::int, incarnation from heard.checkpoint where subscription = ${subscription} order by partition desc`
  ).map((row) => ({ ...row }));
const tables = async () =>
  (await database.sql`select table_name from information_schema.tables where table_schema = 'heard' and table_name like 'rows%'`)
    .map((row) => row.table_name)
    .sort();
/** A read model with rows, of which another generation may be under way. */
const keep = async (name: string, generation: number | null) => {
  await database.sql`insert into heard.read_model values (${name}, now(), ${generation})`;
  for (const table of generation === null ? [name] : [name, `${name}_g${generation}`]) {
    await database.sql`create table heard.${database.sql(table)} (id text)`;
  }
};

const skip = async (subscription: string, positions: readonly number[]) => {
  for (const position of positions) {
    await database.sql`insert into heard.skipped_item values (${subscription}, 'k', ${`0@${position}`}, '{}', 'a test', 'me', now())`;
  }
};
const skipped = async () =>
  (await database.sql`select subscription || ' ' || item_id as item from heard.skipped_item order by 1`).map(({ item }) => item);

describe("whoever follows a log that goes on as another incarnation", () => {
  it("goes on from where they stood, or from its head, under the epoch that they had", async () => {
    await stand("behind", 1);
    await stand("ahead", 9);
    await database.sql`insert into heard.begun values ('ahead', 0, 9, 2), ('another', 0, 9, 2)`;
    await database.sql`insert into heard.checkpoint values ('another', 0, 7, 9, gen_random_uuid())`;
    // Of another log, under the same name.
    await database.sql`insert into heard.checkpoint values ('behind', 1, 7, 5, ${newUuid()})`;
    const others = await standing("another");

    const told = await reincarnateLog(database.sql, { schema: "spoken", usedBy, applies: false });
    expect(await standing("ahead")).toMatchObject([{ position: 9, incarnation: told.from }]);
    const { to, followers } = await reincarnateLog(database.sql, { schema: "spoken", usedBy, applies: true });
    expect(followers).toEqual([
      { schema: "heard", subscription: "ahead", becomes: "goesBack", lostPositions: 6 },
      { schema: "heard", subscription: "behind", becomes: "goesOn", lostPositions: 0 },
    ]);
    expect(followers).toEqual(told.followers);
    expect(await incarnation()).toBe(to);
    expect(await standing("behind")).toEqual([
      { epoch: 7, position: 5, incarnation: expect.not.stringMatching(to) },
      { epoch: 7, position: 1, incarnation: to },
    ]);
    expect(await standing("ahead")).toEqual([{ epoch: 7, position: head, incarnation: to }]);
    expect(await standing("another")).toEqual(others);
    expect((await database.sql`select subscription from heard.begun`).map((row) => row.subscription)).toEqual(["another"]);
  });

  it("has rows dropped that show what is lost: those that are live with those that are built, but not the other way round", async () => {
    for (const name of ["rows_a", "rows_b", "rows_c"]) await keep(name, 5);
    await keep("rows_d", null);
    for (const [name, position] of [
      ["rows_a", 9],
      ["rows_a_g5", 1],
      ["rows_b", 2],
      ["rows_b_g5", 9],
      ["rows_c", 3],
      ["rows_c_g5", 2],
      ["rows_d", 9],
    ] as const) {
      await stand(name, position);
    }
    await skip("rows_a", [1, head, head + 1, 10]);
    await skip("rows_a_g5", [5]);
    await skip("rows_c", [2]);
    const { followers } = await reincarnateLog(database.sql, { schema: "spoken", usedBy, applies: true });
    expect(await skipped()).toEqual(["rows_a 0@1", `rows_a 0@${head}`, "rows_c 0@2"]);
    const rebuilt = followers.filter(({ becomes }) => becomes === "rebuilt").map(({ subscription }) => subscription);
    expect(rebuilt).toEqual(["rows_a", "rows_b_g5", "rows_d"]);
    expect(await tables()).toEqual(["rows_b", "rows_c", "rows_c_g5"]);
    const building = await database.sql`select subscription from heard.read_model where generation is not null`;
    expect(building.map((row) => row.subscription)).toEqual(["rows_c"]);
    for (const gone of ["rows_a", "rows_a_g5", "rows_b_g5", "rows_d"]) expect(await standing(gone), gone).toEqual([]);
    expect(await standing("rows_b")).toMatchObject([{ position: 2 }]);
    expect(await standing("rows_c_g5")).toMatchObject([{ position: 2 }]);
  });

  it("is left alone, and nobody waits for long, while a dump or a server that starts keeps something locked", async () => {
    await keep("rows_e", null);
    await stand("rows_e", 9);
    const before = await incarnation();
    for (const lock of [
      "select from heard.rows_e limit 1",
      "select pg_advisory_xact_lock(hashtextextended('waybill migrate heard', 0))",
      "select from spoken.log for update",
    ]) {
      const other = postgres(database.url, { max: 1 });
      await other.unsafe(`begin; ${lock}`).simple();
      const refused = reincarnateLog(database.sql, { schema: "spoken", usedBy, applies: true, lockPatienceMs: 200 });
      await expect(refused, lock).rejects.toBeInstanceOf(ReincarnationRefused);
      await expect(refused).rejects.toThrow(/Nothing was changed/);
      await other.end();
    }
    expect([await incarnation(), await tables()]).toEqual([before, expect.arrayContaining(["rows_e"])]);
    expect(await standing("rows_e")).toMatchObject([{ position: 9 }]);
    const { followers } = await reincarnateLog(database.sql, { schema: "spoken", usedBy, applies: true });
    expect(followers).toContainEqual(expect.objectContaining({ subscription: "rows_e", becomes: "rebuilt" }));
  });
});
