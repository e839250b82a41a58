import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type WaybillClient } from "@waybill/client";

const home = join(import.meta.dirname, "..");

/** `npm start` as a person runs it: in a process of its own, with a folder of its own. */
export interface RunningServer {
  readonly url: string;
  /** What the person who started it was told. */
  readonly told: string;
  /** As the admin: what a person's program would do. It reads what it has written. */
  readonly waybill: WaybillClient;
  /** By hand and once, for what a client would not do: as the admin, unless `headers` says otherwise. */
  ask(
    method: string,
    path: string,
    request?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Answer>;
  /** Sends a signal to npm; the exit code of npm. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** `kill -9` of the server itself, at this very moment; resolves when it has gone. */
  kill(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a story says what it expects of a body, and fails if it is not there
  readonly body: any;
}

export type Environment = Readonly<Record<string, string>>;

/** Starts it and waits until it listens. @throws Error with all that it said when it ends instead. */
export const startServer = async (environment: Environment): Promise<RunningServer> => {
  const { child, said, ended } = runNpmStart(environment);
  const url = await Promise.race([
    listening(child, said),
    ended.then((code) => Promise.reject(new Error(`npm start exited ${code}: ${said()}`))),
  ]);
  const key = environment.WAYBILL_ADMIN_KEY ?? (await readFile(join(environment.WAYBILL_DATA ?? "", "admin.key"), "utf8")).trim();
  return {
    url,
    told: said(),
    waybill: createClient({ baseUrl: url, key }),
    ask: async (method, path, { body, headers = {} } = {}) => {
      const response = await fetch(new URL(path, url), {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
    },
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
    kill: async () => {
      for (const pid of childrenOf(child.pid)) process.kill(pid, "SIGKILL");
      await ended;
    },
  };
};

/** What it says and how it ends, for a start that is not expected to succeed. */
export const failToStart = async (environment: Environment): Promise<{ readonly code: number | null; readonly said: string }> => {
  const { said, ended } = runNpmStart(environment);
  return { code: await ended, said: said() };
};

const runNpmStart = (environment: Environment) => {
  const { WAYBILL_ADMIN_KEY: _, DATABASE_URL: __, ...surroundings } = process.env;
  const child = spawn("npm", ["start", "--silent"], {
    cwd: home,
    env: { ...surroundings, PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  return { child, said: () => output, ended };
};

const listening = (child: ChildProcess, said: () => string): Promise<string> =>
  new Promise((resolve) => {
    const look = () => {
      const [, url] = /Waybill listens on (http:\S+)/.exec(said()) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stderr?.on("data", look);
  });

/** The server is the one child of npm: its script says `exec`. */
const childrenOf = (npm: number | undefined): readonly number[] =>
  readFileSync(`/proc/${npm}/task/${npm}/children`, "utf8").split(" ").filter(Boolean).map(Number);

/** A folder for one server, gone with everything in it at the end. */
export const dataFolder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), "waybill-story-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

/** Processes of this machine whose command line or environment names the folder. */
export const processesOf = (folder: string): string[] =>
  readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    const of = (file: string) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8").replaceAll("\0", " ");
      } catch {
        return "";
      }
    };
    const command = of("cmdline");
    return command.includes(folder) || of("environ").includes(folder) ? [`${pid} ${command}`] : [];
  });
