import { resolve } from "node:path";
import { limits } from "@waybill/kernel/limits";
import { type HttpSettings, readHttpSettings } from "./http/http-settings.ts";
import { StartRefused } from "./start-refused.ts";

export interface Config {
  /** Where to listen; port 0 takes any free one. */
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Of a PostgreSQL of your own; null for the embedded one. */
  readonly databaseUrl: string | null;
  /** The admin key that the environment sets; null to have one made. */
  readonly adminKey: string | null;
  readonly logLevel: LogLevel;
  readonly http: HttpSettings;
  /** Whether this process works on what follows from what was asked; false leaves it to others that share the database. */
  readonly follows: boolean;
  /** Of every log that is made; null for as many as usual, and for logs that are there. */
  readonly partitions: number | null;
  /** Go on with a database that may lose what it acknowledged. */
  readonly unsafe: boolean;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "silent"] as const;
type LogLevel = (typeof logLevels)[number];

/**
 * Reads the environment and the arguments.
 * @throws StartRefused naming what is not understood, and what would be.
 */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>, args: readonly string[]): Config => {
  const stray = args.find((arg) => arg !== "--unsafe");
  if (stray !== undefined) throw new StartRefused(`${stray} is not an option: there is --unsafe, and the rest is set in the environment.`);
  const set = (name: string): string | null => (environment[name] === undefined || environment[name] === "" ? null : environment[name]);
  const databaseUrl = databaseUrlIn(set("DATABASE_URL"));
  return {
    host: set("HOST") ?? "127.0.0.1",
    port: portIn(set("PORT") ?? "4000"),
    dataDir: resolve(set("WAYBILL_DATA") ?? ".waybill"),
    databaseUrl,
    adminKey: adminKeyIn(set("WAYBILL_ADMIN_KEY")),
    logLevel: logLevelIn(set("WAYBILL_LOG_LEVEL") ?? "info"),
    http: readHttpSettings(set),
    follows: followsIn(set("WAYBILL_FOLLOWS") ?? "yes", databaseUrl),
    partitions: partitionsIn(set("WAYBILL_PARTITIONS")),
    unsafe: args.includes("--unsafe"),
  };
};

const portIn = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new StartRefused(`PORT is "${text}": it takes a number from 0 to 65535.`);
};

const databaseUrlIn = (text: string | null): string | null => {
  if (text === null || (/^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text))) return text;
  // Not shown: it may hold a password.
  throw new StartRefused("DATABASE_URL is not a PostgreSQL address: it looks like postgres://user:password@host:5432/database.");
};

const adminKeyIn = (text: string | null): string | null => {
  if (text === null || /^[\x21-\x7e]{8,200}$/.test(text)) return text;
  throw new StartRefused("WAYBILL_ADMIN_KEY takes 8 to 200 printable characters without spaces; long and random ones are good.");
};

const followsIn = (text: string, databaseUrl: string | null): boolean => {
  if (text === "yes") return true;
  if (text !== "no") throw new StartRefused(`WAYBILL_FOLLOWS is "${text}": it takes yes or no.`);
  if (databaseUrl !== null) return false;
  throw new StartRefused("WAYBILL_FOLLOWS=no leaves orders to other processes, and there are none without a DATABASE_URL that they share.");
};

const partitionsIn = (text: string | null): number | null => {
  if (text === null) return null;
  const partitions = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (partitions <= limits.mostPartitions) return partitions;
  throw new StartRefused(`WAYBILL_PARTITIONS is "${text}": it takes a number from 1 to ${limits.mostPartitions}.`);
};

const logLevelIn = (text: string): LogLevel => {
  const level = logLevels.find((known) => known === text);
  if (level !== undefined) return level;
  throw new StartRefused(`WAYBILL_LOG_LEVEL is "${text}": it takes ${logLevels.join(", ")}.`);
};
