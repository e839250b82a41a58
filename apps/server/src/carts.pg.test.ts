import { testDatabase } from "@waybill/kernel/testing/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgresFoundation } from "./foundation/postgres-foundation.ts";
import { cartOfTea, checkout } from "./testing/sample-cart.ts";
import { stockTea } from "./testing/sample-order.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

const database = testDatabase();
const servers: TestServer[] = [];
beforeAll(async () => {
  for (let count = 0; count < 2; count += 1) {
    const foundation = await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} });
    servers.push(await startTestServer({ foundation }));
  }
  await stockTea(servers[0]!);
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const checkOut = (cart: string, index: number) =>
  servers[index % 2]!.ask(`POST ${cart}/checkout`, {
    as: "staff",
    body: { ...checkout, contact: { name: "Aino Virtanen" } },
    headers: { "idempotency-key": `key ${index % 8}` },
  });

describe("a cart on PostgreSQL", () => {
  it("is checked out once, whichever of two servers is asked, and by whomever else", async () => {
    const cart = await cartOfTea(servers[0]!);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => checkOut(cart, index)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const [{ status, body, headers }] = answers as [(typeof answers)[number]];
    expect([status, body.status, body.contact]).toEqual([201, "Placed", { name: "Aino Virtanen" }]);
    const after = { "waybill-after": String(headers["waybill-position"]) };
    for (const server of servers) {
      expect((await server.ask("GET /v1/orders", { headers: after })).body.items).toMatchObject([{ id: body.id }]);
      expect((await server.ask(`GET ${cart}`)).body).toMatchObject({ status: "CheckingOut", orderId: body.id, version: 3 });
    }
  });
  it("stores no person's name as it is", async () => {
    await checkOut(await cartOfTea(servers[0]!), 0);
    const [found] = await database.sql`select count(*)::int as carts from ordering.event where type = 'CheckoutStarted'`;
    expect(found?.carts).toBeGreaterThan(0);
    expect(await database.sql`select from ordering.event where data::text ~ 'Virtanen|Mannerheim'`).toHaveLength(0);
  });
});
