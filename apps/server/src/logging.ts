import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";
import { readableLine } from "./readable-log.ts";

/** JSON lines on stdout or where it is said, or lines for people where a person looks on. */
export const createLogger = ({ logLevel }: Pick<Config, "logLevel">, to: NodeJS.WriteStream = process.stdout): Logger => {
  const options = { level: logLevel };
  if (!to.isTTY) return pino(options, to);
  return pino(options, { write: (line) => void to.write(readableLine(line)) });
};
