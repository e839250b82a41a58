import { eventually } from "@waybill/kernel/testing/eventually";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { afterEach, describe, expect, it } from "vitest";
import { openPostgresFoundation } from "./foundation/postgres-foundation.ts";
import { readStream } from "./testing/read-stream.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";
import { holdAndResume, waitingOrder } from "./testing/waiting-order.ts";

const database = testDatabase();
const running = new Set<TestServer>();
afterEach(async () => {
  for (const server of running) await stop(server);
});

const start = async () => {
  const foundation = await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} });
  const server = await startTestServer({ foundation });
  running.add(server);
  const url = await server.listen();
  const read = async (path: string, lastEventId?: string) => {
    const { token } = await server.keyOf("staff");
    const after = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
    return readStream(`${url}${path}/stream`, { authorization: `Bearer ${token}`, ...after });
  };
  return { server, read };
};
const stop = async (server: TestServer) => {
  running.delete(server);
  await server.stop();
};
const upTo = (version: number) => Array.from({ length: version }, (_, index) => String(index + 1));
type Stream = Awaited<ReturnType<typeof readStream>>;
const idsOf = (stream: Stream) => stream.events().map(({ id }) => id);
const told = (stream: Stream, events: number) => eventually("it was told", () => stream.events().length >= events);

describe("the stream of an order on PostgreSQL", () => {
  it("tells what is recorded through any process, as it happens, and ends with the order", async () => {
    const [one, other] = [await start(), await start()];
    const path = await waitingOrder(one.server);
    const streams = [await one.read(path), await other.read(path)];
    await holdAndResume(one.server, path);
    await holdAndResume(other.server, path);
    await one.server.ask(`POST ${path}/cancel`, { body: { reason: "a test" } });
    for (const stream of streams) expect(await stream.over).toBe("ended");
    const { items } = (await other.server.ask(`GET ${path}/history`)).body;
    expect(items.length).toBeGreaterThan(6);
    for (const stream of streams) {
      expect(
        stream
          .events()
          .slice(0, -1)
          .map(({ data }) => JSON.parse(data)),
      ).toEqual(items);
      expect(idsOf(stream)).toEqual([...upTo(items.length), undefined]);
    }
  });

  it("goes on after a restart of the server where it ended, with what happened meanwhile, and tells nothing twice", async () => {
    const before = await start();
    const path = await waitingOrder(before.server);
    await holdAndResume(before.server, path);
    const first = await before.read(path);
    await told(first, 4);
    await stop(before.server);
    expect([await first.over, first.text().endsWith(": this server stops, the next one goes on\n\n")]).toEqual(["ended", true]);

    const meanwhile = await start();
    await holdAndResume(meanwhile.server, path);
    await stop(meanwhile.server);

    const after = await start();
    const second = await after.read(path, idsOf(first).at(-1));
    await told(second, 2);
    await holdAndResume(after.server, path);
    await told(second, 4);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(upTo(8));
    second.cut();
  });
});
