import { eventually } from "@waybill/kernel/testing/eventually";
import { afterEach, describe, expect, it, vi } from "vitest";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../testing/test-server.ts";
import { defaultLoadLimits } from "./load-shedding.ts";
import { preferredWaitSeconds } from "./prefer.ts";

// So long that whoever waits in vain is told from who does not, however slow the machine.
vi.mock(import("../limits.ts"), async (original) => {
  const { serverLimits } = await original();
  return { serverLimits: { ...serverLimits, preferredWaitSeconds: 600 as 10 } };
});

describe("how long somebody prefers to wait", () => {
  it.each<[string | readonly string[] | undefined, number | null]>([
    [undefined, null],
    ["wait=5", 5],
    ['Wait = "7"', 7],
    ["respond-async, wait=3; foo=bar", 3],
    [["return=minimal", "wait=2"], 2],
    ["wait=0", 0],
    ["wait=86400", 600],
    ["wait=4, wait=9", 4],
    ["wait=x, wait=9", null],
    ["wait=-1", null],
    ["wait=1.5", null],
    ["wait", null],
    ["await=5", null],
  ])("is in %j", (header, seconds) => {
    expect(preferredWaitSeconds(header)).toBe(seconds);
  });
});

const started: TestServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  started.push(server);
  return server;
};
const stocked = async (units: number, options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await start(options);
  await stockTea(server);
  if (units > 0) await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: units, reason: "a test" } });
  return server;
};
const waiting = (seconds: number, more: Readonly<Record<string, string>> = {}) => ({ headers: { prefer: `wait=${seconds}`, ...more } });
const order = (paymentMethod = "pm_ok", more: object = {}) => ({
  body: { lines: [{ sku: "TEA", quantity: 2 }], paymentMethod, ...more },
});

/** The order that somebody waits for, when nothing more will become of it by itself. */
const whoWaits = (server: TestServer): Promise<string> =>
  eventually("it is reserved", async () => {
    const [order] = (await server.ask("GET /v1/orders")).body.items ?? [];
    return order?.status === "Reserved" && order.id;
  });

describe("an order that is placed by who prefers to wait", () => {
  it("is answered when it is confirmed, as it is then", async () => {
    const server = await stocked(10);
    const placed = await placeTea(server, { ...order(), ...waiting(600) });
    expect([placed.status, placed.body.status, placed.headers["preference-applied"]]).toEqual([201, "Confirmed", "wait=600"]);
    expect([placed.headers.etag, placed.headers.location]).toEqual([`"${placed.body.version}"`, `/v1/orders/${placed.body.id}`]);
    expect(placed.headers).toHaveProperty("waybill-position");
  });

  it("is answered when it is rejected, or when its customer has to choose", async () => {
    const server = await stocked(1);
    const choosing = await placeTea(server, { ...order("pm_ok", { allowPartial: true }), ...waiting(600) });
    expect([choosing.status, choosing.body.status]).toEqual([201, "AwaitingCustomer"]);
    const rejected = await placeTea(server, { ...order(), ...waiting(600) });
    expect([rejected.status, rejected.body.status, rejected.body.refusal.code]).toEqual([201, "Rejected", "OutOfStock"]);
  });

  it("is answered at once by who does not, and when the time is up", async () => {
    const server = await stocked(10);
    const atOnce = await placeTea(server, order());
    expect([atOnce.body.status, atOnce.headers["preference-applied"]]).toEqual(["Placed", undefined]);
    const startedMs = performance.now();
    const late = await placeTea(server, { ...order("pm_requires_action"), ...waiting(1) });
    expect([late.status, late.body.status, late.headers["preference-applied"]]).toEqual([201, "Reserved", "wait=1"]);
    expect(performance.now() - startedMs).toBeGreaterThan(950);
  });

  it("is answered as it was in a retry, and as it is in a retry that waits", async () => {
    const server = await stocked(10);
    const key = { "idempotency-key": "once" };
    const first = await placeTea(server, { ...order(), headers: key });
    const waited = await placeTea(server, { ...order(), ...waiting(10, key) });
    const again = await placeTea(server, { ...order(), headers: key });
    expect([waited.body.id, waited.body.status, waited.headers["idempotency-replayed"]]).toEqual([first.body.id, "Confirmed", "true"]);
    expect([again.text, again.headers.etag]).toEqual([first.text, first.headers.etag]);
  });

  it("is told of what another process does for it", async () => {
    const memory = sharedMemory();
    const one = await stocked(10, { foundation: memory.foundation() });
    await start({ foundation: memory.foundation() });
    for (let times = 0; times < 4; times += 1) {
      expect((await placeTea(one, { ...order(), ...waiting(600) })).body.status).toBe("Confirmed");
    }
  });

  it("is no work while it is waited for", async () => {
    const server = await stocked(10, { settings: { load: { ...defaultLoadLimits, requestsInWork: 1 } } });
    let isAnswered = false;
    const slow = placeTea(server, { ...order("pm_requires_action"), ...waiting(600) }).finally(() => (isAnswered = true));
    const waited = await whoWaits(server);
    expect(isAnswered).toBe(false);
    await server.ask(`POST /v1/orders/${waited}/cancel`, { body: { reason: "a test" } });
    expect((await slow).body).toMatchObject({ id: waited, status: "Cancelled" });
  });

  it("does not hold up a server that stops", async () => {
    const server = await stocked(10);
    const slow = placeTea(server, { ...order("pm_requires_action"), ...waiting(600) });
    await whoWaits(server);
    started.splice(0);
    await server.stop();
    expect((await slow).body.status).toBe("Reserved");
  });
});

describe("what else may be waited for", () => {
  it("is the order of a cart, and the end of a cancellation", async () => {
    const server = await stocked(10);
    const cart = await server.ask("POST /v1/carts", { body: { currency: "EUR" } });
    await server.ask(`POST /v1/carts/${cart.body.id}/items`, { body: { sku: "TEA", quantity: 2 } });
    const body = { address: { lines: ["Main Street 1"], city: "Helsinki", country: "FI" }, paymentMethod: "pm_ok" };
    const placed = await server.ask(`POST /v1/carts/${cart.body.id}/checkout`, { body, ...waiting(600) });
    expect([placed.status, placed.body.status, placed.headers["preference-applied"]]).toEqual([201, "Confirmed", "wait=600"]);
    const cancelled = await server.ask(`POST ${placed.headers.location}/cancel`, { body: { reason: "a test" }, ...waiting(600) });
    expect([cancelled.status, cancelled.body.status, cancelled.headers["preference-applied"]]).toEqual([200, "Cancelled", "wait=600"]);
  });
  it("is nothing of what is refused", async () => {
    const server = await stocked(0);
    const refused = await placeTea(server, { body: { lines: [{ sku: "NONE", quantity: 1 }], paymentMethod: "pm_ok" }, ...waiting(600) });
    expect([refused.status, refused.headers["preference-applied"]]).toEqual([422, undefined]);
  });
});
