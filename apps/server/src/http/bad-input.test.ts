import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverLimits } from "../limits.ts";
import { stockTea, tea, twoTeas } from "../testing/sample-order.ts";
import { startTestServer, type TestRequest, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
});
afterAll(() => server.stop());

type Bad = readonly [what: string, request: TestRequest, status: number, code: string];

const order = "POST /v1/orders";
const line = (change: object) => ({ lines: [{ sku: "TEA", quantity: 1, ...change }] });
const raw = (text: string): TestRequest => ({ body: text });
const typed = (type: string, body: string): TestRequest => ({ body, headers: { "content-type": type } });
const deep = (levels: number) => `{"lines":${"[".repeat(levels)}${"]".repeat(levels)}}`;

const bodies: readonly Bad[] = [
  [order, raw("{"), 400, "BodyIsNotJson"],
  [order, raw("'{}'"), 400, "BodyIsNotJson"],
  [order, { body: Uint8Array.of(0x7b, 0xff, 0x7d) }, 400, "BodyIsNotJson"],
  [order, { body: Buffer.from(JSON.stringify(twoTeas), "utf16le") }, 400, "BodyIsNotJson"],
  [order, raw(deep(40)), 400, "BodyIsTooDeep"],
  [order, raw(deep(200_000)), 400, "BodyIsTooDeep"],
  [order, raw(`{"note":"${"x".repeat(serverLimits.bodyBytes)}"}`), 413, "BodyIsTooLarge"],
  [order, raw('{"note":"a\\u0000b"}'), 400, "BodyIsNotStorable"],
  [order, raw('{"note":"\\ud800"}'), 400, "BodyIsNotStorable"],
  [order, raw('{"metadata":{"\\udfff":"x"}}'), 400, "BodyIsNotStorable"],
  [order, raw('{"metadata":{"__proto__":"x"}}'), 400, "BodyIsNotStorable"],
  [order, raw('{"lines":[{"sku":"TEA","quantity":1e999}]}'), 400, "BodyIsNotStorable"],
  [order, typed("text/plain", "hello"), 415, "MediaTypeIsNotSupported"],
  [order, typed("application/xml", "<a/>"), 415, "MediaTypeIsNotSupported"],
  [order, typed("nonsense", "{}"), 415, "MediaTypeIsNotSupported"],
  [order, typed("application/json; charset=latin1", "{}"), 415, "MediaTypeIsNotSupported"],
  [order, { ...raw("{}"), headers: { "content-encoding": "gzip" } }, 415, "MediaTypeIsNotSupported"],
  [order, {}, 400, "RequestIsMalformed"],
  [order, raw(""), 400, "RequestIsMalformed"],
  [order, raw("null"), 400, "RequestIsMalformed"],
  [order, raw("[]"), 400, "RequestIsMalformed"],
  [order, raw('"TEA"'), 400, "RequestIsMalformed"],
];

const fields: readonly Bad[] = [
  [order, { body: { ...twoTeas, colour: "red" } }, 400, "RequestIsMalformed"],
  [order, { body: { lines: [] } }, 400, "RequestIsMalformed"],
  [order, { body: { lines: Array.from({ length: 1_001 }, () => ({ sku: "TEA", quantity: 1 })) } }, 400, "RequestIsMalformed"],
  ...[0, -1, 1.5, 1e21, "1", null, 1_000_001].map((quantity): Bad => [order, { body: line({ quantity }) }, 400, "RequestIsMalformed"]),
  ...["", " TEA", "T\tA", "\u200b", "x".repeat(65), 7, null, ".", ".."].map(
    (sku): Bad => [order, { body: line({ sku }) }, 400, "RequestIsMalformed"],
  ),
  ...[
    { amount: 0.1, currency: "EUR" },
    { amount: -1, currency: "EUR" },
    { amount: "1,50", currency: "EUR" },
    { amount: "1e3", currency: "EUR" },
    { amount: "-1", currency: "EUR" },
    { amount: "0.123456789", currency: "EUR" },
    { amount: 1, currency: "eur" },
    { amount: 1, currency: "XXX" },
    { amount: 1e15, currency: "EUR" },
    { amount: 1 },
    "4.99",
    499,
  ].map((unitPrice): Bad => [order, { body: line({ unitPrice }) }, 400, "RequestIsMalformed"]),
  [order, { body: { ...twoTeas, contact: { name: "Ada", email: "nobody" } } }, 400, "RequestIsMalformed"],
  [order, { body: { ...twoTeas, contact: { name: "Ada", phone: "0401234567" } } }, 400, "RequestIsMalformed"],
  [order, { body: { ...twoTeas, customerId: "17850" } }, 400, "RequestIsMalformed"],
  [order, { body: { ...twoTeas, externalId: "a\u0001" } }, 400, "RequestIsMalformed"],
  [order, { body: { ...twoTeas, address: { lines: ["x"], city: "y", country: "Finland" } } }, 400, "RequestIsMalformed"],
  [order, { body: { ...twoTeas, delivery: { method: "drone" } } }, 400, "RequestIsMalformed"],
  [order, { body: { ...twoTeas, metadata: { "a b": "c" } } }, 400, "RequestIsMalformed"],
  [order, { body: { ...twoTeas, metadata: { a: 1 } } }, 400, "RequestIsMalformed"],
  [
    order,
    { body: { ...twoTeas, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, ""])) } },
    400,
    "RequestIsMalformed",
  ],
  [order, { body: line({ unitPrice: { amount: 999_999_999_999_999, currency: "EUR" }, quantity: 2 }) }, 422, "PriceIsOutOfRange"],
  ["PUT /v1/products/TEA", { body: { ...tea, imageUrl: "javascript:alert(1)" } }, 422, "ImageUrlIsNotWeb"],
  ["PUT /v1/products/TEA", { body: { ...tea, name: "   " } }, 422, "NameIsMissing"],
  ["PUT /v1/products/TEA", { body: { ...tea, name: "x".repeat(301) } }, 400, "RequestIsMalformed"],
  ["PUT /v1/products/TEA", { body: { ...tea, weightGrams: -1 } }, 400, "RequestIsMalformed"],
  ["POST /v1/keys", { body: { role: "god" } }, 400, "RequestIsMalformed"],
  [
    "POST /v1/orders/import",
    { body: { source: "a b", externalId: "1", placedAt: "2010-12-01", currency: "GBP", lines: [] } },
    400,
    "RequestIsMalformed",
  ],
];

const anOrder = "/v1/orders/ord_01h455vb4pex5vsknk084sn02q";
const urls: readonly Bad[] = [
  ["GET /v1/orders/7", {}, 400, "RequestIsMalformed"],
  [`GET ${anOrder.toUpperCase()}`, {}, 404, "RouteIsUnknown"],
  ["GET /v1/orders/ord_81h455vb4pex5vsknk084sn02q", {}, 400, "RequestIsMalformed"],
  ["GET /v1/products/%00", {}, 400, "RequestIsMalformed"],
  ["GET /v1/products/%20", {}, 400, "RequestIsMalformed"],
  ["GET /v1/products/%ff", {}, 400, "UrlIsMalformed"],
  ["GET /v1/products/%", {}, 400, "UrlIsMalformed"],
  [`GET /v1/products/${"x".repeat(500)}`, {}, 400, "UrlIsMalformed"],
  [`GET /v1/products/${"x".repeat(65)}`, {}, 400, "RequestIsMalformed"],
  ["GET /v1/products?search=a%00b", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?limit=0", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?limit=201", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?limit=ten", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?limit=5&limit=6", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?status=Lost", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?status=NotPlaced", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?customer=1", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?placedAfter=yesterday", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?placedAfter=2026-02-30T00:00:00Z", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?cursor=%E2%82", {}, 400, "RequestIsMalformed"],
  ["GET /v1/orders?cursor=abc", {}, 400, "CursorIsMalformed"],
  [`GET /v1/orders?cursor=${"x".repeat(501)}`, {}, 400, "RequestIsMalformed"],
  [`GET ${anOrder}?at=now`, {}, 400, "RequestIsMalformed"],
  ["GET /", {}, 404, "RouteIsUnknown"],
  ["GET /v1/orders/", {}, 404, "RouteIsUnknown"],
  ["GET /v1/order", {}, 404, "RouteIsUnknown"],
  ["DELETE /v1/orders", {}, 405, "MethodIsNotAllowed"],
  ["POST /v1/products/TEA", { body: tea }, 405, "MethodIsNotAllowed"],
  [`POST ${anOrder}/resume`, { body: { why: 1 } }, 400, "RequestIsMalformed"],
  [`POST ${anOrder}/resume`, { body: "null" }, 400, "RequestIsMalformed"],
  ["DELETE /v1/keys/key_01h455vb4pex5vsknk084sn02q", { body: { why: 1 } }, 400, "RequestIsMalformed"],
  ["POST /healthz", {}, 405, "MethodIsNotAllowed"],
];

const headers: readonly Bad[] = [
  [order, { body: twoTeas, headers: { "idempotency-key": "x".repeat(256) } }, 400, "IdempotencyKeyIsMalformed"],
  [`POST ${anOrder}/hold`, { body: { reason: "x" }, headers: { "if-match": "1" } }, 400, "IfMatchIsMalformed"],
  ["PUT /v1/products/TEA", { body: tea, headers: { "if-none-match": '"1"' } }, 400, "IfMatchIsMalformed"],
  ["GET /v1/orders", { headers: { "waybill-after": "x" } }, 400, "PositionTokenIsMalformed"],
  ["GET /v1/orders", { headers: { "waybill-merchant": "acme" } }, 400, "MerchantIsMalformed"],
];

describe("bad input", () => {
  const cases = [...bodies, ...fields, ...urls, ...headers].map(([what, request, status, code]) => ({ what, request, status, code }));
  it.each(cases)("is refused with $code ($#)", async ({ what, request, status, code }) => {
    const answer = await server.ask(what, request);
    expect([answer.status, answer.body?.code], answer.text.slice(0, 500)).toEqual([status, code]);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    const { type, title, detail, instance } = answer.body;
    expect({ type, title, detail, instance }).toEqual({
      type: `urn:waybill:problem:${code}`,
      title: expect.stringMatching(/^[A-Z][a-z ]+/),
      detail: expect.stringMatching(/\.$/),
      instance: what.split(" ")[1]?.split("?")[0],
    });
    if (code === "RequestIsMalformed") expect(answer.body.errors.length).toBeGreaterThan(0);
  });
  it("leaves nothing behind", async () => {
    const { body } = await server.ask("GET /v1/orders");
    expect(body.items).toEqual([]);
    expect((await server.ask("GET /v1/products/TEA")).body).toMatchObject({ name: tea.name, version: 1 });
  });
});
