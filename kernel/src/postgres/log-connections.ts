import postgres, { type Sql } from "postgres";
import { limits } from "../limits.ts";

/**
 * Options for any pool, set so that a database that restarts, fails over or terminates connections is missed for no longer than it is
 * away: `postgres(url, { max, ...steadyOptions("waybill") })`.
 */
export const steadyOptions = (applicationName: string) => ({
  onnotice: () => undefined,
  connect_timeout: limits.connectMs / 1000,
  // The driver's own pauses grow to 20 s after a handful of refused connections, however soon the server is back.
  backoff: () => limits.reconnectPauseMs / 1000,
  connection: {
    application_name: applicationName,
    // A connection lost between the driver's decision to write and its writing leaves bytes behind. They are put before what the next
    // connection says first, and both are kept back until they make a kilobyte: for minutes nothing connects, one time-out after
    // the other (1 in 100 terminations of an idle connection under load). A first message of a kilobyte is sent at once, refused for
    // its false start, and the connection after it is clean. Spaces around a date style mean nothing, and every pooler lets it through.
    DateStyle: "ISO".padEnd(driverBufferBytes),
  },
});

const driverBufferBytes = 1_024;

/**
 * Connections for event logs. Not for Kysely: it reserves connections, which the driver cannot do without knowing the types of arrays
 * (porsager/postgres#1219).
 */
export const connectLog = (url: string, { max, applicationName }: { readonly max: number; readonly applicationName: string }): Sql =>
  postgres(url, {
    ...steadyOptions(applicationName),
    max,
    // On by default, the driver asks each new connection for the types of arrays, and one that is terminated meanwhile ends this
    // process with an unhandled rejection (porsager/postgres#1192). The log passes arrays as text and reads none.
    fetch_types: false,
  });

/** Closes connections after what they are doing; within a limit, because the driver waits for ever for one that was lost under a query (porsager/postgres#1097). */
export const disconnectLog = (sql: Sql): Promise<void> => sql.end({ timeout: limits.disconnectMs / 1000 });
