import { DatabaseRefused } from "@waybill/kernel/postgres/durability";
import { EmbeddedPostgresError } from "@waybill/kernel/postgres/embedded";
import { MigrationRefused } from "@waybill/kernel/postgres/migrate";
import type { Config } from "./config.ts";
import { StartRefused } from "./start-refused.ts";

/** Why it did not start, in words for the person who tried; null for a fault that only its stack explains. */
export const startProblem = (error: unknown, config: Pick<Config, "databaseUrl" | "host" | "port"> | null): string | null => {
  if (error instanceof StartRefused || error instanceof EmbeddedPostgresError || error instanceof DatabaseRefused) return error.message;
  if (error instanceof MigrationRefused) return `The database does not fit this version: ${error.message}`;
  if (config === null || !(error instanceof Error) || !("code" in error)) return null;
  const { host, port, databaseUrl } = config;
  const listening = "syscall" in error && error.syscall === "listen";
  if (listening && error.code === "EADDRINUSE")
    return `Port ${port} on ${host} is taken: stop what listens there, or set PORT to another one.`;
  if (listening && error.code === "EACCES") return `Port ${port} needs rights that this process does not have: set PORT to one above 1023.`;
  if (listening) return `It cannot listen on ${host}: set HOST to an address of this machine (${error.message}).`;
  if (databaseUrl !== null && isConnection(String(error.code)))
    return `The database at ${placeOf(databaseUrl)} cannot be used: ${error.message}.`;
  return null;
};

/** Codes of the operating system and the driver, and PostgreSQL's classes for connections, log-ins, missing databases and missing rights. */
const isConnection = (code: string): boolean => /^(?:E[A-Z]+$|CONNECT|28|3D|08|53|57P|42501)/.test(code);

/** Where, without the password. */
const placeOf = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
};
