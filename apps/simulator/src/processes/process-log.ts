import type { PlatformOptions } from "@waybill/server/platform";
import { pino } from "pino";

/** What processes write down: kept in memory, the last lines of it. */
export interface ProcessLog {
  readonly logger: PlatformOptions["logger"];
  /** The text of what was warned of, and how often. */
  readonly warnings: ReadonlyMap<string, number>;
}

export const createProcessLog = (): ProcessLog => {
  const warnings = new Map<string, number>();
  const write = (line: string): void => {
    const { msg, err, kind } = JSON.parse(line);
    const text = [msg, kind, err?.type, err?.message].filter((part) => part !== undefined).join(": ");
    warnings.set(text, (warnings.get(text) ?? 0) + 1);
  };
  return { logger: pino({ level: "warn" }, { write }), warnings };
};
