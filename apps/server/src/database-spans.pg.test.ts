import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createDatabaseSpans } from "./database-spans.ts";
import { openPostgresFoundation } from "./foundation/postgres-foundation.ts";
import { tea } from "./testing/sample-order.ts";
import { startTestServer } from "./testing/test-server.ts";

const database = testDatabase();
const exporter = new InMemorySpanExporter();
const spans = createDatabaseSpans();
const provider = new NodeTracerProvider({ spanProcessors: [spans.processor, new SimpleSpanProcessor(exporter)] });
provider.register();
beforeEach(() => exporter.reset());
afterAll(() => provider.shutdown());

const sampled = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
const spanNamed = (name: string): ReadableSpan => {
  const span = exporter.getFinishedSpans().find((one) => one.name === name);
  if (span === undefined) throw new Error(`no ${name} among ${exporter.getFinishedSpans().map((one) => one.name)}`);
  return span;
};

describe("the span of an append to PostgreSQL", () => {
  it("says which database was asked for what, as the conventions for PostgreSQL have it, and nothing of who asks", async () => {
    const foundation = await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} });
    const server = await startTestServer({ foundation });
    spans.keptIn(database.url);
    expect((await server.ask("PUT /v1/products/TEA", { headers: sampled, body: tea })).status).toBe(201);
    await server.stop();
    const { attributes, kind } = spanNamed("append catalog");
    const { hostname, port, pathname } = new URL(database.url);
    expect(kind).toBe(SpanKind.CLIENT);
    expect(attributes).toEqual({
      "db.system.name": "postgresql",
      "db.namespace": `${pathname.slice(1)}|catalog`,
      "db.operation.name": "append",
      "db.operation.batch.size": 1,
      "db.stored_procedure.name": "append",
      "server.address": hostname,
      "server.port": Number(port),
    });
  });

  it("says what PostgreSQL answered when it could not", async () => {
    const foundation = await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} });
    const server = await startTestServer({ foundation });
    spans.keptIn(database.url);
    const [newest] = await database.sql<{ call: string }[]>`
      select oid::regprocedure as call from pg_proc where pronamespace = 'catalog'::regnamespace and proname = 'append' order by pronargs desc limit 1`;
    const away = newest?.call.replace(".append(", ".append_away(") ?? "";
    await database.sql.unsafe(`alter routine ${newest?.call} rename to append_away`);
    expect((await server.ask("PUT /v1/products/TEA2", { headers: sampled, body: tea })).status).toBe(500);
    await database.sql.unsafe(`alter routine ${away} rename to append`);
    await server.stop();
    const { attributes, status } = spanNamed("append catalog");
    expect(attributes).toMatchObject({ "db.response.status_code": "42883", "error.type": "42883" });
    expect(status.code).toBe(SpanStatusCode.ERROR);
  });

  it.each<[string, object]>([
    ["postgres://app:secret@db.internal/shop%20one", { "db.namespace": "shop one|catalog", "server.address": "db.internal" }],
    ["postgres://one:1,two:2/shop", { "db.namespace": "catalog" }],
    ["postgres://db.internal:6432", { "db.namespace": "catalog", "server.address": "db.internal", "server.port": 6432 }],
  ])("says what %s says", (url, said) => {
    spans.keptIn(url);
    const attributes = { "db.namespace": "catalog", "db.operation.name": "append" };
    provider.getTracer("a test").startSpan("append catalog", { attributes }).end();
    expect(spanNamed("append catalog").attributes).toEqual({
      "db.system.name": "postgresql",
      "db.operation.name": "append",
      "db.stored_procedure.name": "append",
      ...said,
    });
  });

  it("leaves other spans as they are", () => {
    spans.keptIn(database.url);
    provider
      .getTracer("a test")
      .startSpan("hear ordering", { attributes: { "waybill.message": "OrderPlaced" } })
      .end();
    expect(spanNamed("hear ordering").attributes).toEqual({ "waybill.message": "OrderPlaced" });
  });
});
