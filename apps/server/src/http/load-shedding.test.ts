import type { Route } from "@waybill/contracts/http";
import { eventually } from "@waybill/kernel/testing/eventually";
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

  const start = async (handle: Route["handle"], load: LoadLimits): Promise<void> => {
    server = await startTestServer({ instead: { listProducts: handle }, settings: { rates: noRates, load } });
  };
  const burst = <Answer>(ask: () => Promise<Answer>) => Promise.all(Array.from({ length: 100 }, ask));

  it("takes on only so much at once, tells the others when to come back, and always answers who watches it", async () => {
    const [free, inWork] = [Promise.withResolvers<void>(), 16];
    await start(
      async () => {
        await free.promise;
        return done;
      },
      { ...unlimited, requestsInWork: inWork },
    );
    const shed: TestAnswer[] = [];
    const ask = async () => {
      const answer = await server.ask("GET /v1/products", { as: "staff" });
      if (answer.status === 503) shed.push(answer);
      return answer;
    };
    const asked = burst(ask);
    // Nothing is done yet: whoever is refused does not wait for whoever is not.
    await eventually("all others are told", () => shed.length === 100 - inWork);
    for (const path of ["/healthz", "/readyz", "/metrics"]) expect((await server.ask(`GET ${path}`)).status, path).toBe(200);
    free.resolve();
    const accepted = (await asked).filter(({ status }) => status === 200);
    expect([accepted.length, shed.length]).toEqual([inWork, 100 - inWork]);
    for (const { body, headers } of shed) expect([body.code, headers["retry-after"]]).toEqual(["Overloaded", "1"]);
    expect((await server.ask("GET /metrics")).text).toMatch(new RegExp(`waybill_requests_shed_total ${shed.length}\\b`));
    expect((await ask()).status).toBe(200);
  });
  it("takes on no more in one turn than it does soon, where the processor is what they wait for", async () => {
    let [inTurn, most] = [0, 0];
    const sumsUp = async () => {
      if (inTurn === 0) setImmediate(() => (inTurn = 0));
      inTurn += 1;
      most = Math.max(most, inTurn);
      busyFor(5);
      return done;
    };
    const fetched = async () => {
      const url = `${await server.listen()}/v1/products`;
      const headers = { authorization: `Bearer ${(await server.keyOf("staff")).token}` };
      const ask = async () => (await fetch(url, { headers })).status;
      // The connections are made first.
      await burst(ask);
      most = 0;
      return burst(ask);
    };
    await start(sumsUp, unlimited);
    await fetched();
    const whenAllAreTakenOn = most;
    await server.stop();

    await start(sumsUp, { ...unlimited, turnMs: 25 });
    const answers = await fetched();
    expect(new Set(answers)).toEqual(new Set([200, 503]));
    // Each takes 5 ms at least, on any machine: the first, and those that come within 25 ms after it began.
    expect([most, whenAllAreTakenOn > 6]).toEqual([expect.toSatisfy((turn: number) => turn >= 1 && turn <= 6), true]);
  });
  it("answers who watches it even when it takes on nothing", async () => {
    server = await startTestServer({ settings: { load: { requestsInWork: 0, turnMs: 0, turnRequests: 0 } } });
    expect((await server.ask("GET /v1/products")).status).toBe(503);
    for (const path of ["/healthz", "/readyz", "/metrics"]) expect((await server.ask(`GET ${path}`)).status, path).toBe(200);
  });
});
