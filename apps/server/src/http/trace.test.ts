import { type Attributes, SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { lendingTown } from "@waybill/kernel/testing/lending-town";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const town = lendingTown();
const traceId = "0af7651916cd43dd8448eb211c80319c";
const sampled = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
const product = { name: "Lantern", unitPrice: { amount: 100, currency: "EUR" } };

let server: TestServer;
beforeAll(async () => {
  provider.register();
  // A request that goes as far as any: through a saga into two other contexts.
  const goFar = async ({ command }: { readonly command: Parameters<typeof town.front.handle>[2] }) => {
    const requestId = `r-${command.correlation}`;
    await town.front.handle(requestId, { type: "RequestKit", requestId, kitId: "kit" }, command);
    await town.settle();
    return { kind: "done", status: 204, body: null } as const;
  };
  const fail = () => Promise.reject(new Error("out of order"));
  server = await startTestServer({ instead: { revokeKey: goFar, listKeys: fail } });
  await server.keyOf("admin");
});
beforeEach(() => exporter.reset());
afterAll(() => server.stop());

/** Without those of read models, which follow whenever they get to it. */
const finished = (): readonly ReadableSpan[] => exporter.getFinishedSpans().filter(({ name }) => !name.startsWith("follow "));
const named = (name: string): ReadableSpan => {
  const span = finished().find((one) => one.name === name);
  if (span === undefined) throw new Error(`no ${name} among ${finished().map((one) => one.name)}`);
  return span;
};
const wayBack = (span: ReadableSpan): readonly string[] => {
  const parent = finished().find((one) => one.spanContext().spanId === span.parentSpanContext?.spanId);
  return [span.name, ...(parent === undefined ? [String(span.parentSpanContext?.spanId)] : wayBack(parent))];
};

describe("a request's trace", () => {
  it("holds the request, its command and append, the hearing of it, and the ask in another context", async () => {
    const { keyId } = await server.keyOf("staff");
    expect((await server.ask(`DELETE /v1/keys/${keyId}`, { headers: sampled })).status).toBe(204);
    const request = ["request RequestKit", "DELETE /v1/keys/:keyId", "b7ad6b7169203331"];
    const heard = ["saga-lend-kit Hear", "hear front", ...request];
    expect(wayBack(named("append front"))).toEqual(["append front", ...request]);
    expect(named("append front").links.map(({ context }) => context.spanId)).toEqual([named("request RequestKit").spanContext().spanId]);
    expect(wayBack(named("hold HoldKit"))).toEqual(["hold HoldKit", "ask store hold HoldKit", ...heard]);
    expect(new Set(finished().map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]));
    // Every event in every context knows the request; the first one who sent it.
    const events = await town.all();
    expect(new Set(events.map(({ causation }) => causation.correlation))).toEqual(new Set([traceId]));
    const [asked] = events.filter(({ causation }) => causation.cause === undefined);
    expect(asked).toMatchObject({ type: "KitRequested", causation: { actor: (await server.keyOf("admin")).keyId } });
  });

  it("says of a request what the conventions for HTTP say, and nothing about a person", async () => {
    const headers = { ...sampled, "user-agent": "a browser of somebody" };
    const answer = await server.ask("PUT /v1/products/LAMP", { headers, body: product });
    const { attributes, name } = named("PUT /v1/products/:sku");
    const { keyId } = await server.keyOf("admin");
    const said: Attributes = {
      "http.request.method": "PUT",
      "http.response.status_code": answer.status,
      "http.route": "/v1/products/:sku",
      "network.protocol.version": "1.1",
      "url.path": "/v1/products/LAMP",
      "url.scheme": "http",
      "waybill.key": keyId,
      "waybill.merchant": "default",
    };
    expect(attributes).toEqual(said);
    expect(answer.headers.traceparent).toBe(`00-${traceId}-${named(name).spanContext().spanId}-01`);
  });

  it("is marked as failed only when it is our fault", async () => {
    const absent = await server.ask("GET /v1/products/UNKNOWN", { headers: sampled });
    expect(absent.status, absent.text).toBe(404);
    expect(named("GET /v1/products/:sku").status.code).toBe(SpanStatusCode.UNSET);
    await server.ask("GET /v1/keys", { headers: sampled });
    expect(named("GET /v1/keys")).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { "error.type": "500" } });
  });

  it("begins here when nobody began it before, and is the request's id", async () => {
    const answer = await server.ask("GET /v1/orders");
    const { traceId: own, traceFlags } = named("GET /v1/orders").spanContext();
    expect(traceFlags).toBe(1);
    expect(answer.headers.traceparent).toMatch(new RegExp(`^00-${own}-[0-9a-f]{16}-01$`));
  });

  it("keeps what the caller's tracing systems say of it, through events and asks into other contexts", async () => {
    const tracestate = "vendor=00f067aa0ba902b7,other@tenant=a:b";
    const itsOwn = traceId.replaceAll("0", "f");
    const { keyId } = await server.keyOf("staff");
    const headers = { traceparent: sampled.traceparent.replace(traceId, itsOwn), tracestate };
    const answer = await server.ask(`DELETE /v1/keys/${keyId}`, { headers });
    expect(answer.headers.tracestate).toBe(tracestate);
    expect(answer.headers.traceparent).toMatch(new RegExp(`^00-${itsOwn}-[0-9a-f]{16}-01$`));
    // What is done for many at once begins a trace of its own.
    const inTrace = finished().filter((span) => span.spanContext().traceId === itsOwn);
    const states = inTrace.map((span) => [span.name, span.spanContext().traceState?.serialize()]);
    expect(states.map(([name]) => name)).toContain("hold HoldKit");
    expect(states.filter(([, state]) => state !== tracestate)).toEqual([]);
  });

  it.each([
    ["without a traceparent", { tracestate: "vendor=1" }],
    ["behind a malformed one", { traceparent: `${sampled.traceparent} vendor=1` }],
    ["that is none", { ...sampled, tracestate: "No Vendor; at all" }],
    ["beyond 512 characters", { ...sampled, tracestate: `vendor=${"x".repeat(512)}` }],
  ])("has no tracestate %s", async (_, headers) => {
    const answer = await server.ask("PUT /v1/products/LAMP", { headers, body: product });
    expect(answer.headers).not.toHaveProperty("tracestate");
    expect(answer.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(named("PUT /v1/products/:sku").spanContext().traceState?.serialize() ?? "").toBe("");
  });

  it("is not recorded where its caller does not, and nothing that follows is", async () => {
    const answer = await server.ask("PUT /v1/products/LAMP", {
      headers: { traceparent: sampled.traceparent.replace(/01$/, "00"), tracestate: "vendor=1" },
      body: product,
    });
    expect(finished()).toEqual([]);
    expect(answer.headers.traceparent).toMatch(new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-00$`));
    expect(answer.headers.tracestate).toBe("vendor=1");
  });

  it("ends with a refusal of the router, too, which no hook sees", async () => {
    const { status, headers } = await server.ask("GET /v1/products/%zz", { headers: sampled });
    expect([status, headers.traceparent]).toEqual([400, `00-${traceId}-${named("GET").spanContext().spanId}-01`]);
    expect(named("GET").attributes["http.response.status_code"]).toBe(400);
  });

  it("is not recorded for what only looks whether we are well", async () => {
    for (const path of ["/healthz", "/readyz", "/metrics"]) await server.ask(`GET ${path}`, { headers: sampled });
    expect(finished()).toEqual([]);
  });
});
