import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { followingProcess } from "../testing/following-process.ts";
import { counting, expectedTallies, following, headsOf, quickLimits, thing } from "../testing/following-sample.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { talliesOf } from "../testing/read-model/tallies.ts";
import { connectLog, disconnectLog } from "./log-connections.ts";

const make = followingSchemas();
const leaseMs = 800;
const patience = { timeoutMs: 60_000 };
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Starts `halting-follower.ts` and collects what it writes. */
const haltingFollower = (args: readonly string[]): { readonly child: ChildProcess; readonly lines: string[] } => {
  const program = fileURLToPath(new URL("../testing/halting-follower.ts", import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line.trim()));
  return { child, lines };
};

describe("a follower that is halted for longer than its lease", () => {
  it.each(["reading", "writing"])("is fenced when it halted before %s its rows, and nothing is done twice", async (place) => {
    const { url, schema, pools } = await make();
    const its = await followingProcess(pools[0], schema, leaseMs);
    const append = (version: number) =>
      Promise.all(Array.from({ length: 30 }, (_, number) => its.log.append([counting(thing(number), version, ["Counted"])])));
    await append(0);
    const halting = haltingFollower([url, schema, String(leaseMs), place]);
    await eventually("it has halted", () => halting.lines.includes("halting"));
    const successor = await following(its);
    expect(await successor.waitFor(await headsOf(its.log), patience)).toEqual({ kind: "passed" });
    const before = halting.lines.length;
    halting.child.kill("SIGCONT");
    await eventually("it is fenced", () => halting.lines.slice(before).includes("fenced"));
    await eventually("it has its share again", () => halting.lines.slice(before).includes("shared 2"));
    await append(1);
    expect(await successor.waitFor(await headsOf(its.log), patience)).toEqual({ kind: "passed" });
    expect(await talliesOf(successor, its.log)).toEqual(await expectedTallies(its.log));
    await successor.stop();
  });
});

describe("a follower whose connections are cut again and again", () => {
  it("handles every event once", async () => {
    const { url, schema, pools } = await make();
    const victim = connectLog(url, { max: 3, applicationName: "victim" });
    const its = await followingProcess(victim, schema, leaseMs);
    const sound = await followingProcess(pools[0], schema, leaseMs);
    for (let version = 0; version < 20; version += 1) {
      await sound.log.append(Array.from({ length: 50 }, (_, number) => counting(thing(number), version, ["Counted"])));
    }
    let cutting = true;
    let cuts = 0;
    const cut = async () => {
      while (cutting) {
        const rows = await pools[1]`
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'victim' and random() < 0.4`;
        cuts += rows.length;
        await sleep(Math.random() * 20);
      }
    };
    const reader = await following(sound);
    await reader.stop();
    const followed = await following(its, { limits: { ...quickLimits, followEvents: 20, followPauseMaxMs: 40 } });
    const scissors = cut();
    const heads = await headsOf(sound.log);
    // Asked now and then, because followers die here: a checkpoint that stands at the head is what counts.
    await eventually("all is done", async () => (await reader.waitFor(heads, { timeoutMs: 200 })).kind === "passed", 60_000);
    cutting = false;
    await scissors;
    expect(cuts).toBeGreaterThan(5);
    expect(await talliesOf(reader, sound.log)).toEqual(await expectedTallies(sound.log));
    await followed.stop();
    await disconnectLog(victim);
  });
});
