import { closeSync, openSync } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, spawnAs } from "./account.ts";
import type { Installation } from "./installation.ts";
import { limits } from "./limits.ts";
import { isAlive, readPidFile } from "./pid-file.ts";
import { type Settings, settingArguments } from "./settings.ts";

/** Where a database lies and how its server is run. */
export interface ServerPlan {
  readonly installation: Installation;
  readonly account: Account;
  readonly clusterDir: string;
  readonly logFile: string;
  readonly port: number;
  readonly settings: Settings;
  /**
   * A process that has the pid of a server that crashed and certainly is none: PostgreSQL would refuse to start because
   * of it. Never the pid of a server that may be starting.
   */
  readonly unrelatedPid?: number;
}

/** A server that this process started. */
export interface Postmaster {
  readonly pid: number;
  readonly clusterDir: string;
  /** Resolves when the process has ended, however it did, with the last lines of its log. */
  readonly ended: Promise<string>;
  hasEnded(): boolean;
}

/** Starts a server without waiting for it. It is asked to stop when this process exits; only a killed process leaves it running. */
export const launchPostmaster = async (plan: ServerPlan): Promise<Postmaster> => {
  await setLargeLogAside(plan.logFile);
  const { size: logStart } = await stat(plan.logFile).catch(() => ({ size: 0 }));
  const log = openSync(plan.logFile, "a", 0o600);
  const command = [plan.installation.postgres, "-D", plan.clusterDir, "-p", String(plan.port), ...settingArguments(plan.settings)] as const;
  try {
    const child = spawnAs(plan.account, command, {
      cwd: "/",
      // Its own process group: Ctrl-C must reach us alone, who finish our work on it before we stop it.
      detached: true,
      env: {
        ...plan.installation.environment,
        // How pg_ctl tells PostgreSQL of a process that is no server (src/backend/utils/init/miscinit.c, CreateLockFile).
        ...(plan.unrelatedPid === undefined ? {} : { PG_GRANDPARENT_PID: String(plan.unrelatedPid) }),
      },
      stdio: ["ignore", log, log],
    });
    const pid = child.pid ?? 0;
    const stopAsWeGo = (): void => sendSignal(pid, "SIGINT");
    process.once("exit", stopAsWeGo);
    let hasEnded = false;
    const ended = new Promise<string>((resolve) => {
      const end = (lastWords: string | Promise<string>): void => {
        hasEnded = true;
        process.off("exit", stopAsWeGo);
        resolve(lastWords);
      };
      child.once("error", (error) => end(error.message));
      child.once("exit", () => end(logSince(plan.logFile, logStart)));
    });
    return { pid, clusterDir: plan.clusterDir, ended, hasEnded: () => hasEnded };
  } finally {
    closeSync(log);
  }
};

/**
 * Resolves with null once the server accepts connections, else with why it does not: the last lines of its log, if it ended.
 * @param onSlow called from time to time when it takes long
 */
export const untilReady = async (
  postmaster: Postmaster,
  deadlineMs: number,
  onSlow: () => void = () => undefined,
): Promise<string | null> => {
  let patienceEndsMs = performance.now() + limits.progressMs;
  while (!postmaster.hasEnded()) {
    const found = await readPidFile(postmaster.clusterDir);
    if (found?.pid === postmaster.pid && found.ready) return null;
    const nowMs = performance.now();
    if (nowMs > deadlineMs) return "it took too long";
    if (nowMs > patienceEndsMs) {
      patienceEndsMs = nowMs + limits.progressMs;
      onSlow();
    }
    await sleep(limits.pollMs);
  }
  return postmaster.ended;
};

/**
 * Ends the server with this pid: fast (its clients are cut off, everything is written), if that takes too long at once
 * (the next start replays the log), if that fails too by force.
 * @param isGone whether it has ended; a pid alone does not tell, because it may be a zombie or another process by now
 */
export const shutDown = async (pid: number, isGone: () => boolean | Promise<boolean>): Promise<void> => {
  for (const [signal, patienceMs] of shutdownSteps) {
    const deadlineMs = performance.now() + patienceMs;
    if (await isGone()) return;
    sendSignal(pid, signal);
    while (performance.now() < deadlineMs) {
      if (await isGone()) return;
      await sleep(limits.pollMs);
    }
  }
};

const shutdownSteps = [
  ["SIGINT", limits.fastShutdownMs],
  ["SIGQUIT", limits.immediateShutdownMs],
  ["SIGKILL", limits.killedMs],
] as const;

/** A process that is gone already is what the caller wants. */
export const sendSignal = (pid: number, signal: NodeJS.Signals): void => {
  // 0 would be our own process group: a program that could not be started has no pid.
  if (pid === 0) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (isAlive(pid)) throw error;
  }
};

const setLargeLogAside = async (logFile: string): Promise<void> => {
  const { size } = await stat(logFile).catch(() => ({ size: 0 }));
  if (size > limits.logBytes) await rename(logFile, `${logFile}.1`);
};

const logSince = async (logFile: string, start: number): Promise<string> => {
  const file = await open(logFile).catch(() => null);
  if (file === null) return "";
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size - start, limits.logTailBytes));
    await file.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString("utf8").trim().split("\n").slice(-limits.logTailLines).join("\n");
  } finally {
    await file.close();
  }
};
