import { newId } from "@waybill/kernel/id";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { postgresVersion, startTestCluster } from "@waybill/kernel/testing/postgres";
import { add, open } from "@waybill/kernel/testing/tally";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger, type Ledger } from "./ledger.ts";
import { times } from "./long-form.ts";
import { type RemoteTally, startRemoteTally } from "./remote-tally.ts";

const schema = "log";
const rounds = 2 * times(10);
const acknowledgedPerRound = 300 * times(10);
let cluster: Awaited<ReturnType<typeof startTestCluster>>;

beforeAll(async () => {
  // Of its own, and as durable as it gets: fsync and everything else that makes a commit last are on.
  cluster = await startTestCluster({ version: postgresVersion() });
  await withConnection((sql) => prepareLogSchema(sql, schema, 8));
});
afterAll(() => cluster?.stop());

const withConnection = async <T>(work: (sql: ReturnType<typeof connectLog>) => Promise<T>): Promise<T> => {
  const sql = connectLog(cluster.url, { max: 2, applicationName: "witness" });
  try {
    return await work(sql);
  } finally {
    await disconnectLog(sql);
  }
};
const contradictions = (ledger: Ledger): Promise<string[]> =>
  withConnection(async (sql) => ledger.contradictions(await openPostgresEventLog(sql, schema)));

/** Callers who ask one thing after the other, of many tallies and one that all want, until `isOver`. */
const load = (ledger: Ledger, process: RemoteTally, { ids, isOver }: { ids: readonly string[]; isOver: () => boolean }): Promise<unknown> =>
  Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      for (let round = index; !isOver(); round += 1) await ledger.ask(process, ids[round % 3 === 0 ? 0 : round % ids.length] ?? "", add(1));
    }),
  );

describe("kill -9", () => {
  it("of a process under load loses nothing that was acknowledged and doubles nothing", { timeout: 150_000 * times(10) }, async () => {
    const ledger = createLedger();
    const ids = Array.from({ length: 20 }, () => newId("tly"));
    await using survivor = await startRemoteTally(cluster.url, schema);
    await Promise.all(ids.map((id) => ledger.ask(survivor, id, open())));
    for (let round = 1; round <= rounds; round += 1) {
      const victim = await startRemoteTally(cluster.url, schema);
      const target = ledger.count().answered + acknowledgedPerRound;
      let killed = false;
      const loads = [victim, survivor].map((process) => load(ledger, process, { ids, isOver: () => killed }));
      while (ledger.count().answered < target) await new Promise(setImmediate);
      await victim.kill();
      killed = true;
      await Promise.all(loads);
      expect(ledger.count().unanswered, "it died at work").toBeGreaterThan(0);
      expect(await contradictions(ledger)).toEqual([]);
      await ledger.askAgain(survivor);
      expect(ledger.count().unanswered).toBe(0);
    }
    expect(await contradictions(ledger)).toEqual([]);
  });

  it("of PostgreSQL under load loses nothing that was acknowledged and doubles nothing", { timeout: 150_000 * times(10) }, async () => {
    const ledger = createLedger();
    const ids = Array.from({ length: 20 }, () => newId("tly"));
    await using process = await startRemoteTally(cluster.url, schema);
    await Promise.all(ids.map((id) => ledger.ask(process, id, open())));
    for (let round = 1; round <= rounds; round += 1) {
      const target = ledger.count().answered + acknowledgedPerRound;
      let over = false;
      const loading = load(ledger, process, { ids, isOver: () => over });
      while (ledger.count().answered < target) await new Promise(setImmediate);
      await cluster.kill();
      await cluster.restart();
      // The same process goes on as if nothing had been: what it had sent is sent again.
      const recovered = ledger.count().answered + 100;
      while (ledger.count().answered < recovered) await new Promise(setImmediate);
      over = true;
      await loading;
      expect(await contradictions(ledger)).toEqual([]);
    }
    await ledger.askAgain(process);
    expect(ledger.count().unanswered).toBe(0);
    expect(await contradictions(ledger)).toEqual([]);
  });
});
