import type { Route } from "@waybill/contracts/http";
import { systemClock } from "@waybill/kernel/clock";
import { Registry } from "prom-client";
import { afterEach, describe, expect, it } from "vitest";
import { permissions } from "../access/permissions.ts";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
afterEach(() => server.stop());

const watch = (path: string) => server.ask(`GET ${path}`, { headers: { authorization: "" } });

describe("whoever watches the server", () => {
  it("hears that it is alive and ready, without a key", async () => {
    server = await startTestServer();
    const [alive, ready] = [await watch("/healthz"), await watch("/readyz")];
    expect([alive.status, alive.body, ready.status, ready.body]).toEqual([200, { status: "alive" }, 200, { status: "ready" }]);
  });
  it("hears that it is alive but not ready when the database is away", async () => {
    const away = async () => {
      throw new Error("connection refused");
    };
    server = await startTestServer({ foundation: { ...createMemoryFoundation(systemClock), reach: away } });
    expect((await watch("/healthz")).status).toBe(200);
    const ready = await watch("/readyz");
    expect([ready.status, ready.body.code, ready.headers["retry-after"]]).toEqual([503, "NotReady", "1"]);
    expect(ready.body.obstacles).toEqual(["the database cannot be reached (connection refused)"]);
  });
  it("hears that it is not ready when the database does not answer", async () => {
    server = await startTestServer({ foundation: { ...createMemoryFoundation(systemClock), reach: () => new Promise(() => {}) } });
    expect((await watch("/readyz")).body.obstacles).toEqual([expect.stringContaining("no answer within")]);
  });
  it("can read its figures", async () => {
    server = await startTestServer();
    await stockTea(server);
    await placeTea(server);
    const { text, headers } = await watch("/metrics");
    expect(headers["content-type"]).toMatch(/^text\/plain/);
    expect(text).toMatch(/waybill_commands_total\{log="ordering",aggregate="order",outcome="accepted"\} 1/);
    for (const name of [
      "waybill_follower_lag_events",
      "waybill_commands_waiting",
      "waybill_append_seconds",
      "nodejs_eventloop_lag_seconds",
      "waybill_database_answered 1",
    ]) {
      expect(text, name).toContain(name);
    }
  });
});

describe("a server whose routes and permissions do not fit", () => {
  it("does not start", async () => {
    server = await startTestServer();
    const { createServer } = await import("./server.ts");
    const make = (routes: readonly Route[]) => () =>
      createServer({
        frame: {} as never,
        audit: {} as never,
        operations: { obstacles: async () => [], metrics: new Registry() },
        receiveWebhook: {} as never,
        logger: false as never,
        routes,
      });
    const route = {
      method: "GET",
      path: "/v1/x",
      summary: "x",
      answers: {},
      handle: async () => ({ kind: "keyReused" as const }),
    } as const;
    expect(make([{ ...route, operation: "getSecrets" }])).toThrow(/getSecrets is in no line/);
    expect(make([{ ...route, operation: "isAlive" }])).toThrow(/cannot be for anyone/);
    expect(make([])).toThrow(/which nothing serves/);
    expect(Object.keys(permissions).length).toBeGreaterThan(10);
  });
});
