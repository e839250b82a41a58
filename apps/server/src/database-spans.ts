import type { Attributes } from "@opentelemetry/api";
import type { SpanProcessor } from "@opentelemetry/sdk-trace-node";

/**
 * The kernel's spans of its log, said by the conventions for PostgreSQL (https://opentelemetry.io/docs/specs/semconv/db/postgresql/):
 * the kernel knows which log it asks for what, and not what logs are kept in.
 */
export interface DatabaseSpans {
  readonly processor: SpanProcessor;
  /** Which PostgreSQL all logs of this process are kept in, by its URL. Spans that begin before it is known go without. */
  keptIn(url: string): void;
}

export const createDatabaseSpans = (): DatabaseSpans => {
  let database: Database | null = null;
  const nothing = async () => {};
  return {
    keptIn: (url) => {
      database = databaseOf(url);
    },
    processor: {
      onStart: (span) => {
        const { "db.operation.name": operation, "db.namespace": schema } = span.attributes;
        if (database === null || typeof operation !== "string" || typeof schema !== "string") return;
        const { name, server } = database;
        span.setAttributes({
          ...server,
          "db.system.name": "postgresql",
          "db.namespace": name === null ? schema : `${name}|${schema}`,
          // What a log does is a function of its schema.
          "db.stored_procedure.name": operation,
        });
      },
      onEnd: () => {},
      forceFlush: nothing,
      shutdown: nothing,
    },
  };
};

interface Database {
  readonly name: string | null;
  /** Where it is; never who asks, nor their password. */
  readonly server: Attributes;
}

/** What a URL says of it. One of several hosts is none that `URL` understands: the driver chooses, and then nothing is said of it. */
const databaseOf = (url: string): Database => {
  const { pathname = "", hostname = "", port = "" } = URL.parse(url) ?? {};
  return {
    name: pathname.length > 1 ? decodeURIComponent(pathname.slice(1)) : null,
    server: {
      ...(hostname !== "" && { "server.address": hostname }),
      ...(port !== "" && { "server.port": Number(port) }),
    },
  };
};
