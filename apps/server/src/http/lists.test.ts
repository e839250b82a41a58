import { MerchantId } from "@waybill/contracts/vocabulary";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeTea, stockTea, tea } from "../testing/sample-order.ts";
import { startTestServer, type TestAnswer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
let orders: TestAnswer[];
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
  orders = [];
  for (let number = 0; number < 7; number += 1) {
    orders.push(await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: number + 1 }], externalId: `shop ${number % 2}` } }));
  }
  for (const sku of ["a", "B", "a b/c", "100%", "Ärmel", "_"]) {
    await server.ask(`PUT /v1/products/${encodeURIComponent(sku)}`, { body: { ...tea, name: `Article ${sku}` } });
  }
  await eventually("there was no tea for any of them", async () => {
    const answers = await Promise.all(orders.map(({ headers }) => server.ask(`GET ${headers.location}`)));
    return answers.every(({ body }) => body.status === "Rejected") && caughtUp();
  });
});
afterAll(() => server.stop());

/** Whether the list shows what became of them. */
const caughtUp = async (): Promise<boolean> => (await server.ask("GET /v1/orders?status=Rejected")).body.items.length === orders.length;
const newest = () => ({ "waybill-after": orders.map(({ headers }) => headers["waybill-position"]).join(", ") });
const idsOf = ({ body }: TestAnswer) => body.items.map(({ id }: { id: string }) => id);

/** Every item, page by page. */
const walk = async (path: string, limit: number): Promise<unknown[]> => {
  const items: unknown[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { body }: TestAnswer = await server.ask(`GET ${path}limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`, {
      headers: newest(),
    });
    items.push(...body.items);
    cursor = body.next;
  }
  return items;
};

describe("a list of orders", () => {
  it("is the newest first, whole on one page or on many", async () => {
    const whole = await server.ask("GET /v1/orders", { headers: newest() });
    expect(whole.body.next).toBeNull();
    expect(idsOf(whole).sort()).toEqual(orders.map(({ body }) => body.id).sort());
    const places = whole.body.items.map(({ placedAt, id }: { placedAt: string; id: string }) => `${placedAt} ${id}`);
    expect(places).toEqual([...places].sort().reverse());
    for (const limit of [1, 2, 3, 7]) expect(await walk("/v1/orders?", limit), `limit ${limit}`).toEqual(whole.body.items);
  });
  it("shows what was just written to whoever says so", async () => {
    const { headers, body } = await placeTea(server, {
      merchant: MerchantId.create(),
      as: "admin",
      body: { lines: [{ sku: "X", quantity: 1, unitPrice: tea.unitPrice }] },
    });
    const position = headers["waybill-position"]!;
    const list = await server.ask("GET /v1/orders", { headers: { "waybill-after": position, "waybill-merchant": body.merchantId } });
    expect(idsOf(list)).toContain(body.id);
    const malformed = await server.ask("GET /v1/orders", { headers: { "waybill-after": "yesterday" } });
    expect([malformed.status, malformed.body.code]).toEqual([400, "PositionTokenIsMalformed"]);
    const restored = position.replace(/\/.*\//, "/00000000-0000-4000-8000-000000000000/");
    const other = await server.ask("GET /v1/orders", { headers: { "waybill-after": restored } });
    expect([other.status, other.body.code]).toEqual([409, "PositionIsOfAnotherLog"]);
    const ahead = await server.ask("GET /v1/orders", { headers: { "waybill-after": position.replace(/@\d+/, "@999999") } });
    expect([ahead.status, ahead.body.code, ahead.headers["retry-after"]]).toEqual([503, "ReadModelIsBehind", "1"]);
  });
  it("can be narrowed", async () => {
    const ask = async (query: string) => idsOf(await server.ask(`GET /v1/orders?${query}`, { headers: newest() }));
    expect(await ask("externalId=shop%201")).toHaveLength(3);
    expect(await ask("status=Rejected")).toHaveLength(7);
    expect(await ask("status=Confirmed")).toEqual([]);
    expect(await ask(`customerId=cus_01h455vb4pex5vsknk084sn02q`)).toEqual([]);
    const third = orders[2]!.body;
    const later = orders.filter(({ body }) => body.placedAt > third.placedAt).map(({ body }) => body.id);
    expect((await ask(`placedAfter=${encodeURIComponent(third.placedAt)}`)).sort()).toEqual(later.sort());
    expect(await walk("/v1/orders?externalId=shop%200&", 2)).toHaveLength(4);
  });
  it("tells what each one is", async () => {
    const { body } = await server.ask("GET /v1/orders", { headers: newest() });
    const { body: third } = orders[2]!;
    expect(body.items.find(({ id }: { id: string }) => id === third.id)).toMatchObject({
      number: third.number,
      status: "Rejected",
      total: { amount: 1497, currency: "EUR" },
      lineCount: 1,
      units: 3,
      externalId: "shop 0",
      placedAt: third.placedAt,
    });
  });
  it("takes only its own cursors", async () => {
    const { body } = await server.ask("GET /v1/orders?limit=2", { headers: newest() });
    const cursor: string = body.next;
    const ask = (path: string, headers = {}) => server.ask(`GET ${path}`, { headers });
    const forged = Buffer.from(
      Buffer.from(cursor, "base64url")
        .toString()
        .replace(/\d(?=\D*$)/, "x"),
    ).toString("base64url");
    const wrong = [
      ask(`/v1/orders?limit=2&cursor=${cursor.slice(1)}`),
      ask(`/v1/orders?limit=2&cursor=${forged}`),
      ask("/v1/orders?cursor=WzFd"),
      ask(`/v1/orders?status=Placed&cursor=${cursor}`),
      ask(`/v1/products?cursor=${cursor}`),
      ask(`/v1/orders?cursor=${cursor}`, { "waybill-merchant": MerchantId.create() }),
    ];
    for (const answer of await Promise.all(wrong)) expect([answer.status, answer.body.code]).toEqual([400, "CursorIsMalformed"]);
    expect((await ask(`/v1/orders?limit=5&cursor=${cursor}`)).status).toBe(200);
  });
});

describe("a list of products", () => {
  it("is by SKU, and can be searched", async () => {
    const skus = async (query: string) => (await server.ask(`GET /v1/products${query}`)).body.items.map(({ sku }: { sku: string }) => sku);
    await expect.poll(() => skus(""), { timeout: 30_000 }).toEqual(["100%", "B", "TEA", "_", "a", "a b/c", "Ärmel"]);
    expect(await walk("/v1/products?", 2)).toHaveLength(7);
    expect(await skus("?search=ARTICLE%20A")).toEqual(["a", "a b/c"]);
    expect(await skus("?search=%25")).toEqual(["100%"]);
    expect(await skus("?search=_")).toEqual(["_"]);
    expect(await skus("?search=green")).toEqual(["TEA"]);
  });
  it("shows each as it is shown alone, under whatever name", async () => {
    const { body } = await server.ask("GET /v1/products?search=b/c");
    expect(body.items).toEqual([(await server.ask("GET /v1/products/a%20b%2Fc")).body]);
  });
});

describe("a product", () => {
  it("is added, changed and left alone, each told by its status", async () => {
    const put = (body: unknown, headers = {}) => server.ask("PUT /v1/products/CUP", { body, headers });
    const added = await put(tea);
    expect([added.status, added.headers.location, added.headers.etag]).toEqual([201, "/v1/products/CUP", '"1"']);
    const same = await put(tea);
    expect([same.status, same.body]).toEqual([200, added.body]);
    const renamed = await put({ ...tea, name: "A cup" }, { "if-match": '"1"' });
    expect([renamed.status, renamed.body.version]).toEqual([200, 2]);
    for (const headers of [{ "if-match": '"1"' }, { "if-none-match": "*" }]) {
      expect((await put({ ...tea, name: "Another" }, headers)).body.code).toBe("VersionIsStale");
    }
    // A browser or a cache asks so by itself when it has an answer with an ETag.
    for (const headers of [{}, { "if-none-match": '"2"' }, { "if-none-match": 'W/"1", "2"' }, { "if-match": '"1"' }]) {
      const read = await server.ask("GET /v1/products/CUP", { headers });
      expect([read.status, read.body], JSON.stringify(headers)).toEqual([200, renamed.body]);
    }
    const unknown = await server.ask("GET /v1/products/SAUCER");
    expect([unknown.status, unknown.body.code]).toEqual([404, "ProductIsUnknown"]);
  });

  it("has days that differ, and none where nobody has paid yet", async () => {
    const listed = await server.ask("GET /v1/reconciliations?differing=true&limit=2");
    expect([listed.status, listed.body]).toEqual([200, { items: [], next: null }]);
    const both = await server.ask("GET /v1/reconciliations?differing=true&day=2026-03-29");
    expect([both.status, both.body.code]).toEqual([422, "DayIsNotListed"]);
    expect((await server.ask("GET /v1/reconciliations?differing=false&day=2026-03-29")).body).toMatchObject({ day: "2026-03-29" });
  });
});
