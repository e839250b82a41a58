import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { checked, command, faultsOf, freshStream } from "@waybill/kernel/testing/event-log/sample";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import postgres from "postgres";
import { describe, expect, it } from "vitest";

const schema = "log";
const database = testDatabase();

describe("a connection whose transactions see an old snapshot", () => {
  it.each(["repeatable read", "serializable"] as const)("appends nothing, and checks nothing, at level %s", async (level) => {
    await prepareLogSchema(database.sql, schema, 2);
    const sql = postgres(database.url, { max: 1, onnotice: () => undefined, connection: { default_transaction_isolation: level } });
    const log = await openPostgresEventLog(sql, schema);
    const stream = freshStream(log);
    for (const append of [command(stream, 0), checked(stream, 0)])
      await expect(log.append([append])).rejects.toThrow("append needs read committed");
    expect(await log.readStream(stream, 0, 10)).toEqual([]);
    expect(await faultsOf(log)).toEqual([]);
    await sql.end();
  });
});
