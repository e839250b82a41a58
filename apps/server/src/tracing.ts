import { setTimeout as sleep } from "node:timers/promises";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { createDatabaseSpans } from "./database-spans.ts";
import { serverLimits } from "./limits.ts";

/** Where the spans of this process go. */
export interface Tracing {
  /**
   * Sends what is left, for as long as that is worth waiting for; whether all of it is sent. If not, the SDK tries again for some
   * seconds, and keeps the process alive meanwhile.
   */
  stop(): Promise<boolean>;
  /** Tells which PostgreSQL its database spans are of, once that is known. */
  keptIn(url: string): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Sends spans by OTLP over HTTP when `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` says where to; null when
 * not. The SDK honours the other variables of the specification by itself (samplers, batches, limits, headers, resource):
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export const startTracing = (env: Environment, warn: (objection: string) => void): Tracing | null => {
  if (!isWanted(env)) return null;
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL ?? "http/json";
  if (!protocol.startsWith("http/")) {
    warn(`traces go nowhere: they are sent as OTLP over HTTP, and OTEL_EXPORTER_OTLP_PROTOCOL asks for ${protocol}`);
    return null;
  }
  const tell = (message: string) => warn(`tracing: ${message}`);
  const silent = () => {};
  diag.setLogger(
    { error: tell, warn: tell, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const databaseSpans = createDatabaseSpans();
  const provider = new NodeTracerProvider({
    // What the environment says (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) counts more than the name that we have by ourselves.
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "waybill" }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [databaseSpans.processor, new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return {
    keptIn: databaseSpans.keptIn,
    stop: async () => {
      const sent = provider.shutdown().then(
        () => true,
        (error: unknown) => {
          tell(`the last spans were not sent: ${error}`);
          return false;
        },
      );
      return Promise.race([sent, sleep(serverLimits.traceFlushMs, false, { ref: false })]);
    },
  };
};

const isWanted = (env: Environment): boolean => {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === "true" || env.OTEL_TRACES_EXPORTER === "none") return false;
  return Boolean(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT);
};
