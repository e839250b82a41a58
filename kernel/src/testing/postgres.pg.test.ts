import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { postgresVersion, testDatabase } from "./postgres.ts";

let prepared = 0;
const template = {
  name: "harness",
  prepare: async (url: string) => {
    prepared += 1;
    const sql = postgres(url, { max: 1 });
    await sql`create table seed (n integer)`;
    await sql`insert into seed values (42)`;
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
    expect(prepared).toBeLessThanOrEqual(1);
  });

  it("is nobody else's", async () => {
    await copy.sql`delete from seed`;
    expect(await other.sql`select n from seed`).toEqual([{ n: 42 }]);
  });

  it("belongs to an ordinary user", async () => {
    expect(await copy.sql`select current_user::text as name, usesuper from pg_user where usename = current_user`).toEqual([
      { name: "waybill", usesuper: false },
    ]);
  });
});
