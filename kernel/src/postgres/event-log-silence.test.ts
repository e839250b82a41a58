import type { Sql } from "postgres";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { StoreUnavailable } from "../checkpoint.ts";
import { LogUnavailable } from "../event-log.ts";
import { limits } from "../limits.ts";
import { thing } from "../testing/following-sample.ts";
import { openPostgresEventLog } from "./event-log.ts";

/** Connections that say which log it is, and then nothing more. */
const silentConnections = (): Sql => {
  const never = new Promise<never>(() => undefined);
  let answers = 1;
  const ask = (strings: unknown) => {
    if (!Array.isArray(strings)) return strings;
    return answers-- > 0 ? Promise.resolve([{ incarnation: "here", partitions: 4 }]) : never;
  };
  // As much of the driver as a log needs to ask something.
  return Object.assign(ask, { unsafe: (text: string) => (text.includes("select") ? never : text) }) as unknown as Sql;
};

describe("a log whose database never answers", () => {
  it.each([
    ["that it is read forward", ({ readPartitions }) => readPartitions(new Map([[0, 0]]), 10), StoreUnavailable],
    ["for its heads", ({ heads }) => heads(), StoreUnavailable],
    ["for a stream", ({ readStream }) => readStream(thing(1), 0, 10), LogUnavailable],
  ] satisfies [string, (log: Awaited<ReturnType<typeof openPostgresEventLog>>) => Promise<unknown>, unknown][])(
    "keeps nobody waiting for ever who asks %s",
    async (_, ask, error) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      onTestFinished(() => void vi.useRealTimers());
      const answer = vi.fn();
      void ask(await openPostgresEventLog(silentConnections(), "sample")).then(answer, answer);
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(limits.logPatienceMs);
      expect(answer).toHaveBeenCalledExactlyOnceWith(expect.any(error));
    },
  );
});
