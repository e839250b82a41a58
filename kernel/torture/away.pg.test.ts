import { type EventLog, LogUnavailable, streamName } from "@waybill/kernel/event-log";
import { newId } from "@waybill/kernel/id";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { add, from, open, tallyProcess } from "@waybill/kernel/testing/tally";
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.ts";
import { createLedger } from "./ledger.ts";

/** While it is away there is less patience than usual, so that the test need not have as much. */
const patience = vi.hoisted(() => ({ ms: 15_000 }));
vi.mock(import("@waybill/kernel/limits"), async (original) => {
  const { limits } = await original();
  return { limits: Object.defineProperty({ ...limits }, "logPatienceMs", { get: () => patience.ms }) };
});

const schema = "log";
const database = testDatabase();
let proxy: CuttingProxy;
let sql: Sql;
let log: EventLog;

beforeAll(async () => {
  await prepareLogSchema(database.sql, schema, 4);
  proxy = await startCuttingProxy(database.url);
  sql = connectLog(proxy.url, { max: 3, applicationName: "victim" });
  log = await openPostgresEventLog(sql, schema);
});
afterAll(async () => {
  await disconnectLog(sql);
  await proxy[Symbol.asyncDispose]();
});

describe("a log behind something that accepts connections and closes them", () => {
  it("tells its callers that it is away, does nothing twice, and works again when it is back", async () => {
    const here = tallyProcess(log);
    const ledger = createLedger();
    const [id, other] = [newId("tly"), newId("tly")];
    await ledger.ask(here, id, open());
    await here.handle(other, open(), from());
    proxy.goAway(true);
    patience.ms = 500;
    await expect(here.handle(other, add(1), from())).rejects.toThrow(LogUnavailable);
    await expect(here.handle(newId("tly"), add(1), from()), "while reading").rejects.toThrow(LogUnavailable);
    await Promise.all(Array.from({ length: 10 }, () => ledger.ask(here, id, add(1))));
    expect(ledger.count()).toEqual({ answered: 1, unanswered: 10 });
    proxy.goAway(false);
    patience.ms = 15_000;
    while (ledger.count().unanswered > 0) await ledger.askAgain(here);
    expect(await ledger.contradictions(log)).toEqual([]);
    expect(await log.readStream(streamName("default", "tally", id), 0, 100)).toHaveLength(11);
    // What was asked without a key and given up may have happened after all: nobody could take it back. Once at most.
    expect((await log.readStream(streamName("default", "tally", other), 0, 100)).length).toBeLessThanOrEqual(2);
  });
});
