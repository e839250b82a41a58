import { type Instant, systemClock } from "@waybill/kernel/clock";
import { afterEach, describe, expect, it } from "vitest";
import { startTestServer, type TestAnswer, type TestRequest, type TestServer } from "../testing/test-server.ts";
import { noRates, type Rates } from "./rates.ts";

let server: TestServer;
afterEach(() => server.stop());

let nowMs = 0;
const clock = { now: (): Instant => systemClock.now(), monotonicMs: () => nowMs };
const start = async (rates: Partial<Rates>, more: object = {}): Promise<void> => {
  nowMs = 1_000;
  server = await startTestServer({ clock, settings: { rates: { ...noRates, ...rates }, ...more } });
};

const list = "GET /v1/products";
const guess = (token: string, from?: string) => server.ask(list, { headers: { authorization: `Bearer ${token}` }, ...(from && { from }) });
const ask = (request: TestRequest = {}) => server.ask(list, request);
const times = async (count: number, doIt: () => Promise<TestAnswer>): Promise<readonly number[]> => {
  const statuses: number[] = [];
  for (let time = 0; time < count; time += 1) statuses.push((await doIt()).status);
  return statuses;
};

describe("the rate of requests", () => {
  it("is told with every answer, and what is too much is refused until there is more again", async () => {
    await start({ readonly: 3 });
    const first = await ask({ as: "readonly" });
    expect([first.status, first.headers["ratelimit-policy"], first.headers.ratelimit]).toEqual([
      200,
      '"readonly";q=3;w=60',
      '"readonly";r=2;t=20',
    ]);
    expect(await times(3, () => ask({ as: "readonly" }))).toEqual([200, 200, 429]);
    const refused = await ask({ as: "readonly" });
    expect(refused.headers).toMatchObject({ ratelimit: '"readonly";r=0;t=60', "retry-after": "20" });
    expect(refused.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(refused.body).toMatchObject({ status: 429, code: "RateLimitIsReached", limit: "readonly" });
    nowMs += 20_000;
    expect(await times(2, () => ask({ as: "readonly" }))).toEqual([200, 429]);
    expect((await server.ask("GET /metrics")).text).toContain('waybill_requests_limited_total{limit="readonly"} 3');
  });
  it("is each key's own, and what a role may not do counts too", async () => {
    await start({ readonly: 1, office: 2 });
    expect(await times(2, () => ask({ as: "readonly" }))).toEqual([200, 429]);
    expect(await times(2, () => ask({ as: "staff" }))).toEqual([200, 200]);
    expect(await times(2, () => server.ask("GET /v1/keys", { as: "operator" }))).toEqual([403, 403]);
    expect((await server.ask("GET /v1/keys", { as: "operator" })).status).toBe(429);
  });
  it("of a storefront's key, which is public, is each address' own", async () => {
    await start({ storefront: 1 });
    expect(await times(2, () => ask({ as: "storefront", from: "203.0.113.1" }))).toEqual([200, 429]);
    expect(await times(2, () => ask({ as: "storefront", from: "203.0.113.2" }))).toEqual([200, 429]);
    expect((await ask({ as: "storefront", from: "2001:db8::1" })).status).toBe(200);
    expect((await ask({ as: "storefront", from: "2001:db8::2" })).status).toBe(429);
  });
  it("of guesses is each address' own, and a right guess among too many is not told", async () => {
    await start({ anonymous: 3 });
    const { token } = await server.keyOf("admin");
    expect(await times(2, () => guess("wb_wrong", "203.0.113.1"))).toEqual([401, 401]);
    expect((await server.ask(list, { headers: { authorization: "" }, from: "203.0.113.1" })).status).toBe(401);
    expect(await times(2, () => guess("wb_wrong", "203.0.113.1"))).toEqual([429, 429]);
    expect((await guess(token, "203.0.113.1")).status).toBe(429);
    expect((await guess(token, "203.0.113.2")).status).toBe(200);
  });
  it("of guesses does not lock out a key that was right before, behind the same address", async () => {
    await start({ anonymous: 1 });
    const { token } = await server.keyOf("admin");
    expect((await guess(token)).status).toBe(200);
    expect(await times(2, () => guess("wb_wrong"))).toEqual([401, 429]);
    expect((await guess(token)).status).toBe(200);
  });
  it("is counted for public pages and for what does not exist, but not for machines that watch", async () => {
    await start({ anonymous: 2 });
    const anonymously = (what: string) => () => server.ask(what, { headers: { authorization: "" } });
    expect(await times(5, anonymously("GET /healthz"))).toEqual([200, 200, 200, 200, 200]);
    expect(await times(1, anonymously("GET /openapi.json"))).toEqual([200]);
    expect(await times(2, anonymously("GET /nowhere"))).toEqual([404, 429]);
    expect(await times(1, anonymously("GET /openapi.json"))).toEqual([429]);
    for (const path of ["/healthz", "/readyz", "/metrics"]) expect(await times(1, anonymously(`GET ${path}`)), path).toEqual([200]);
  });
  it("is that of whom a proxy speaks for, if the proxy is believed", async () => {
    const through = (client: string) => () =>
      server.ask(list, { headers: { authorization: "", "x-forwarded-for": client }, from: "10.0.0.1" });
    await start({ anonymous: 1 }, { trustProxy: "10.0.0.0/8" });
    expect([await times(2, through("203.0.113.1")), await times(1, through("203.0.113.2"))]).toEqual([[401, 429], [401]]);
    await server.stop();
    await start({ anonymous: 1 }, { trustProxy: 1 });
    expect([await times(2, through("x, 203.0.113.1")), await times(1, through("y, 203.0.113.1"))]).toEqual([[401, 429], [429]]);
    await server.stop();
    await start({ anonymous: 1 });
    expect([await times(1, through("203.0.113.1")), await times(1, through("203.0.113.2"))]).toEqual([[401], [429]]);
  });
  it("is not limited where the operator says so", async () => {
    await start({});
    const { headers } = await ask();
    expect([headers.ratelimit, headers["ratelimit-policy"]]).toEqual([undefined, undefined]);
  });
});
