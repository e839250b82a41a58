import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { TallyHandler } from "@waybill/kernel/testing/tally";
import type { Asked, Told } from "./tally-process.ts";

/** A process of its own that handles tallies. `handle` rejects when the process reports an error or dies before it answers. */
export interface RemoteTally extends TallyHandler, AsyncDisposable {
  /** SIGKILL: resolves when the process has gone. */
  kill(): Promise<void>;
}

/** Starts one on the log in `schema` of the database at `url`; resolves when it takes commands. Use it with `await using`. */
export const startRemoteTally = async (url: string, schema: string): Promise<RemoteTally> => {
  const program = new URL("./tally-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, url, schema], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, (told: Told) => void>();
  const ready = new Promise<Told>((resolve) => waiting.set(0, resolve));
  const gone = new Promise<void>((resolve) => {
    child.once("close", () => {
      for (const [n, settle] of waiting) settle({ n, error: "the process has gone" });
      waiting.clear();
      resolve();
    });
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const told: Told = JSON.parse(line);
    waiting.get(told.n)?.(told);
    waiting.delete(told.n);
  });
  // A killed process takes no more lines; those it was sent are settled when it has gone.
  child.stdin.on("error", () => undefined);
  let asked = 0;
  const handle: RemoteTally["handle"] = async (id, command, context) => {
    asked += 1;
    const line: Asked = { n: asked, id, command, context };
    const told = await new Promise<Told>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve({ n: line.n, error: "the process has gone" });
      waiting.set(line.n, resolve);
      child.stdin.write(`${JSON.stringify(line)}\n`);
    });
    if ("error" in told) throw new Error(told.error);
    return told.answer;
  };
  const first = await ready;
  if ("error" in first && first.error !== "ready") throw new Error(`the tally process did not start: ${first.error}`);
  return {
    handle,
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await gone;
    },
  };
};
