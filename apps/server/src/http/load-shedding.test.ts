import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { startTestServer, type TestAnswer, type TestServer } from "../testing/test-server.ts";
import { createLoadShedding, defaultLoadLimits, type LoadLimits } from "./load-shedding.ts";
import { noRates } from "./rates.ts";

const turnsEnd = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const busyFor = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until) Math.sqrt(2);
};

describe("the load of a process", () => {
  const begin = (limits: LoadLimits) => {
    let shed = 0;
    const load = createLoadShedding({ limits, onShed: () => (shed += 1) });
    const endings: PromiseWithResolvers<void>[] = [];
    const start = () => {
      const ending = Promise.withResolvers<void>();
      endings.push(ending);
      return load.work(() => ending.promise);
    };
    return { load, start, endings, shed: () => shed };
  };

  it("is at most so many requests at once; one that is done makes room, however it ended", async () => {
    const { load, start, endings, shed } = begin({ ...defaultLoadLimits, requestsInWork: 3 });
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
  it("is no more than what one turn takes in within its time, and each turn begins anew", async () => {
    const { load, shed } = begin({ ...defaultLoadLimits, turnMs: 50 });
    for (const turn of [1, 2]) {
      await turnsEnd();
      load.admit();
      busyFor(20);
      expect(() => load.admit()).not.toThrow();
      busyFor(40);
      expect(() => load.admit()).toThrow("Overloaded");
      expect(shed()).toBe(turn);
    }
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
    const load = { requestsInWork: 16, turnMs: 60_000 };
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
  it("stays fast where the processor is what they wait for", { timeout: 30_000 }, async () => {
    const sumsUp = async () => {
      busyFor(10);
      return { kind: "done" as const, status: 200 as const, body: { items: [], next: null } };
    };
    const load = { ...defaultLoadLimits, turnMs: 50 };
    server = await startTestServer({ instead: { listProducts: sumsUp }, settings: { rates: noRates, load } });
    const url = `${await server.listen()}/v1/products`;
    const headers = { authorization: `Bearer ${(await server.keyOf("staff")).token}` };
    const ask = async () => {
      const startedMs = performance.now();
      const { status } = await fetch(url, { headers });
      return { status, ms: performance.now() - startedMs };
    };
    await Promise.all(Array.from({ length: 100 }, ask));
    const answers = await Promise.all(Array.from({ length: 100 }, ask));
    const accepted = answers.filter(({ status }) => status === 200);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    // All of them would take a second of the processor.
    expect(accepted.length).toBeGreaterThan(1);
    expect(accepted.length).toBeLessThan(50);
    expect(Math.max(...accepted.map(({ ms }) => ms))).toBeLessThan(700);
  });
  it("answers who watches it even when it takes on nothing", async () => {
    server = await startTestServer({ settings: { load: { requestsInWork: 0, turnMs: 0 } } });
    expect((await server.ask("GET /v1/products")).status).toBe(503);
    for (const path of ["/healthz", "/readyz", "/metrics"]) expect((await server.ask(`GET ${path}`)).status, path).toBe(200);
  });
});
