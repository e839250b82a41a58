import { mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, chooseAccount, giveTo } from "./embedded/account.ts";
import { attemptStart, type Home } from "./embedded/attempt.ts";
import { EmbeddedPostgresError } from "./embedded/error.ts";
import { type Installation, npmInstallation } from "./embedded/installation.ts";
import { limits } from "./embedded/limits.ts";
import { durableSettings, laptopSettings, privateSettings, type Settings } from "./embedded/settings.ts";

export { EmbeddedPostgresError };

export interface EmbeddedPostgresOptions {
  /** The folder for the database, its log and nothing else. Made when absent. */
  readonly dataDir: string;
  /** Told what is going on, a line at a time: the first start takes a second or two, recovery after a crash may take longer. */
  readonly log?: (line: string) => void;
  /** Told, once at most, that the database ended or was taken over although `stop` was not called. */
  readonly onLost?: (fault: EmbeddedPostgresError) => void;
  /** Settings over ours, but for those that make a commit durable. */
  readonly settings?: Settings;
  /** Other programs than those npm installed. */
  readonly installation?: Installation;
  /** Another account than the one that would be chosen. */
  readonly account?: Account;
}

export interface EmbeddedPostgres {
  /** Of the database `waybill`, as the user of that name, password included. */
  readonly url: string;
  /** For example `18.4`. */
  readonly version: string;
  /** How long it took until a connection was ready. */
  readonly readyAfterMs: number;
  /** Cuts off the clients, writes everything, and resolves when nothing is left running. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL on this machine, for this process alone, that keeps its promises: fsync is on. Survives kill -9
 * of this process: the next start stops the server that was left running. A process that ends without `stop` (an
 * uncaught exception, `process.exit`) asks the server to stop as it goes.
 *
 * One machine: two containers must not share a data folder, because neither sees the other's processes.
 * @throws EmbeddedPostgresError with a message for the person who started it
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const startedAtMs = performance.now();
  const home = await openHome(options, startedAtMs + limits.startMs);
  let saidAtMs = startedAtMs;
  for (;;) {
    const attempt = await attemptStart(home);
    const nowMs = performance.now();
    if (attempt.kind === "started") {
      const readyAfterMs = nowMs - startedAtMs;
      const { version } = home.installation;
      home.log(`database ready after ${(readyAfterMs / 1000).toFixed(2)} s (PostgreSQL ${version} in ${home.dataDir})`);
      return { url: attempt.url, version, readyAfterMs, stop: attempt.stop };
    }
    if (nowMs > home.deadlineMs)
      throw new EmbeddedPostgresError("DidNotStart", `The database in ${home.dataDir} did not start: ${attempt.reason}`);
    if (nowMs - saidAtMs > limits.progressMs) {
      saidAtMs = nowMs;
      home.log(`still waiting for the database: ${attempt.reason}`);
    }
    await sleep(limits.retryMs);
  }
};

const openHome = async (options: EmbeddedPostgresOptions, deadlineMs: number): Promise<Home> => {
  await mkdir(dirname(options.dataDir), { recursive: true });
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const clusterDir = join(dataDir, "cluster");
  const installation = options.installation ?? (await npmInstallation(join(dataDir, "libraries")));
  const account = options.account ?? (await chooseAccount(dataDir, clusterDir, installation));
  await giveTo(account, dataDir);
  return {
    dataDir,
    clusterDir,
    installation,
    account,
    settings: { ...laptopSettings, ...options.settings, ...privateSettings, ...durableSettings },
    deadlineMs,
    log: options.log ?? (() => undefined),
    onLost: options.onLost ?? (() => undefined),
  };
};
