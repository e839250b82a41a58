import { stat } from "node:fs/promises";
import { join } from "node:path";
import { done } from "@waybill/client";
import { eventually } from "@waybill/kernel/testing/eventually";
import { startTestCluster } from "@waybill/kernel/testing/postgres";
import { describe, expect, it } from "vitest";
import { dataFolder, failToStart, processesOf, type RunningServer, startServer } from "./running-server.ts";

const tea = { name: "Green tea, 100 g", unitPrice: { amount: "4.99", currency: "EUR" } };
const order = {
  contact: { name: "Ada", email: "ada@example.com" },
  lines: [{ sku: "TEA-100", quantity: 2 }],
  address: { lines: ["Main Street 1"], city: "Helsinki", country: "FI" },
  paymentMethod: "pm_ok",
};

const stockTea = async ({ waybill }: RunningServer) => {
  done(await waybill.putProduct({ sku: "TEA-100", body: tea }));
  done(await waybill.adjustStock({ sku: "TEA-100", body: { delta: 1_000, reason: "a delivery" } }));
};

/** As the order is when it is promised. */
const confirmed = ({ waybill }: RunningServer, orderId: string) =>
  eventually(`${orderId} is confirmed`, async () => {
    const order = done(await waybill.getOrder({ orderId }));
    return order.status === "Confirmed" && order;
  });

/** By hand: whoever was not answered is not to ask again. */
const place = (server: RunningServer, key: string) =>
  server.ask("POST", "/v1/orders", { body: order, headers: { "idempotency-key": key } });

describe("a person who starts Waybill for the first time", () => {
  it("places an order, finds it again after a restart, and leaves nothing running", async () => {
    await using data = await dataFolder();
    const first = await startServer({ WAYBILL_DATA: data.path });
    expect(first.told).toMatch(/The admin key is wb_\S{43}/);
    expect(((await stat(join(data.path, "admin.key"))).mode & 0o777).toString(8)).toBe("600");

    await stockTea(first);
    const placed = await first.waybill.placeOrder({ body: order }, { idempotencyKey: "my first order" });
    const { id, ...told } = done(placed);
    expect([placed.status, told.status, told.totals.grand]).toEqual([201, "Placed", { amount: 998, currency: "EUR" }]);
    const promised = await confirmed(first, id);
    expect(done(await first.waybill.listOrders()).items).toMatchObject([{ id, total: { amount: 998 } }]);
    expect((await fetch(new URL("/readyz", first.url))).status).toBe(200);

    expect(await first.stop("SIGTERM")).toBe(0);
    expect(processesOf(data.path)).toEqual([]);

    const second = await startServer({ WAYBILL_DATA: data.path });
    expect(second.told).toContain(join(data.path, "admin.key"));
    expect(done(await second.waybill.getOrder({ orderId: id }))).toEqual(promised);
    const again = await second.waybill.placeOrder({ body: order }, { idempotencyKey: "my first order" });
    expect(again).toMatchObject({ status: 201, body: { id, ...told }, replayed: true });
    const history = done(await second.waybill.getOrderHistory({ orderId: id }));
    expect(history.items.map(({ event }) => event)).toEqual(["OrderPlaced", "OrderReserved", "OrderConfirmed"]);
    expect(done(await second.waybill.listOrders()).items).toHaveLength(1);

    expect(await second.stop("SIGINT")).toBe(0);
    expect(processesOf(data.path)).toEqual([]);
  });
  it("loses nothing that was acknowledged when the process is killed", async () => {
    await using data = await dataFolder();
    const first = await startServer({ WAYBILL_DATA: data.path, WAYBILL_ADMIN_KEY: "correct-horse-battery" });
    await stockTea(first);
    const placed = await Promise.all(Array.from({ length: 20 }, (_, index) => place(first, `order ${index}`)));
    await first.kill();

    const second = await startServer({ WAYBILL_DATA: data.path, WAYBILL_ADMIN_KEY: "correct-horse-battery" });
    for (const { status, body } of placed) {
      expect(status).toBe(201);
      const { totals, contact, address } = body;
      expect(await confirmed(second, body.id)).toMatchObject({ totals, contact, address, lines: [{ sku: "TEA-100", quantity: 2 }] });
    }
    expect(await second.stop()).toBe(0);
    expect(processesOf(data.path)).toEqual([]);
  });
});

describe("a server that cannot start", () => {
  it("says why in words, and leaves nothing running", async () => {
    await using data = await dataFolder();
    await using elsewhere = await dataFolder();
    const server = await startServer({ WAYBILL_DATA: data.path });
    const { port } = new URL(server.url);
    const cases: readonly [Readonly<Record<string, string>>, RegExp][] = [
      [{ WAYBILL_DATA: data.path }, /in use|another/i],
      [{ WAYBILL_DATA: elsewhere.path, PORT: port }, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`)],
      [{ WAYBILL_DATA: elsewhere.path, PORT: "http" }, /PORT is "http"/],
      [
        { WAYBILL_DATA: elsewhere.path, DATABASE_URL: "postgres://me:hunter2@127.0.0.1:1/shop" },
        /database at 127\.0\.0\.1:1\/shop cannot be used/,
      ],
    ];
    for (const [environment, sentence] of cases) {
      const { code, said } = await failToStart(environment);
      expect(code, said).toBe(1);
      expect(said).toMatch(sentence);
      expect(said).not.toMatch(/hunter2|\n\s+at /);
    }
    expect((await server.ask("GET", "/v1/orders")).status).toBe(200);
    expect(await server.stop()).toBe(0);
    expect([...processesOf(data.path), ...processesOf(elsewhere.path)]).toEqual([]);
  });
});

describe("a server that is told to stop", () => {
  it("finishes what it has in hand", async () => {
    await using data = await dataFolder();
    const server = await startServer({ WAYBILL_DATA: data.path });
    await stockTea(server);
    // It waits a second for a product that will not come: long enough to be in hand.
    const slow = server.ask("POST", "/v1/orders", { body: { lines: [{ sku: "NONE", quantity: 1 }] } });
    const quick = Array.from({ length: 50 }, (_, index) => place(server, `at the end ${index}`));
    const answers = Promise.allSettled(quick);
    await Promise.any(quick);
    const stopped = server.stop();
    expect((await slow).status).toBe(422);
    // Whoever came too late was not let in; whoever was let in was answered.
    const answered = (await answers).filter((answer) => answer.status === "fulfilled").map(({ value }) => value.status);
    expect(new Set(answered)).toEqual(new Set([201]));
    expect(await stopped).toBe(0);
    expect(processesOf(data.path)).toEqual([]);
  });
});

describe("two processes on one database", () => {
  it("place one order for one intent, however often it is sent, and to whom (promise 2)", async () => {
    await using cluster = await startTestCluster({ version: 18 });
    await using data = await dataFolder();
    const environment = { WAYBILL_DATA: data.path, DATABASE_URL: cluster.url, WAYBILL_ADMIN_KEY: "correct-horse-battery" };
    const servers = await Promise.all([startServer(environment), startServer(environment)]);
    await stockTea(servers[0]);
    const answers = await Promise.all(servers.flatMap((server) => Array.from({ length: 50 }, () => place(server, "one intent"))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
    const after = { "waybill-after": answers[0]?.headers.get("waybill-position") ?? "" };
    for (const server of servers) expect((await server.ask("GET", "/v1/orders", { headers: after })).body.items).toHaveLength(1);
    expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);
    expect(processesOf(data.path)).toEqual([]);
  });
});
