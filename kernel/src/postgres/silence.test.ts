import type { Sql } from "postgres";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { StoreUnavailable } from "../checkpoint.ts";
import { LogUnavailable } from "../event-log.ts";
import { limits } from "../limits.ts";
import type { KeyVault } from "../sealed.ts";
import { thing } from "../testing/following-sample.ts";
import { openPostgresEventLog } from "./event-log.ts";
import { createPostgresKeyVault } from "./key-vault.ts";

/** Connections that say so many times which log it is, and then nothing more. */
const silentConnections = (times: number): Sql => {
  const never = new Promise<never>(() => undefined);
  let answers = times;
  const ask = (strings: unknown) => {
    if (!Array.isArray(strings)) return strings;
    return answers-- > 0 ? Promise.resolve([{ incarnation: "here", partitions: 4 }]) : never;
  };
  // As much of the driver as it takes to ask something.
  return Object.assign(ask, { unsafe: (text: string) => (text.includes("select") ? never : text) }) as unknown as Sql;
};

/** What becomes of a question when its patience is over. */
const afterPatience = async (ask: () => Promise<unknown>): Promise<unknown> => {
  const answer = vi.fn();
  void ask().then(answer, answer);
  await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(limits.logPatienceMs);
  return answer.mock.calls[0]?.[0];
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a log whose database never answers", () => {
  it.each([
    ["that it is read forward", ({ readPartitions }) => readPartitions(new Map([[0, 0]]), 10), StoreUnavailable],
    ["for its heads", ({ heads }) => heads(), StoreUnavailable],
    ["for a stream", ({ readStream }) => readStream(thing(1), 0, 10), LogUnavailable],
  ] satisfies [string, (log: Awaited<ReturnType<typeof openPostgresEventLog>>) => Promise<unknown>, unknown][])(
    "keeps nobody waiting for ever who asks %s",
    async (_, ask, error) => {
      const log = await openPostgresEventLog(silentConnections(1), "sample");
      expect(await afterPatience(() => ask(log))).toBeInstanceOf(error);
    },
  );
});

describe("a key vault whose database never answers", () => {
  const erasure = { subject: "somebody", attempt: 1 };
  it.each([
    ["existingKey", (vault) => vault.existingKey("somebody")],
    ["keyFor", (vault) => vault.keyFor("somebody")],
    ["standing", (vault) => vault.standing("somebody")],
    ["drop", (vault) => vault.drop("somebody")],
    ["close", (vault) => vault.close(erasure)],
    ["dropClosed", (vault) => vault.dropClosed(erasure)],
    ["reopen", (vault) => vault.reopen(erasure)],
  ] satisfies [keyof KeyVault, (vault: KeyVault) => Promise<unknown>][])("keeps nobody waiting for ever for %s", async (_, ask) => {
    const vault = createPostgresKeyVault(silentConnections(0), "vault");
    expect(await afterPatience(() => ask(vault))).toBeInstanceOf(StoreUnavailable);
  });
});
