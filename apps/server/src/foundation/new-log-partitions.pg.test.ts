import { testDatabase } from "@waybill/kernel/testing/postgres";
import { describe, expect, it } from "vitest";
import { StartRefused } from "../start-refused.ts";
import { openPostgresFoundation } from "./postgres-foundation.ts";

const database = testDatabase();

const open = (partitions: number | null) => openPostgresFoundation({ url: database.url, unsafe: true, partitions, warn: () => {} });
/** Opens these contexts as a start does; how many partitions the log of each has. */
const start = async (partitions: number | null, ...contexts: readonly string[]): Promise<readonly number[]> => {
  const foundation = await open(partitions);
  try {
    return (await Promise.all(contexts.map((name) => foundation.openContext(name)))).map(({ log }) => log.partitions);
  } finally {
    await foundation.stop();
  }
};
const schemas = async () =>
  (await database.sql`select table_schema as name from information_schema.tables where table_name = 'log' order by 1`).map(
    ({ name }) => name,
  );

describe("the number of partitions", () => {
  it("is what is asked for when the log is made, and stays so when nobody asks", async () => {
    expect(await start(24, "catalog", "ordering")).toEqual([24, 24]);
    expect(await start(24, "catalog", "ordering")).toEqual([24, 24]);
    expect(await start(null, "catalog", "ordering")).toEqual([24, 24]);
  });

  it("is refused in words when a log has another, before anything is made", async () => {
    const refused = start(32, "billing");
    await expect(refused).rejects.toBeInstanceOf(StartRefused);
    await expect(refused).rejects.toThrow(/WAYBILL_PARTITIONS is 32, but the log of catalog was made with 24 partitions/);
    expect(await schemas()).toEqual(["catalog", "ordering"]);
  });

  it("is refused also when another process was faster in making the log", async () => {
    const [one, other] = [await open(24), await open(24)];
    await other.openContext("inventory");
    await database.sql`update inventory.log set partitions = 12`;
    await expect(one.openContext("inventory")).rejects.toThrow(/is 24, but the log of inventory was made with 12 partitions/);
    await Promise.all([one.stop(), other.stop()]);
  });

  it("is the usual one when nobody asks", async () => {
    expect(await start(null, "customers")).toEqual([16]);
  });
});
