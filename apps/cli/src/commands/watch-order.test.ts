import { createClient, done, type WaybillClient, watchOrder } from "@waybill/client";
import { sharedMemory } from "@waybill/server/testing/shared-memory";
import { startTestServer, type TestServer } from "@waybill/server/testing/test-server";
import { holdAndResume, waitingOrder } from "@waybill/server/testing/waiting-order";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runWaybill } from "../program.ts";
import { waybill as run } from "../testing/run-waybill.ts";

const memory = sharedMemory();
let server: TestServer;
let url: string;
let key: string;
let client: WaybillClient;
beforeAll(async () => {
  server = await startTestServer({ foundation: memory.foundation() });
  url = await server.listen();
  key = (await server.keyOf("staff")).token;
  client = createClient({ baseUrl: url, key });
});
afterAll(() => server.stop());

const idIn = (path: string) => path.split("/").at(-1) ?? "";
const cancel = (orderId: string) => client.cancelOrder({ orderId, body: { reason: "a test" } });
const historyOf = async (orderId: string) => done(await client.getOrderHistory({ orderId })).items;

describe("waybill orders watch", () => {
  it("tells what happens to an order until it is over", async () => {
    const path = await waitingOrder(server);
    const orderId = idIn(path);
    const watching = run(["orders", "watch", orderId, "--url", url, "--key", key]);
    await holdAndResume(server, path);
    await cancel(orderId);
    const { exitCode, stdout, stderr } = await watching;
    expect([exitCode, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    const history = await historyOf(orderId);
    expect(lines.at(-1)).toBe("The order is over: Cancelled.");
    expect(lines.slice(0, -1).map((line) => line.trim().split("  ").slice(0, 3))).toEqual(
      history.map(({ version, at, event }) => [String(version), at, event]),
    );
  });

  it("ends with lines of JSON when asked, after a version when asked", async () => {
    const orderId = idIn(await waitingOrder(server));
    await cancel(orderId);
    const { exitCode, stdout } = await run(["orders", "watch", orderId, "--url", url, "--key", key, "--after", "1", "--json"]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect([exitCode, lines]).toEqual([0, [...(await historyOf(orderId)).slice(1), { status: "Cancelled" }]]);
  });

  it("stops at Ctrl-C, and does not take that for the order's end", async () => {
    const path = await waitingOrder(server);
    let stop = (): void => {};
    const exitCode = await runWaybill(["orders", "watch", idIn(path), "--url", url, "--key", key], {
      openDatabase: () => Promise.reject(new Error("not asked for")),
      openSink: () => Promise.reject(new Error("not asked for")),
      terminal: {
        stdout: { write: () => stop() },
        stderr: { write: () => {} },
        onStop: (listener) => {
          stop = listener;
          return () => {};
        },
      },
    });
    expect(exitCode).toBe(1);
  });

  it("says what is wrong", async () => {
    const unknown = await run(["orders", "watch", "ord_01h455vb4pex5vsknk084sn02q", "--url", url, "--key", key]);
    expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining("refused")]);
    for (const args of [["--url", "nowhere"], ["--url", url, "--after", "x"], []]) {
      const { exitCode } = await run(["orders", "watch", "ord_1", "--key", key, ...args]);
      expect(exitCode, args.join(" ")).toBe(2);
    }
  });
});

describe("a client", () => {
  it("waits for what becomes of an order, when it prefers to", async () => {
    await client.adjustStock({ sku: "TEA", body: { delta: 10, reason: "a test" } });
    const body = { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_ok" };
    expect(done(await client.placeOrder({ body }, { waitSeconds: 5 })).status).toBe("Confirmed");
    expect(done(await client.placeOrder({ body })).status).toBe("Placed");
  });

  it("goes on with an order's stream at the next server, when its own one stops", async () => {
    const first = await startTestServer({ foundation: memory.foundation() });
    const port = Number(new URL(await first.listen()).port);
    const path = await waitingOrder(server);
    const orderId = idIn(path);
    const shared = createClient({ baseUrl: `http://127.0.0.1:${port}`, key, tries: 50, retryDelayMs: 20 });
    const versions: number[] = [];
    let next: TestServer | null = null;
    for await (const news of watchOrder(shared, { orderId })) {
      if (news.kind === "ended") break;
      versions.push(news.entry.version);
      if (versions.length !== 2) continue;
      await first.stop();
      await holdAndResume(server, path);
      next = await startTestServer({ foundation: memory.foundation() });
      await next.listen(port);
      await cancel(orderId);
    }
    await next?.stop();
    expect(versions).toEqual((await historyOf(orderId)).map(({ version }) => version));
    expect(versions.length).toBeGreaterThan(4);
  });
});
