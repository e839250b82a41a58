import postgres from "postgres";
import { describe, expect, inject, it } from "vitest";
import { postgresVersion, startTestCluster, testDatabase } from "./postgres.ts";
import { makeDatabase } from "./postgres-database.ts";

let prepared = 0;
const template = {
  name: "harness",
  prepare: async (url: string) => {
    prepared += 1;
    const sql = postgres(url, { max: 1 });
    await sql`create table seed as select 42 as n`;
    await sql.end();
  },
};

describe("a test database", () => {
  const empty = testDatabase();
  const copy = testDatabase(template);
  const other = testDatabase(template);

  it("is of the version of its project", async () => {
    const [row] = await empty.sql`show server_version_num`;
    expect(Math.floor(Number(row?.server_version_num) / 10_000)).toBe(postgresVersion());
  });

  it("is empty, or holds what its template holds", async () => {
    expect(await empty.sql`select to_regclass('seed') as found`).toEqual([{ found: null }]);
    expect(await copy.sql`select n from seed`).toEqual([{ n: 42 }]);
    expect(prepared).toBe(1);
  });

  it("is nobody else's", async () => {
    await copy.sql`delete from seed`;
    expect(await other.sql`select n from seed`).toEqual([{ n: 42 }]);
  });

  it("belongs to an ordinary user", async () => {
    const rows = await copy.sql`select usename::text as name, usesuper from pg_user where usename = current_user`;
    expect(rows).toEqual([{ name: "waybill", usesuper: false }]);
  });

  it("is not dropped silently while connections to it are open", async () => {
    const made = await makeDatabase(inject("postgresUrl"));
    const forgotten = postgres(made.url, { max: 1, connection: { application_name: "forgotten" } });
    await forgotten`select 'left behind'`;
    await expect(made.drop()).rejects.toThrow(/left open:\nforgotten: idle, last query: .*left behind/);
    await expect(forgotten`select 1`).rejects.toThrow();
    await forgotten.end();
  });
});

describe("a test's own cluster", () => {
  it("keeps what was committed through kill and restart, at the same address", async () => {
    await using cluster = await startTestCluster({ version: postgresVersion(), settings: { work_mem: "7MB" } });
    const sql = postgres(cluster.url, { max: 1 });
    await sql`create table kept as select current_setting('work_mem') as work_mem, current_setting('fsync') as fsync`;
    await cluster.kill();
    await expect(sql`select 1`).rejects.toThrow();
    for (let restart = 1; restart <= 2; restart++) {
      await cluster.restart();
      expect(await sql`select * from kept`).toEqual([{ work_mem: "7MB", fsync: "on" }]);
    }
    await sql.end();
  });
});
