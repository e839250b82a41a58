import postgres, { type Sql } from "postgres";
import { limits } from "../limits.ts";

/**
 * Connections for event logs, set so that a database that restarts, fails over or terminates connections harms nobody for longer than
 * it is away. Not for Kysely: it reserves connections, which the driver cannot do without knowing the types of arrays (porsager/postgres#1219).
 */
export const connectLog = (url: string, { max, applicationName }: { readonly max: number; readonly applicationName: string }): Sql =>
  postgres(url, {
    max,
    onnotice: () => undefined,
    connection: { application_name: applicationName },
    // On by default, the driver asks each new connection for the types of arrays, and one that is terminated meanwhile ends this
    // process with an unhandled rejection (porsager/postgres#1192). The log passes arrays as text and reads none.
    fetch_types: false,
    connect_timeout: limits.connectMs / 1000,
    // The driver's own pauses grow to 20 s after a handful of refused connections, however soon the server is back.
    backoff: () => limits.reconnectPauseMs / 1000,
  });

/** Closes connections after what they are doing; within a limit, because the driver waits for ever for one that was lost under a query (porsager/postgres#1097). */
export const disconnectLog = (sql: Sql): Promise<void> => sql.end({ timeout: limits.disconnectMs / 1000 });
