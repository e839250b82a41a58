import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { instantFromIso } from "@waybill/kernel/clock";
import { afterEach, describe, expect, it } from "vitest";
import type { OrderToImport, ProductToCreate } from "../order-sink.ts";
import { httpSink } from "./http-sink.ts";

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
  /** What it asks of that which exists: `*` for nothing. */
  readonly onlyIf: string | undefined;
  readonly merchant: string | string[] | undefined;
  /** An import is once by itself: the server need not remember a key for it. */
  readonly once: string | string[] | undefined;
  readonly body: unknown;
}
type Reply = readonly [status: number, body?: object, headers?: Record<string, string>];

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that replies as told, one reply after the other, the last one for ever. */
const serving = async (...replies: readonly Reply[]) => {
  const asked: Asked[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { method, url, headers } = request;
    const { authorization: key, "if-none-match": onlyIf, "waybill-merchant": merchant, "idempotency-key": once } = headers;
    asked.push({ method, url, key, onlyIf, merchant, once, body: text === "" ? null : JSON.parse(text) });
    const [status, body, more] = replies[Math.min(asked.length, replies.length) - 1] ?? [500];
    response.writeHead(status, { "content-type": "application/json", ...more }).end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { asked, url, sink: httpSink({ url, key: "secret", merchant: null, retryDelayMs: 1 }) };
};

const product: ProductToCreate = { sku: "BANK CHARGES/1", name: "Charges", unitPrice: { amount: "0.001", currency: "GBP" } };
const order: OrderToImport = {
  source: "online-retail",
  externalId: "536365",
  placedAt: instantFromIso("2010-12-01T08:26:00Z"),
  currency: "GBP",
  customerRef: "17850",
  country: "France",
  lines: [{ sku: "A", name: "X", quantity: 6, unitPrice: { amount: "2.55", currency: "GBP" } }],
};

describe("an import over HTTP", () => {
  it("creates a product under its percent-encoded code, unless the server knows it", async () => {
    const { sink, asked } = await serving([201, {}], [412, { code: "VersionIsStale" }]);
    expect(await sink.createProduct(product)).toEqual({ kind: "created" });
    expect(await sink.createProduct(product)).toEqual({ kind: "known" });
    const put = {
      method: "PUT",
      url: "/v1/products/BANK%20CHARGES%2F1",
      key: "Bearer secret",
      onlyIf: "*",
      merchant: undefined,
      once: undefined,
      body: { name: "Charges", unitPrice: product.unitPrice },
    };
    expect(asked).toEqual([put, put]);
  });

  it("places an order at its own time, and is told when it was placed before", async () => {
    const { sink, asked } = await serving([201, { id: "ord_1" }], [200, { id: "ord_1" }]);
    expect(await sink.importOrder(order)).toEqual({ kind: "placed" });
    expect(await sink.importOrder(order)).toEqual({ kind: "skipped" });
    expect(asked[0]).toMatchObject({
      method: "POST",
      url: "/v1/orders/import",
      onlyIf: undefined,
      once: undefined,
      body: { ...order, placedAt: "2010-12-01T08:26:00.000Z" },
    });
  });

  it("gives back a refusal's code", async () => {
    const { sink } = await serving([422, { code: "OrderHasTooManyLines" }], [413]);
    expect(await sink.importOrder(order)).toEqual({ kind: "refused", refusal: { code: "OrderHasTooManyLines" } });
    expect(await sink.importOrder(order)).toEqual({ kind: "refused", refusal: { code: "ServerAnswered413" } });
  });

  it("sends again when the server is overloaded, after the time it names", async () => {
    const { sink, asked } = await serving([503, {}, { "retry-after": "1" }], [429], [201]);
    const begunMs = performance.now();
    expect(await sink.importOrder(order)).toEqual({ kind: "placed" });
    expect(performance.now() - begunMs).toBeGreaterThanOrEqual(950);
    expect(asked).toHaveLength(3);
  });

  it("gives up on a server that stays overloaded, fails, or is not there, and says what to do", async () => {
    const overloaded = await serving([503]);
    await expect(overloaded.sink.importOrder(order)).rejects.toThrow("Run the same command again later to go on");
    expect(overloaded.asked).toHaveLength(6);
    server?.close();
    const failing = await serving([500]);
    await expect(failing.sink.importOrder(order)).rejects.toThrow("Look into its log");
    server?.closeAllConnections();
    server?.close();
    await expect(failing.sink.importOrder(order)).rejects.toThrow("Is the server running there?");
  });

  it("stops at a key that may not import", async () => {
    await expect((await serving([401])).sink.createProduct(product)).rejects.toThrow("does not know this key");
    server?.close();
    await expect((await serving([403])).sink.importOrder(order)).rejects.toThrow("only a staff key");
  });

  it("names the merchant where one is given", async () => {
    const { asked, url } = await serving([201]);
    await httpSink({ url, key: "k", merchant: "mer_1" }).importOrder(order);
    expect(asked[0]?.merchant).toBe("mer_1");
  });
});
