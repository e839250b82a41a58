import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../apps/server/src/main.ts", import.meta.url));

/** In every process of a run the same key, which is known before any starts. */
export const adminKey = "correct-horse-battery";

/** The server as it is shipped, in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** What it keeps in memory now. */
  rssMb(): number;
  /** `kill -9`; resolves when it has gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws Error with what it said when it ends before it listens. */
export const startServerProcess = async (
  databaseUrl: string,
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: "0", WAYBILL_DATA: dataDir, DATABASE_URL: databaseUrl, WAYBILL_ADMIN_KEY: adminKey, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, listening] = /Waybill listens on (http:\S+)/.exec(said) ?? [];
      if (listening !== undefined) resolve(listening);
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  const pid = child.pid ?? 0;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { url, pid, rssMb: () => rssMbOf(pid), kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
};

/** proc(5): VmRSS in kB. */
const rssMbOf = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024);
