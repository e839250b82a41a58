import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface EmbeddedProcessOptions {
  readonly dataDir: string;
  readonly nativeDir?: string;
  /** As whom, when we are root. */
  readonly uid?: number;
}

/** Another process that has started, or could not start, the embedded PostgreSQL. */
export interface EmbeddedProcess {
  readonly pid: number;
  /** `ready`, or the code of the error. */
  readonly outcome: string;
  /** The URL, or the first line of the error's message. */
  readonly words: string;
  /** Sends the signal, and resolves when the process has ended. */
  end(signal: "SIGTERM" | "SIGKILL" | "SIGHUP"): Promise<void>;
}

/** Starts such a process without waiting for it. */
export const spawnEmbedded = ({ dataDir, nativeDir, uid }: EmbeddedProcessOptions): ChildProcess =>
  spawn(process.execPath, [program, dataDir, ...(nativeDir === undefined ? [] : [nativeDir])], {
    stdio: ["ignore", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });

/** Starts such a process and resolves once it has said what became of it. */
export const startEmbeddedProcess = async (options: EmbeddedProcessOptions): Promise<EmbeddedProcess> => {
  const child = spawnEmbedded(options);
  const exited = once(child, "exit");
  if (child.stdout === null) throw new Error("the process has no output");
  const lines = createInterface(child.stdout);
  const first: unknown[] = await Promise.race([once(lines, "line"), once(lines, "close").then(() => ["Silent "])]);
  const [outcome = "", ...words] = String(first[0]).split(" ");
  return {
    pid: child.pid ?? 0,
    outcome,
    words: words.join(" "),
    end: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
};

const program = fileURLToPath(new URL("./embedded-parent.ts", import.meta.url));
