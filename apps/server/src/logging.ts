import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";
import { readableLine } from "./readable-log.ts";

/** JSON lines on stdout or where it is said, or lines for people where a person looks on. */
export const createLogger = ({ logLevel }: Pick<Config, "logLevel">, to: NodeJS.WriteStream = process.stdout): Logger => {
  const options = { level: logLevel };
  if (!to.isTTY) return pino(options, gathering(to));
  return pino(options, { write: (line) => void to.write(readableLine(line)) });
};

/**
 * Lines of one turn of the event loop go out as one write, and what is left when the process ends. A write for each line was 5 µs of each request where it goes into a pipe;
 * what is killed in the middle of a turn loses the lines of that turn.
 */
const gathering = (to: Pick<NodeJS.WriteStream, "write">): { readonly write: (line: string) => void } => {
  let lines = "";
  const flush = (): void => {
    if (lines !== "") to.write(lines);
    lines = "";
  };
  process.on("exit", flush);
  return {
    write: (line) => {
      if (lines === "") setImmediate(flush);
      lines += line;
    },
  };
};
