import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { SimulationWanted } from "./simulation-wanted.ts";

/**
 * Simulates one seed after the other, each in a process of its own, so that none finds anything that another left behind; stops at the
 * first that finds something. True when none did.
 */
export const runSeeds = async ({ seed, seeds, orders, faults }: SimulationWanted, say: (line: string) => void): Promise<boolean> => {
  const [, script = ""] = process.argv;
  for (let next = seed; next < seed + seeds; next += 1) {
    const given = ["--seed", String(next), "--orders", String(orders), ...(faults ? ["--faults"] : [])];
    const child = spawn(process.execPath, [...process.execArgv, script, ...given], { stdio: ["ignore", "pipe", "inherit"] });
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    const lines = said.trimEnd().split("\n");
    if (code === 0) say(lines.at(-1) ?? "");
    else for (const line of lines) say(line);
    if (code !== 0) return false;
  }
  return true;
};
