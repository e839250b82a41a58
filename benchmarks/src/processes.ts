import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Bench, Figures } from "./bench.ts";
import { type BenchDatabase, freshLog, openBenchDatabase } from "./bench-database.ts";
import { round } from "./cpu.ts";
import { stepsPerOrder } from "./lifecycle-run.ts";

const schema = "bench_processes";

export const processes: Bench = {
  about: "lifecycle from 1, 2 and 4 processes on one log, with the same number of callers in all",
  run: async ({ concurrency, orders, say }) => {
    await using database = await openBenchDatabase(say);
    const runs: Figures[] = [];
    for (const count of [1, 2, 4]) runs.push(await runProcesses(database, count, { orders: orders ?? 30_000, callers: concurrency }));
    const [one] = runs;
    return {
      concurrency,
      runs: runs.map((run) => ({ ...run, ratioToOneProcess: round(Number(run.stepsPerSecond) / Number(one?.stepsPerSecond), 2) })),
    };
  },
};

/** Starts the processes, lets them all get ready, starts the work at once, and counts from then until the last has finished. */
const runProcesses = async (
  database: BenchDatabase,
  count: number,
  { orders, callers }: { readonly orders: number; readonly callers: number },
): Promise<Figures> => {
  await freshLog(database.sql, schema);
  const job = JSON.stringify({ url: database.url, schema, orders: Math.ceil(orders / count), callers: Math.ceil(callers / count) });
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, [fileURLToPath(new URL("./lifecycle-process.ts", import.meta.url)), job], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  await Promise.all(children.map((child) => once(child.stdout, "data")));
  const startedAtMs = performance.now();
  const ends = children.map((child) => once(child, "exit"));
  for (const child of children) child.stdin.end("go\n");
  for (const [code] of await Promise.all(ends)) if (code !== 0) throw new Error(`a process ended with ${code}`);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  return { processes: count, stepsPerSecond: Math.round((Math.ceil(orders / count) * count * stepsPerOrder) / seconds) };
};
