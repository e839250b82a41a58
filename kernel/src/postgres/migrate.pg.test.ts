import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import postgres from "postgres";
import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { testDatabase } from "../testing/postgres.ts";
import { type MigrationFile, MigrationRefused, migrate, readMigrations } from "./migrate.ts";

const database = testDatabase();

const file = (number: number, name: string, text: string): MigrationFile => ({ number, name, text });
const things = file(1, "things", "create table thing (id int primary key);\ninsert into thing values (1);");
const names = file(2, "names", "alter table thing add name text default 'x';\ncreate function f() returns int language sql as 'select 1';");

const applied = (schema: string) => database.sql<{ number: number; name: string }[]>`
  select number, name from ${database.sql(schema)}.migration order by number`;

describe("a migration", () => {
  it("runs once, in order, in the schema that it is given", async () => {
    expect(await migrate(database.sql, { schema: "ordinary", migrations: [things] })).toEqual([1]);
    expect(await migrate(database.sql, { schema: "ordinary", migrations: [things, names] })).toEqual([2]);
    expect(await migrate(database.sql, { schema: "ordinary", migrations: [things, names] })).toEqual([]);
    expect(await database.sql`select * from ordinary.thing`).toEqual([{ id: 1, name: "x" }]);
    expect(await applied("ordinary")).toEqual([
      { number: 1, name: "things" },
      { number: 2, name: "names" },
    ]);
  });

  it("keeps schemas apart", async () => {
    for (const schema of ["left", "right"]) expect(await migrate(database.sql, { schema, migrations: [things] })).toEqual([1]);
    await database.sql`delete from "left".thing`;
    expect(await database.sql`select * from "right".thing`).toHaveLength(1);
  });

  it("is applied by exactly one of eight processes that start at once", async () => {
    const pools = Array.from({ length: 8 }, () => postgres(database.url, { max: 1, onnotice: () => undefined }));
    // Slow enough that all of them are there before the first is done.
    const slow = file(3, "slow", "select pg_sleep(0.2); create table late (id int);");
    const outcomes = await Promise.all(pools.map((sql) => migrate(sql, { schema: "race", migrations: [things, names, slow] })));
    await Promise.all(pools.map((sql) => sql.end()));
    expect(outcomes.flat().sort()).toEqual([1, 2, 3]);
    expect(await applied("race")).toHaveLength(3);
  });

  it("leaves nothing of itself behind when it fails, and runs again when it is mended", async () => {
    const broken = file(2, "names", `${names.text} select 1 / 0;`);
    await expect(migrate(database.sql, { schema: "broken", migrations: [things, broken] })).rejects.toThrow("division by zero");
    expect(await applied("broken")).toEqual([{ number: 1, name: "things" }]);
    expect(await migrate(database.sql, { schema: "broken", migrations: [things, names] })).toEqual([2]);
  });

  it("waits for who reads what it changes, and lets who writes there pass meanwhile", { timeout: 60_000 }, async () => {
    const pools = Array.from({ length: 3 }, () => postgres(database.url, { max: 1, onnotice: () => undefined }));
    const [reading, writing, starting] = [pools[0]!, pools[1]!, pools[2]!];
    await migrate(database.sql, { schema: "busy", migrations: [things] });
    const { promise: isRead, resolve: end } = Promise.withResolvers<void>();
    const { promise: reads, resolve: begun } = Promise.withResolvers<void>();
    const dump = reading.begin(async (transaction) => {
      await transaction`lock table busy.thing in access share mode`;
      begun();
      await isRead;
    });
    await reads;
    const migrating = migrate(starting, { schema: "busy", migrations: [things, names] });
    await eventually("it waits for the dump", async () => {
      const waiting = await database.sql`select from pg_locks where not granted and relation = 'busy.thing'::regclass`;
      return waiting.length > 0;
    });
    // The dump goes on all the while.
    await writing`insert into busy.thing (id) values (2)`;
    expect(await applied("busy")).toHaveLength(1);
    end();
    expect(await migrating).toEqual([2]);
    expect(await database.sql`select id from busy.thing order by id`).toEqual([{ id: 1 }, { id: 2 }]);
    await dump;
    await Promise.all(pools.map((sql) => sql.end()));
  });

  it("is refused, in words, when the database is newer than the code", async () => {
    await migrate(database.sql, { schema: "newer", migrations: [things, names] });
    const starting = migrate(database.sql, { schema: "newer", migrations: [things] });
    await expect(starting).rejects.toThrow(
      new MigrationRefused(
        "schema newer is at migration 2, this code knows 1: the database is newer than the code. Start the newer version.",
      ),
    );
  });

  it("is refused, in words, when it was changed after it had been applied", async () => {
    await migrate(database.sql, { schema: "changed", migrations: [things] });
    const edited = file(1, "things", `${things.text} -- and more`);
    await expect(migrate(database.sql, { schema: "changed", migrations: [edited, names] })).rejects.toThrow(
      "migration 1 (things) of schema changed is not the file 1 (things) of this code: an applied migration never changes.",
    );
    expect(await applied("changed")).toHaveLength(1);
  });

  it("is the same file whatever line ends the checkout has", async () => {
    await migrate(database.sql, { schema: "ends", migrations: [things] });
    const checkedOut = file(1, "things", things.text.replaceAll("\n", "\r\n"));
    expect(await migrate(database.sql, { schema: "ends", migrations: [checkedOut] })).toEqual([]);
  });

  it("needs no right to create schemas where the schema is there", async () => {
    await database.sql`create schema given`;
    const [{ name } = { name: "" }] = await database.sql<{ name: string }[]>`select current_database() as name`;
    await database.sql`revoke create on database ${database.sql(name)} from ${database.sql("waybill")}`;
    expect(await migrate(database.sql, { schema: "given", migrations: [things] })).toEqual([1]);
    await expect(migrate(database.sql, { schema: "forbidden", migrations: [things] })).rejects.toThrow("permission denied");
    await database.sql`grant create on database ${database.sql(name)} to ${database.sql("waybill")}`;
  });
});

describe("a folder of migrations", () => {
  const folders: string[] = [];
  const folderOf = async (fileNames: readonly string[]): Promise<URL> => {
    const folder = await mkdtemp(join(tmpdir(), "waybill-migrations-"));
    folders.push(folder);
    for (const fileName of fileNames) await writeFile(join(folder, fileName), `-- ${fileName}`);
    return pathToFileURL(folder);
  };
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  it("is read in order of its numbers, and leaves other files alone", async () => {
    const folder = await folderOf(["0002-b.sql", "README.md", "0001-a.sql"]);
    expect(await readMigrations(folder)).toEqual([file(1, "a", "-- 0001-a.sql"), file(2, "b", "-- 0002-b.sql")]);
  });

  it.each([
    [["0001-a.sql", "0003-c.sql"], "0003-c.sql: expected 0002-….sql here"],
    [["0001-a.sql", "0001-b.sql"], "0001-b.sql: expected 0002-….sql here"],
    [["0001-a.sql", "more.sql"], "more.sql: expected 0002-….sql here"],
  ])("is refused when it holds %j", async (fileNames, message) => {
    await expect(readMigrations(await folderOf(fileNames))).rejects.toThrow(message);
  });
});
