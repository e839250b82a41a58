import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Foundation } from "../foundation/foundation.ts";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
let foundation: Foundation;
/** What nobody foresaw, in billing's log. */
let billingIsBroken = false;
beforeAll(async () => {
  const memory = sharedMemory().foundation();
  foundation = {
    ...memory,
    openContext: async (name) => {
      const store = await memory.openContext(name);
      if (name !== "billing") return store;
      const append: typeof store.log.append = async (commands) => {
        if (billingIsBroken) throw new TypeError("nobody foresaw this, 1 of 2");
        return store.log.append(commands);
      };
      return { ...store, log: { ...store.log, append } };
    },
  };
  server = await startTestServer({ foundation });
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 100, reason: "a delivery" } });
});
afterAll(() => server.stop());

const place = async (): Promise<string> => {
  const { headers } = await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_ok" } });
  return String(headers.location);
};
const becomes = (order: string, status: string) =>
  eventually(`${order} is ${status}`, async () => (await server.ask(`GET ${order}`)).body.status === status);

interface Parked {
  readonly id: string;
  readonly key: string;
  readonly item: string;
  readonly subscription: string;
  readonly failure: { readonly fingerprint: string };
}
const parked = async (): Promise<readonly Parked[]> => (await server.ask("GET /v1/ops/parked")).body.items;
const parkedFor = (order: string) =>
  eventually("it is parked", async () => (await parked()).find(({ key }) => key.includes(order.split("/").at(-1) ?? "none")));

describe("whoever runs the platform", () => {
  it("sees everything that follows, and how far behind it is", async () => {
    await becomes(await place(), "Confirmed");
    const { body } = await eventually("all have caught up", async () => {
      const answer = await server.ask("GET /v1/ops/subscriptions");
      return answer.body.items.every(({ lag }: { lag: number }) => lag === 0) && answer;
    });
    const names = body.items.map(({ context, name, follows }: Record<string, string>) => `${context} ${name} of ${follows}`);
    expect(names).toEqual(
      expect.arrayContaining([
        "ordering order_summary of ordering",
        "ordering product_price of catalog",
        "ordering hears_billing of billing",
        "ordering asks_of_inventory of ordering",
        "inventory timer_v1 of inventory",
        "billing calls_providers of billing",
      ]),
    );
  });

  it("has a read model built anew, and goes on reading it meanwhile", async () => {
    const before = (await server.ask("GET /v1/orders")).body.items;
    const begun = await server.ask("POST /v1/ops/read-models/order_summary/rebuild");
    expect([begun.status, begun.body.total > 0]).toEqual([200, true]);
    expect((await server.ask("GET /v1/orders")).body.items).toEqual(before);
    await eventually("it is swapped", async () => {
      const { body } = await server.ask("GET /v1/ops/subscriptions");
      return body.items.find(({ name }: { name: string }) => name === "order_summary").rebuild === null;
    });
    expect((await server.ask("GET /v1/orders")).body.items).toEqual(before);
    const unknown = await server.ask("POST /v1/ops/read-models/no_such/rebuild");
    expect([unknown.status, unknown.body.code]).toEqual([404, "ReadModelIsUnknown"]);
  });

  it("calls off what is built anew, once, and the audit tells of it", async () => {
    // Nobody builds it, so it stays under way.
    const idle = await startTestServer({ foundation: sharedMemory().foundation(), follows: false });
    onTestFinished(() => idle.stop());
    const rebuild = "/v1/ops/read-models/product_list/rebuild";
    const isUnderWay = async () => {
      const { body } = await idle.ask("GET /v1/ops/subscriptions");
      return body.items.find(({ name }: { name: string }) => name === "product_list").rebuild !== null;
    };
    expect((await idle.ask(`POST ${rebuild}`)).status).toBe(200);
    expect(await isUnderWay()).toBe(true);
    const calledOff = await idle.ask(`DELETE ${rebuild}`);
    expect([calledOff.status, calledOff.text, await isUnderWay()]).toEqual([204, "", false]);
    const again = await idle.ask(`DELETE ${rebuild}`);
    expect([again.status, again.body.code]).toEqual([404, "RebuildIsNotUnderWay"]);
    const unknown = await idle.ask("DELETE /v1/ops/read-models/no_such/rebuild");
    expect([unknown.status, unknown.body.code]).toEqual([404, "ReadModelIsUnknown"]);
    const { body } = await idle.ask("GET /v1/ops/audit?operation=callOffRebuild");
    expect(body.items.map(({ status, code }: Record<string, unknown>) => [status, code])).toEqual([
      [404, "ReadModelIsUnknown"],
      [404, "RebuildIsNotUnderWay"],
      [204, null],
    ]);
  });
});

describe("what cannot be handled", () => {
  it("waits, and goes on when an operator has mended its cause", async () => {
    billingIsBroken = true;
    const order = await place();
    const found = await parkedFor(order);
    expect(found).toMatchObject({
      context: "ordering",
      subscription: "asks_of_billing",
      waiting: 1,
      failure: { error: expect.stringContaining("nobody foresaw") },
    });
    billingIsBroken = false;
    expect((await server.ask(`POST /v1/ops/parked/${found.id}/retry`)).status).toBe(204);
    await becomes(order, "Confirmed");
    await eventually("nothing is parked", async () => (await parked()).length === 0);
    expect((await server.ask(`POST /v1/ops/parked/${found.id}/retry`)).status).toBe(404);
  });

  it("is left out for good when an operator says so, and is the item that was meant", async () => {
    billingIsBroken = true;
    const order = await place();
    const found = await parkedFor(order);
    const wrong = await server.ask(`POST /v1/ops/parked/${found.id}/skip`, { body: { reason: "no", item: "another" } });
    expect([wrong.status, wrong.body.code]).toEqual([409, "ItemIsNotTheFirst"]);
    expect((await server.ask(`POST /v1/ops/parked/${found.id}/skip`, { body: { reason: "paid in cash", item: found.item } })).status).toBe(
      204,
    );
    billingIsBroken = false;
    await becomes(order, "Reserved");
    const cancelled = await server.ask(`POST ${order}/cancel`, { as: "operator", body: { reason: "nobody paid" } });
    expect([cancelled.status, cancelled.body.status]).toEqual([200, "Cancelling"]);
    await becomes(order, "Cancelled");
  });

  it("is tried again for one order, and only for its merchant", async () => {
    billingIsBroken = true;
    const order = await place();
    await parkedFor(order);
    billingIsBroken = false;
    const retried = await server.ask(`POST /v1/ops/stuck/${order.split("/").at(-1)}/retry`, { as: "operator" });
    expect([retried.status, retried.body.tried]).toEqual([200, 1]);
    await becomes(order, "Confirmed");
  });
});
