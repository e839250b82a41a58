import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { tableOf } from "../read-model.ts";
import { eventually } from "../testing/eventually.ts";
import { followingProcess } from "../testing/following-process.ts";
import { counting, expectedTallies, following, headsOf, tally, thing } from "../testing/following-sample.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { talliesOf } from "../testing/read-model/tallies.ts";
import { chanceOf } from "../testing/troubled-log.ts";

const make = followingSchemas();
const leaseMs = 600;
const program = fileURLToPath(new URL("../testing/rebuilding-follower.ts", import.meta.url));

/** Keeps one process alive: whenever it has been killed, another one takes its place. */
const keepAlive = (args: readonly string[], deadlyMoment: () => number) => {
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

describe("a read model that is built anew again and again", () => {
  it("holds every event once, while two processes are killed at any moment of following, building and swapping", async () => {
    const { url, schema, pools } = await make();
    const its = await followingProcess(pools[0], schema, leaseMs);
    const { building, prepare } = its.rowsOf(tally);
    await prepare();
    const chance = chanceOf(11);
    let mayDie = true;
    const processes = [0, 1].map(() => keepAlive([url, schema, String(leaseMs)], () => (mayDie ? 15 + Math.floor(chance() * 150) : 0)));
    onTestFinished(async () => {
      await Promise.all(processes.map(({ end }) => end()));
    });
    const deaths = () => processes.reduce((sum, process) => sum + process.deaths(), 0);
    const generations = new Set<number>();
    // Until a swap was outlived, too: where processes are slow to start, twelve may die before a second one is through.
    for (let version = 0; deaths() < 12 || generations.size <= 2; version += 1) {
      await its.log.append(Array.from({ length: 10 }, (_, number) => counting(thing(number), version, ["Counted"])));
      generations.add(await building.beginAnew());
      await sleep(40);
    }
    mayDie = false;
    await eventually("the last one is swapped", async () => (await building.underWay()) === null);
    const reader = await following(its);
    expect(await reader.waitFor(await headsOf(its.log), { timeoutMs: 60_000 })).toEqual({ kind: "passed" });
    await eventually("what was begun by processes that died is tried again", async () => {
      const parked = await its.parking.list(100);
      // As an operator would, where attempts died as well.
      await Promise.all(
        parked.filter(({ retryAt }) => retryAt === null).map(({ subscription, key }) => its.parking.retry(subscription, key)),
      );
      return parked.length === 0;
    });
    expect(await talliesOf(reader, its.log)).toEqual(await expectedTallies(its.log));
    await reader.stop();
    const left = () =>
      pools[1]`select tablename from pg_tables where schemaname = ${schema} and tablename like ${`${tableOf(tally)}!_g%`} escape '!'`;
    await eventually("nothing is left of any generation", async () => (await left()).length === 0);
    expect(await its.parking.list(10)).toEqual([]);
  });
});
