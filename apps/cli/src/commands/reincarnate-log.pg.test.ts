import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import type { FollowedOn } from "@waybill/kernel/postgres/reincarnate-log";
import { eventually } from "@waybill/kernel/testing/eventually";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { openPostgresFoundation } from "@waybill/server/foundation/postgres-foundation";
import { startTestServer, type TestServer } from "@waybill/server/testing/test-server";
import { describe, expect, it } from "vitest";
import { waybill } from "../testing/run-waybill.ts";

const database = testDatabase();

/** A server for as long as the work lasts. */
const withServer = async <Wanted>(work: (server: TestServer) => Promise<Wanted>): Promise<Wanted> => {
  const server = await startTestServer({ foundation: await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} }) });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
};

const tablesOf = async (schema: string) =>
  (await database.sql<{ name: string }[]>`select table_name as name from information_schema.tables where table_schema = ${schema}`).map(
    ({ name }) => name,
  );

/** Keeps what a dump of the schema would have in it. */
const dump = async (schema: string): Promise<void> => {
  await database.sql`create schema if not exists kept`;
  for (const table of await tablesOf(schema))
    await database.sql`create table kept.${database.sql(`${schema} ${table}`)} as table ${database.sql(schema)}.${database.sql(table)}`;
};
const restore = async (schema: string): Promise<void> => {
  for (const table of await tablesOf(schema)) {
    await database.sql`truncate ${database.sql(schema)}.${database.sql(table)}`;
    await database.sql`insert into ${database.sql(schema)}.${database.sql(table)} overriding system value select * from kept.${database.sql(`${schema} ${table}`)}`;
  }
};

const reincarnate = (...args: readonly string[]) => waybill(["log", "reincarnate", ...args], undefined, database.url);
const incarnations = async () => [
  ...(await database.sql`select incarnation::text from catalog.log union all select incarnation::text from ordering.log`).map(
    (row) => row.incarnation,
  ),
];

const price = (amount: string) => ({ body: { name: "Green tea", unitPrice: { amount, currency: "EUR" } } });
const confirmedOrder = async (
  server: TestServer,
): Promise<{ readonly path: string; readonly grand: number; readonly position: string }> => {
  const body = { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_ok", contact: { name: "Aino" } };
  const { headers } = await server.ask("POST /v1/orders", { body });
  const path = String(headers.location);
  const order = await eventually("the order is confirmed", async () => {
    const { body: found } = await server.ask(`GET ${path}`);
    return found.status === "Confirmed" && found;
  });
  return { path, grand: order.totals.grand.amount, position: String(headers["waybill-position"]) };
};
/** Every follower has come to the end of what it follows. */
const quiet = (server: TestServer) =>
  eventually("all is quiet", async () => {
    const { body } = await server.ask("GET /v1/ops/subscriptions");
    return body.items.every(({ lag }: { lag: number }) => lag === 0);
  });
const priceIsKnown = (server: TestServer, cents: number) =>
  eventually("the price is known", async () => {
    const { body } = await server.ask("POST /v1/quotes", { body: { lines: [{ sku: "TEA", quantity: 1 }] } });
    return body.totals?.grand.amount === cents;
  });

/** What happened before the dump of these contexts, and what they lost when it was restored. */
const lose = async (...contexts: readonly string[]) => {
  const before = await withServer(async (server) => {
    await server.ask("PUT /v1/products/TEA", price("4.99"));
    await priceIsKnown(server, 499);
    await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 50, reason: "a delivery" } });
    const order = await confirmedOrder(server);
    await quiet(server);
    return order;
  });
  await database.sql`drop schema if exists kept cascade`;
  for (const context of contexts) await dump(context);
  const lost = await withServer(async (server) => {
    await server.ask("PUT /v1/products/TEA", price("5.99"));
    await priceIsKnown(server, 599);
    const order = await confirmedOrder(server);
    await quiet(server);
    return order;
  });
  for (const context of contexts) await restore(context);
  return { before, lost };
};

const notReady = (server: TestServer) =>
  eventually("somebody stands still", async () => (await server.ask("GET /readyz")).text.includes("stands still"));
const isReady = (server: TestServer) => eventually("it is ready", async () => (await server.ask("GET /readyz")).status === 200);
const committed = async (server: TestServer) => (await server.ask("GET /v1/stock/TEA")).body.locations[0].committed;

describe("logs that were restored to an older state", () => {
  it("are not followed until they go on as other incarnations; what was lost is not known then", async () => {
    const { before, lost } = await lose("catalog", "ordering");
    await withServer(notReady);
    const old = await incarnations();
    const asked = await reincarnate("catalog", "ordering");
    expect([asked.exitCode, asked.stderr]).toEqual([1, expect.stringContaining("--yes")]);
    expect(asked.stdout).toMatch(/backorderable_v1 of inventory is built anew: it shows \d+ events that are lost/);
    expect(asked.stdout).toContain("order_summary_v2 of ordering goes on from where it stands");
    expect(await incarnations()).toEqual(old);

    expect(await reincarnate("catalog", "ordering", "--yes")).toMatchObject({ exitCode: 0, stderr: "" });
    expect((await incarnations()).filter((one) => old.includes(one))).toEqual([]);
    await withServer(async (server) => {
      await isReady(server);
      const order = await confirmedOrder(server);
      expect([before.grand, lost.grand, order.grand]).toEqual([499, 599, 499]);
      expect((await server.ask(`GET ${before.path}`)).body).toMatchObject({ status: "Confirmed", contact: { name: "Aino" } });
      expect((await server.ask(`GET ${lost.path}`)).status).toBe(404);
      const listed = await server.ask("GET /v1/orders", { headers: { "waybill-after": order.position } });
      expect(listed.body.items.map(({ id }: { id: string }) => `/v1/orders/${id}`)).toEqual([order.path, before.path]);
      const early = await server.ask("GET /v1/orders", { headers: { "waybill-after": lost.position } });
      expect([early.status, early.body.code]).toEqual([409, "PositionIsOfAnotherLog"]);
      expect((await server.ask("GET /v1/ops/parked")).body.items).toEqual([]);
    });
  });

  it("are gone back to by those who had heard more, and read models of what was lost are built anew", async () => {
    const { lost } = await lose("catalog", "inventory");
    await withServer(notReady);
    const { exitCode, stdout } = await reincarnate("catalog", "inventory", "--yes", "--json");
    expect(exitCode).toBe(0);
    const followers = stdout
      .trim()
      .split("\n")
      .flatMap((line): FollowedOn[] => JSON.parse(line).followers);
    const of = (name: string) => followers.find(({ schema, subscription }) => `${schema}.${subscription}` === name);
    expect(of("ordering.hears_inventory")).toMatchObject({ becomes: "goesBack", lostPositions: expect.toSatisfy((lost) => lost > 0) });
    expect(of("ordering.product_price_v2")).toMatchObject({ becomes: "rebuilt" });
    expect(of("inventory.stock_level_v1")).toMatchObject({ becomes: "goesOn", lostPositions: 0 });
    await withServer(async (server) => {
      await isReady(server);
      const before = await committed(server);
      const order = await confirmedOrder(server);
      expect([lost.grand, order.grand, (await committed(server)) - before]).toEqual([599, 499, 1]);
      // Ordering lost nothing: it knows an order that inventory has forgotten.
      expect((await server.ask(`GET ${lost.path}`)).body.status).toBe("Confirmed");
      expect((await server.ask("GET /v1/ops/parked")).body.items).toEqual([]);
    });
  });
});

describe("a log that is not to be reincarnated", () => {
  const expectRefused = async (said: string, context = "ordering") => {
    const old = await incarnations();
    expect(await reincarnate(context, "--yes")).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining(said) });
    expect(await incarnations()).toEqual(old);
  };

  it("is one that a server works on, or worked on a moment ago", async () => {
    await withServer(async (server) => {
      await quiet(server);
      await expectRefused("stop every server first");
    });
    const alive = database.sql`(gen_random_uuid(), clock_timestamp() + interval '1 minute')`;
    await database.sql`insert into billing.follower select 'hears_ordering', * from (values ${alive}) as killed`;
    await expectRefused("A process follows for hears_ordering of billing");
    await database.sql`delete from billing.follower`;
    const server = connectLog(database.url, { max: 1, applicationName: "waybill" });
    await server`select 1`;
    await expectRefused("1 connections of a server are open");
    await disconnectLog(server);
  });
  it("is one that is not there", async () => {
    await withServer(quiet);
    await expectRefused("There is no log warehouse here: there is billing, catalog, customers, inventory, ordering.", "warehouse");
  });
});
