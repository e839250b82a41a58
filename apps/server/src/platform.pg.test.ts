import { setTimeout as sleep } from "node:timers/promises";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openPostgresFoundation } from "./foundation/postgres-foundation.ts";
import { serverLimits } from "./limits.ts";
import { placeTea, stockTea, tea, twoTeas } from "./testing/sample-order.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

// Keys are believed for as long as one test can wait, and positions waited for as long as a slow machine needs.
vi.mock(import("./limits.ts"), async (original) => {
  const { serverLimits } = await original();
  return { serverLimits: { ...serverLimits, keyCacheMs: 300 as 5_000, positionWaitMs: 30_000 as 2_000 } };
});

const database = testDatabase();
const running: TestServer[] = [];
const start = async (): Promise<TestServer> => {
  const foundation = await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} });
  const server = await startTestServer({ foundation });
  running.push(server);
  return server;
};
const stop = async (server: TestServer) => {
  running.splice(running.indexOf(server), 1);
  await server.stop();
};
afterEach(async () => {
  for (const server of [...running]) await stop(server);
});

describe("a server on PostgreSQL", () => {
  it("keeps what it acknowledged, and goes on after a restart", async () => {
    const before = await start();
    await stockTea(before);
    const placed = await placeTea(before, { headers: { "idempotency-key": "across" }, body: { ...twoTeas, contact: { name: "Ada" } } });
    expect(placed.status).toBe(201);
    const { token } = await before.keyOf("admin");
    await stop(before);

    const after = await start();
    const asBefore = { headers: { authorization: `Bearer ${token}` } };
    expect((await after.ask(`GET ${placed.headers.location}`, asBefore)).body).toEqual(placed.body);
    const { "waybill-position": position = "" } = placed.headers;
    const list = await after.ask("GET /v1/orders", { headers: { "waybill-after": position } });
    expect(list.body.items.map(({ id }: { id: string }) => id)).toContain(placed.body.id);
    expect((await after.ask("GET /v1/products?search=green")).body.items).toMatchObject([{ sku: "TEA", name: tea.name }]);
  });
  it("stores no person's name as it is", async () => {
    const server = await start();
    await stockTea(server);
    const personal = { contact: { name: "Aino Virtanen" }, address: { lines: ["Mannerheimintie 1"], city: "Helsinki", country: "FI" } };
    const placed = await placeTea(server, { body: { ...twoTeas, ...personal } });
    await server.ask("GET /v1/orders", { headers: { "waybill-after": placed.headers["waybill-position"] ?? "" } });
    const tables = await database.sql<{ name: string }[]>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const [found] = await database.sql.unsafe(`select from ${name} as row where row::text ~ 'Virtanen|Mannerheim' limit 1`);
      expect(found, name).toBeUndefined();
    }
  });
});

describe("two servers on one database", () => {
  it("place one order for one intent, however many ask, and of whom (promise 2)", async () => {
    const servers = [await start(), await start()];
    await stockTea(servers[0]!);
    const headers = { "idempotency-key": "fifty at once" };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => placeTea(servers[index % 2]!, { headers })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers: told }) => told["idempotency-replayed"] !== "true")).toHaveLength(1);
    const { id } = answers[0]!.body;
    const [{ events } = { events: 0 }] = await database.sql<{ events: number }[]>`
      select count(*)::int as events from ordering.event where type = 'OrderPlaced' and stream like ${`%/${id}`}`;
    expect(events).toBe(1);
  });
  it("see one another's orders and products", async () => {
    const [one, other] = [await start(), await start()];
    await one.ask("PUT /v1/products/CUP", { body: tea });
    await one.ask("POST /v1/stock/CUP/adjustments", { body: { delta: 5, reason: "a delivery" } });
    const placed = await placeTea(other, { body: { lines: [{ sku: "CUP", quantity: 1 }] } });
    expect(placed.status).toBe(201);
    const held = await one.ask(`POST ${placed.headers.location}/hold`, { as: "staff", body: { reason: "seen here" } });
    expect(held.body.holds).toHaveLength(1);
    const stale = await other.ask(`POST ${placed.headers.location}/hold`, { body: { reason: "too late" }, headers: { "if-match": '"1"' } });
    // By then sagas may have brought it further.
    expect([stale.status, stale.body.version >= 2]).toEqual([412, true]);
    const after = { "waybill-after": held.headers["waybill-position"] ?? "" };
    for (const server of [one, other]) {
      const list = await server.ask("GET /v1/orders", { headers: after });
      expect(list.body.items.find(({ id }: { id: string }) => id === placed.body.id)).toMatchObject({ onHold: true });
    }
  });
  it("let nobody in with a key that was revoked at the other, but for a few seconds", async () => {
    const [one, other] = [await start(), await start()];
    const { keyId, token } = await one.keyOf("staff");
    const ask = () => other.ask("GET /v1/products", { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await one.ask(`DELETE /v1/keys/${keyId}`);
    await sleep(serverLimits.keyCacheMs + 100);
    expect((await ask()).status).toBe(401);
  });
});

describe("a server whose connections are cut", () => {
  it("says that the database is away at worst, and goes on by itself", async () => {
    const server = await start();
    await stockTea(server);
    await placeTea(server);
    const cutting = connectLog(database.url, { max: 1, applicationName: "cutter" });
    await cutting`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'waybill'`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => placeTea(server)));
    await disconnectLog(cutting);
    for (const { status, text } of answers) expect([201, 503], text).toContain(status);
    await expect.poll(async () => (await placeTea(server)).status, { timeout: 40_000 }).toBe(201);
    await expect.poll(async () => (await server.ask("GET /readyz")).status, { timeout: 40_000 }).toBe(200);
  });
});
