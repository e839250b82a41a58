import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { startTestServer, type TestAnswer, type TestServer } from "../testing/test-server.ts";
import { createLoadShedding } from "./load-shedding.ts";
import { noRates } from "./rates.ts";

const limits = { requestsInWork: 3, requestsInWorkWhenLate: 1, lateMs: 100 };

describe("the load of a process", () => {
  const begin = (delayMs: () => number) => {
    let shed = 0;
    const load = createLoadShedding({ limits, delayMs, onShed: () => (shed += 1) });
    const endings: PromiseWithResolvers<void>[] = [];
    const start = () => {
      const ending = Promise.withResolvers<void>();
      endings.push(ending);
      return load.work(() => ending.promise);
    };
    return { load, start, endings, shed: () => shed };
  };

  it("is at most so many requests at once; one that is done makes room, however it ended", async () => {
    const { load, start, endings, shed } = begin(() => 0);
    const working = [start(), start(), start()];
    expect(() => load.admit()).toThrow("Overloaded");
    await expect(start()).rejects.toThrow("Overloaded");
    expect([load.inWork(), shed()]).toEqual([3, 2]);
    endings[0]?.resolve();
    endings[1]?.reject(new Error("failed"));
    await Promise.allSettled(working.slice(0, 2));
    expect(load.inWork()).toBe(1);
    expect(() => load.admit()).not.toThrow();
  });
  it("is less while the process is late, but never nothing", async () => {
    let delayMs = 101;
    const { load, start } = begin(() => delayMs);
    expect(() => load.admit()).not.toThrow();
    void start();
    expect(() => load.admit()).toThrow("Overloaded");
    delayMs = 100;
    expect(() => load.admit()).not.toThrow();
  });
});

describe("a server with too much to do", () => {
  let server: TestServer;
  afterEach(() => server.stop());

  /** One thing after another, `eachMs` long, like a disk. */
  const bottleneck = (eachMs: number) => {
    let last: Promise<unknown> = Promise.resolve();
    return async () => {
      last = last.then(() => sleep(eachMs));
      await last;
      return { kind: "done" as const, status: 200 as const, body: { items: [], next: null } };
    };
  };

  it("stays fast for whom it takes on, tells the others when to come back, and always answers who watches it", {
    timeout: 30_000,
  }, async () => {
    const load = { ...limits, requestsInWork: 16, requestsInWorkWhenLate: 16 };
    server = await startTestServer({ instead: { listProducts: bottleneck(5) }, settings: { rates: noRates, load } });
    await server.keyOf("staff");
    const timed = async (what: string): Promise<{ readonly answer: TestAnswer; readonly ms: number }> => {
      const startedMs = performance.now();
      const answer = await server.ask(what, { as: "staff" });
      return { answer, ms: performance.now() - startedMs };
    };
    const wave = (): Promise<readonly Awaited<ReturnType<typeof timed>>[]> =>
      Promise.all(Array.from({ length: 100 }, () => timed("GET /v1/products")));
    const waves: Awaited<ReturnType<typeof wave>>[] = [];
    const watching: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const asked = wave();
      for (const path of ["/healthz", "/readyz", "/metrics"]) watching.push((await timed(`GET ${path}`)).answer.status);
      waves.push(await asked);
    }
    const answers = waves.flat();
    const accepted = answers.filter(({ answer }) => answer.status === 200);
    const shed = answers.filter(({ answer }) => answer.status === 503);
    expect(accepted.length + shed.length).toBe(500);
    expect(accepted.length).toBeGreaterThanOrEqual(5 * 16);
    expect(shed.length).toBeGreaterThan(250);
    for (const { answer } of shed) {
      expect([answer.body.code, answer.headers["retry-after"]]).toEqual(["Overloaded", "1"]);
    }
    // 16 wait for 5 ms each; if all of a wave were taken on, the last would wait for 500 ms.
    expect(Math.max(...accepted.map(({ ms }) => ms))).toBeLessThan(350);
    expect(new Set(watching)).toEqual(new Set([200]));
    expect((await server.ask("GET /metrics")).text).toMatch(new RegExp(`waybill_requests_shed_total ${shed.length}\\b`));
    expect((await timed("GET /v1/products")).answer.status).toBe(200);
  });
  it("answers who watches it even when it takes on nothing", async () => {
    server = await startTestServer({ settings: { load: { requestsInWork: 0, requestsInWorkWhenLate: 0, lateMs: 0 } } });
    expect((await server.ask("GET /v1/products")).status).toBe(503);
    for (const path of ["/healthz", "/readyz", "/metrics"]) expect((await server.ask(`GET ${path}`)).status, path).toBe(200);
  });
});
