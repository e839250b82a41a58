import { setTimeout as sleep } from "node:timers/promises";
import type { Route } from "@waybill/contracts/http";
import { afterEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
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
  it("takes in many as long as that is quick", async () => {
    const { load } = begin({ ...defaultLoadLimits, turnMs: 60_000, turnRequests: 3 });
    for (let request = 0; request < 100; request += 1) expect(() => load.admit()).not.toThrow();
  });
  it("is no more than what one turn takes in within its time, and each turn begins anew", async () => {
    const { load, shed } = begin({ ...defaultLoadLimits, turnMs: 50, turnRequests: 3 });
    for (const turn of [1, 2]) {
      await turnsEnd();
      load.admit();
      busyFor(60);
      // A few are taken in however long it lasts.
      for (const few of [2, 3]) expect(() => load.admit(), String(few)).not.toThrow();
      expect(() => load.admit()).toThrow("Overloaded");
      expect(shed()).toBe(turn);
    }
  });
});

describe("a server with too much to do", () => {
  let server: TestServer;
  afterEach(() => server.stop());

  const done = { kind: "done" as const, status: 200 as const, body: { items: [], next: null } };
  const unlimited: LoadLimits = { requestsInWork: Number.POSITIVE_INFINITY, turnMs: Number.POSITIVE_INFINITY, turnRequests: 0 };

  /** One thing after another, `eachMs` long, like a disk; how many were ahead of each that came. */
  const bottleneck = (eachMs: number) => {
    const ahead: number[] = [];
    let waiting = 0;
    let last: Promise<unknown> = Promise.resolve();
    const handle = async () => {
      ahead.push(waiting);
      waiting += 1;
      last = last.then(() => sleep(eachMs));
      await last;
      waiting -= 1;
      return done;
    };
    return { handle, ahead };
  };
  const start = async (handle: Route["handle"], load: LoadLimits): Promise<void> => {
    server = await startTestServer({ instead: { listProducts: handle }, settings: { rates: noRates, load } });
    await server.ask("GET /v1/products", { as: "staff" });
  };
  const timed = async <Answer>(ask: () => Promise<Answer>): Promise<{ readonly answer: Answer; readonly ms: number }> => {
    const startedMs = performance.now();
    const answer = await ask();
    return { answer, ms: performance.now() - startedMs };
  };
  const burst = <Answer>(ask: () => Promise<Answer>) => Promise.all(Array.from({ length: 100 }, () => timed(ask)));
  const slowest = (answers: readonly { readonly ms: number }[]): number => Math.max(...answers.map(({ ms }) => ms));

  it("stays fast for whom it takes on, tells the others when to come back, and always answers who watches it", {
    timeout: 60_000,
  }, async () => {
    const ask = () => server.ask("GET /v1/products", { as: "staff" });
    await start(bottleneck(20).handle, unlimited);
    const whenAllWait = slowest(await burst(ask));
    await server.stop();

    const { handle, ahead } = bottleneck(20);
    await start(handle, { ...unlimited, requestsInWork: 16 });
    const asked = burst(ask);
    for (const path of ["/healthz", "/readyz", "/metrics"]) expect((await server.ask(`GET ${path}`)).status, path).toBe(200);
    const answers = await asked;
    const accepted = answers.filter(({ answer }) => answer.status === 200);
    const shed = answers.filter(({ answer }) => answer.status === 503);
    expect([accepted.length >= 16, shed.length > 50, accepted.length + shed.length]).toEqual([true, true, 100]);
    for (const { answer } of shed) expect([answer.body.code, answer.headers["retry-after"]]).toEqual(["Overloaded", "1"]);
    expect(Math.max(...ahead)).toBe(15);
    // By the clock 16 × 20 ms instead of 100 × 20 ms, and what everything else takes on a busy machine.
    expect(slowest(accepted)).toBeLessThan(whenAllWait * 0.7);
    expect((await server.ask("GET /metrics")).text).toMatch(new RegExp(`waybill_requests_shed_total ${shed.length}\\b`));
    expect((await ask()).status).toBe(200);
  });
  it("stays fast where the processor is what they wait for", async () => {
    const sumsUp = async () => {
      busyFor(10);
      return done;
    };
    const fetched = async () => {
      const url = `${await server.listen()}/v1/products`;
      const headers = { authorization: `Bearer ${(await server.keyOf("staff")).token}` };
      const ask = async () => (await fetch(url, { headers })).status;
      // The connections are made first.
      await burst(ask);
      return burst(ask);
    };
    await start(sumsUp, unlimited);
    const whenAllWait = slowest(await fetched());
    await server.stop();

    await start(sumsUp, { ...unlimited, turnMs: 50 });
    const answers = await fetched();
    const accepted = answers.filter(({ answer }) => answer === 200);
    expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set([200, 503]));
    // All of them would take a second of the processor.
    expect([accepted.length > 1, accepted.length < 60]).toEqual([true, true]);
    expect(slowest(accepted)).toBeLessThan(whenAllWait * 0.8);
  });
  it("answers who watches it even when it takes on nothing", async () => {
    server = await startTestServer({ settings: { load: { requestsInWork: 0, turnMs: 0, turnRequests: 0 } } });
    expect((await server.ask("GET /v1/products")).status).toBe(503);
    for (const path of ["/healthz", "/readyz", "/metrics"]) expect((await server.ask(`GET ${path}`)).status, path).toBe(200);
  });
});
