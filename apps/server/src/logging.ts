import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";
import { readableLine } from "./readable-log.ts";

/** JSON lines on stdout, or lines for people where a person looks on. */
export const createLogger = ({ logLevel }: Pick<Config, "logLevel">): Logger => {
  const options = { level: logLevel };
  if (!process.stdout.isTTY) return pino(options);
  return pino(options, { write: (line) => void process.stdout.write(readableLine(line)) });
};
