import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { trace } from "@opentelemetry/api";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startTracing } from "./tracing.ts";

describe("tracing", () => {
  it("is off until the environment says where spans go to", () => {
    const refuse = (objection: string) => expect.fail(objection);
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" };
    expect(startTracing({}, refuse)).toBeNull();
    expect(startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, refuse)).toBeNull();
    expect(startTracing({ ...endpoint, OTEL_SDK_DISABLED: "true" }, refuse)).toBeNull();
    expect(startTracing({ ...endpoint, OTEL_TRACES_EXPORTER: "none" }, refuse)).toBeNull();
  });

  it("says so when it is asked to speak what it does not", () => {
    const objections: string[] = [];
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
    expect(startTracing(env, (objection) => objections.push(objection))).toBeNull();
    expect(objections).toEqual([expect.stringContaining("asks for grpc")]);
  });

  it("sends what is left when it stops, in the name that the environment gives", async () => {
    const received: { readonly url: string | undefined; readonly body: string }[] = [];
    const collector = createServer(async (request, response) => {
      received.push({ url: request.url, body: await text(request) });
      response.end("{}");
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void collector.close());
    await once(collector, "listening");
    const { port } = collector.address() as AddressInfo;
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${port}`);
    vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
    onTestFinished(() => void vi.unstubAllEnvs());
    const tracing = startTracing(process.env, (objection) => expect.fail(objection));
    trace.getTracer("a test").startSpan("a last one").end();
    expect(await tracing?.stop()).toBe(true);
    expect(received.map(({ url }) => url)).toEqual(["/v1/traces"]);
    const [{ resource, scopeSpans }] = JSON.parse(received[0]!.body).resourceSpans;
    const attributes = resource.attributes.map(({ key, value }: { key: string; value: { stringValue: string } }) => [
      key,
      value.stringValue,
    ]);
    expect(attributes).toContainEqual(["service.name", "waybill"]);
    expect(attributes).toContainEqual(["deployment.environment.name", "test"]);
    expect(scopeSpans[0].spans.map(({ name }: { name: string }) => name)).toEqual(["a last one"]);
  });

  it("waits for no collector that does not answer", async () => {
    trace.disable();
    const collector = createServer(() => undefined).listen(0, "127.0.0.1");
    onTestFinished(() => {
      collector.close();
      collector.closeAllConnections();
    });
    await once(collector, "listening");
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
    vi.stubEnv("OTEL_EXPORTER_OTLP_TIMEOUT", "60000");
    onTestFinished(() => void vi.unstubAllEnvs());
    const tracing = startTracing(process.env, () => {});
    trace.getTracer("another test").startSpan("never sent").end();
    const startedAtMs = performance.now();
    expect(await tracing?.stop()).toBe(false);
    // The second that it is given, and what a slow machine makes of it: half a minute is what the collector would be given.
    expect(performance.now() - startedAtMs).toBeLessThan(20_000);
  });
});
