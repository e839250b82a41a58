import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { postgresVersion, testDatabase } from "../testing/postgres.ts";
import { startTestCluster } from "../testing/postgres-cluster.ts";
import { checkDurability, DatabaseRefused } from "./durability.ts";

const database = testDatabase();

/** What the check says first, and what it warns of when it is told to let the database pass. */
const checked = async (url: string, connection: Record<string, string> = {}) => {
  const sql = postgres(url, { max: 1, connection });
  const warnings: string[] = [];
  try {
    const check = (unsafe: boolean) => checkDurability(sql, { unsafe, warn: (objection) => warnings.push(objection) });
    const refusal: unknown = await check(false).catch((error: unknown) => error);
    expect(warnings).toEqual([]);
    await check(true);
    return { refusal, warnings };
  } finally {
    await sql.end();
  }
};

const firstWords = (warnings: readonly string[]) => warnings.map((warning) => warning.split(" ")[0]);

describe("the check at start-up", () => {
  it("lets a sound database pass", async () => {
    expect(await checked(database.url)).toEqual({ refusal: undefined, warnings: [] });
  });

  it("finds out a setting wherever it was made, be it the connection", async () => {
    const { refusal, warnings } = await checked(database.url, { synchronous_commit: "off" });
    expect(refusal).toBeInstanceOf(DatabaseRefused);
    expect(firstWords(warnings)).toEqual(["synchronous_commit"]);
  });

  it("refuses with every objection, and only warns when told to", async () => {
    const settings = { fsync: "off", full_page_writes: "off" };
    await using cluster = await startTestCluster({ version: postgresVersion(), settings });
    const admin = postgres(cluster.superuserUrl, { max: 1 });
    await admin.unsafe("create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' locale_provider libc template template0");
    await admin.end();
    const url = new URL(cluster.superuserUrl);
    url.pathname = "latin";
    const { refusal, warnings } = await checked(url.href);
    expect(firstWords(warnings)).toEqual(["The", "fsync", "full_page_writes"]);
    expect(warnings[0]).toContain("encoded in LATIN1");
    expect(String(refusal)).toContain(warnings.join("\n"));
    expect(String(refusal)).toContain("pass --unsafe");
  });
});
