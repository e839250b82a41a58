import { setTimeout as sleep } from "node:timers/promises";
import type { Role, Route } from "@waybill/contracts/http";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterEach, describe, expect, it } from "vitest";
import { openRaw } from "../testing/raw-connection.ts";
import { readStream } from "../testing/read-stream.ts";
import { placeTea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../testing/test-server.ts";
import { holdAndResume, waitingOrder } from "../testing/waiting-order.ts";
import { defaultStreamLimits } from "./event-stream.ts";
import { defaultLoadLimits } from "./load-shedding.ts";

const started: TestServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});
const start = async (options: TestServerOptions = {}) => {
  const server = await startTestServer(options);
  started.push(server);
  const url = await server.listen();
  const headersAs = async (role: Role) => ({ authorization: `Bearer ${(await server.keyOf(role)).token}` });
  const read = async (path: string, headers: Readonly<Record<string, string>> = {}, role: Role = "staff") =>
    readStream(`${url}${path}`, { ...(await headersAs(role)), ...headers });
  const openStreams = async () => Number(/^waybill_streams_open (\d+)$/m.exec((await server.ask("GET /metrics")).text)?.[1]);
  return { server, url, read, openStreams, headersAs };
};
const cancel = (server: TestServer, path: string) => server.ask(`POST ${path}/cancel`, { body: { reason: "a test" } });
const historyOf = async (server: TestServer, path: string) => (await server.ask(`GET ${path}/history`)).body.items;

describe("the stream of an order", () => {
  it("tells what the history tells, as it happens, and ends with the order", async () => {
    const its = await start();
    const path = await waitingOrder(its.server);
    const stream = await its.read(`${path}/stream`);
    expect([stream.status, stream.headers["content-type"], stream.headers["cache-control"]]).toEqual([
      200,
      "text/event-stream",
      "no-store",
    ]);
    await holdAndResume(its.server, path);
    await eventually("it was told", () => stream.events().length === 4);
    await cancel(its.server, path);
    expect(await stream.over).toBe("ended");
    const history = await historyOf(its.server, path);
    const told = stream.events();
    expect(told.slice(0, -1).map(({ data }) => JSON.parse(data))).toEqual(history);
    expect(told.slice(0, -1).map(({ id, event }) => [id, event])).toEqual(
      history.map(({ version, event }: { version: number; event: string }) => [String(version), event]),
    );
    expect(told.at(-1)).toEqual({ id: undefined, event: "end", data: '{"status":"Cancelled"}' });
    expect(await its.openStreams()).toBe(0);
  });

  it("goes on after every version, without a gap and without telling anything twice", async () => {
    const its = await start();
    const path = await waitingOrder(its.server);
    await holdAndResume(its.server, path);
    await cancel(its.server, path);
    await eventually("it is cancelled", async () => (await its.server.ask(`GET ${path}`)).body.status === "Cancelled");
    const versions = (await historyOf(its.server, path)).map(({ version }: { version: number }) => String(version));
    for (let after = 0; after < versions.length; after += 1) {
      // The header goes first: a browser sends it to the address that it began with.
      const streams = [
        await its.read(`${path}/stream?after=${after}`),
        await its.read(`${path}/stream?after=0`, { "last-event-id": String(after) }),
      ];
      for (const stream of streams) {
        expect(await stream.over).toBe("ended");
        expect(stream.events().map(({ id }) => id)).toEqual([...versions.slice(after), undefined]);
      }
    }
    const done = await its.read(`${path}/stream`, { "last-event-id": String(versions.length) });
    expect([done.status, await done.over, done.text()]).toEqual([204, "ended", ""]);
    for (const unknown of [String(versions.length + 1), "x", "-1", "1.5"]) {
      const refused = await its.server.ask(`GET ${path}/stream`, { headers: { "last-event-id": unknown } });
      expect([refused.status, refused.body.code], unknown).toEqual([400, "EventIdIsUnknown"]);
    }
  });

  it("tells what happens through another process, and goes on in another one", async () => {
    const memory = sharedMemory();
    const [one, other] = [await start({ foundation: memory.foundation() }), await start({ foundation: memory.foundation() })];
    const path = await waitingOrder(one.server);
    const stream = await other.read(`${path}/stream`);
    await holdAndResume(one.server, path);
    await eventually("it was told", () => stream.events().length === 4);
    const { id } = stream.events().at(-1)!;
    stream.cut();
    await holdAndResume(other.server, path);
    const next = await one.read(`${path}/stream`, { "last-event-id": String(id) });
    await holdAndResume(other.server, path);
    await eventually("it went on", () => next.events().length === 4);
    expect(next.events().map((event) => Number(event.id))).toEqual([5, 6, 7, 8]);
  });

  it("is opened to a storefront by the order's token, and does not say who in the shop did what", async () => {
    const its = await start();
    const path = await waitingOrder(its.server);
    await holdAndResume(its.server, path);
    const { body } = await placeTea(its.server, { as: "storefront" });
    const order = `/v1/orders/${body.id}`;
    expect((await its.server.ask(`GET ${order}/stream`, { as: "storefront" })).body.code).toBe("AccessTokenIsMissing");
    const wrong = await its.server.ask(`GET ${path}/stream?accessToken=${body.accessToken}`, { as: "storefront" });
    expect([wrong.status, wrong.body.code]).toEqual([404, "OrderIsNotPlaced"]);
    const stream = await its.read(`${order}/stream`, { "waybill-access-token": body.accessToken }, "storefront");
    await eventually("it was told", () => stream.events().length > 0);
    expect(stream.text()).not.toContain("key_");
    expect(JSON.parse(stream.events()[0]!.data)).toMatchObject({ version: 1, event: "OrderPlaced", actor: null });
  });
});

/** Tells as much as is taken, and that it was given up. */
const endless = (size: number) => {
  const its = { told: 0, over: false };
  const handle: Route["handle"] = async () => ({
    kind: "streamed",
    events: async function* (until) {
      try {
        for (; !until.aborted; its.told += 1) {
          yield { id: "1", event: "Told", data: "x".repeat(size) };
          await sleep(0);
        }
      } finally {
        its.over = true;
      }
    },
  });
  return { its, handle };
};
const streams = (change: Partial<typeof defaultStreamLimits>) => ({ streams: { ...defaultStreamLimits, ...change } });

describe("a stream of events", () => {
  it("says every now and then that it is still there", async () => {
    const its = await start({ settings: streams({ heartbeatMs: 30 }) });
    const stream = await its.read(`${await waitingOrder(its.server)}/stream`);
    await eventually("it said so", () => stream.text().split(": still here\n\n").length > 3);
    expect([stream.text().startsWith("retry: 1000\n\n"), stream.events().length]).toEqual([true, 2]);
  });

  it("waits for who reads it slowly, and is cut when that takes too long", async () => {
    const { its, handle } = endless(10_000);
    const server = await start({ instead: { streamOrder: handle }, settings: streams({ slowReaderMs: 300 }) });
    const raw = await openRaw(server.url, { reads: false });
    const { authorization } = await server.headersAs("staff");
    const path = "/v1/orders/ord_01h455vb4pex5vsknk084sn02q/stream";
    raw.send(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`);
    await eventually("it was given up", () => its.over);
    // What the system's buffers on both sides took, and not a second's worth of an endless stream.
    expect(its.told * 10_000).toBeLessThan(20_000_000);
    await eventually("it is closed", async () => (await server.openStreams()) === 0 && (await server.server.connections()) === 0);
    raw.socket.destroy();
  });

  it("is given up when its reader hangs up", async () => {
    const its = await start();
    const stream = await its.read(`${await waitingOrder(its.server)}/stream`);
    expect(await its.openStreams()).toBe(1);
    stream.cut();
    await eventually("it is closed", async () => (await its.openStreams()) === 0);
  });

  it("is no work while nothing happens, and there are only so many of them", async () => {
    const settings = { ...streams({ open: 3, perCaller: 2 }), load: { ...defaultLoadLimits, requestsInWork: 1 } };
    const its = await start({ settings });
    const path = await waitingOrder(its.server);
    const mine = [await its.read(`${path}/stream`), await its.read(`${path}/stream`)];
    const tooMany = await its.server.ask(`GET ${path}/stream`, { as: "staff" });
    expect([tooMany.status, tooMany.body.code, tooMany.headers["retry-after"]]).toEqual([429, "TooManyStreams", "1"]);
    await its.read(`${path}/stream`, {}, "operator");
    const full = await its.server.ask(`GET ${path}/stream`, { as: "readonly" });
    expect([full.status, full.body.code, full.headers["retry-after"]]).toEqual([503, "Overloaded", "1"]);
    mine[0]?.cut();
    await eventually("there is room again", async () => (await its.openStreams()) === 2);
    expect((await its.read(`${path}/stream`)).status).toBe(200);
  });

  it("ends with a word when the server stops, and holds nothing up", async () => {
    const its = await start();
    const stream = await its.read(`${await waitingOrder(its.server)}/stream`);
    await eventually("it was told", () => stream.events().length === 2);
    // It would wait for ever for a stream that goes on.
    await its.server.stop();
    started.splice(0);
    expect([await stream.over, stream.text().endsWith(": this server stops, the next one goes on\n\n")]).toEqual(["ended", true]);
  });

  it("is not begun by who asks for its headers only", async () => {
    const its = await start();
    const answer = await its.server.ask(`HEAD ${await waitingOrder(its.server)}/stream`);
    expect([answer.status, answer.headers["content-type"], answer.text, await its.openStreams()]).toEqual([
      200,
      "text/event-stream",
      "",
      0,
    ]);
  });
});
