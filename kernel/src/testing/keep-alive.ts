import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { chanceOf } from "./troubled-log.ts";

/** Two processes that die again and again. */
export interface DyingProcesses {
  /** How often any of them was killed in the middle of its work. */
  deaths(): number;
  /** From now on they live, but for those that have been born to die. */
  spare(): void;
}

/**
 * Runs a program of this folder as two processes until the test is over. Its last argument says at which moment it has to kill
 * itself; whenever one has died, another one takes its place.
 */
export const twoThatDie = (program: string, args: readonly string[]): DyingProcesses => {
  const chance = chanceOf(7);
  let mayDie = true;
  const deadlyMoment = () => (mayDie ? 20 + Math.floor(chance() * 200) : 0);
  const processes = [0, 1].map(() => keepAlive(fileURLToPath(new URL(program, import.meta.url)), args, deadlyMoment));
  onTestFinished(async () => {
    await Promise.all(processes.map(({ end }) => end()));
  });
  return {
    deaths: () => processes.reduce((sum, process) => sum + process.deaths(), 0),
    spare: () => {
      mayDie = false;
    },
  };
};

const keepAlive = (program: string, args: readonly string[], deadlyMoment: () => number) => {
  let deaths = 0;
  let child: ChildProcess;
  let isOver = false;
  const run = async (): Promise<void> => {
    while (!isOver) {
      child = spawn(process.execPath, [program, ...args, String(deadlyMoment())], { stdio: ["ignore", "inherit", "inherit"] });
      const [, signal] = await once(child, "exit");
      if (signal === "SIGKILL" && !isOver) deaths += 1;
    }
  };
  const running = run();
  const end = async () => {
    isOver = true;
    child.kill("SIGKILL");
    await running;
  };
  return { deaths: () => deaths, end };
};
