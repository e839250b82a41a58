import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { streamName } from "../event-log.ts";
import { newUuid } from "../id.ts";
import { eventually } from "../testing/eventually.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { lendingOnPostgres, prepareLending } from "../testing/lending-postgres.ts";
import { expectAllIsWell } from "../testing/lending-schedule.ts";
import { chanceOf } from "../testing/troubled-log.ts";

const make = followingSchemas(2);
const leaseMs = 600;
const program = fileURLToPath(new URL("../testing/lending-follower.ts", import.meta.url));

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

describe("a saga on PostgreSQL", () => {
  it("lends every kit once, or not at all, while two processes are killed at any moment of their work", async () => {
    const { url, schema, pools } = await make();
    await prepareLending(pools[0], schema);
    const its = await lendingOnPostgres(pools[0], schema, leaseMs);
    await its.rows.prepare();
    const chance = chanceOf(7);
    let mayDie = true;
    const processes = [0, 1].map(() => keepAlive([url, schema, String(leaseMs)], () => (mayDie ? 20 + Math.floor(chance() * 200) : 0)));
    onTestFinished(async () => {
      await Promise.all(processes.map(({ end }) => end()));
    });

    const say = (id: string, version: number, type: string) => {
      const json = JSON.stringify({ requestId: id, kitId: "kit" });
      const events = [{ type, schemaVersion: 1, json }];
      return its.front.append([
        {
          stream: streamName("default", "request", id),
          expectedVersion: version,
          commandId: newUuid(),
          events,
          causation: {},
          receipt: null,
          outcome: null,
        },
      ]);
    };
    const ids: string[] = [];
    const deaths = () => processes.reduce((sum, process) => sum + process.deaths(), 0);
    while (deaths() < 8) {
      const id = `r${ids.length}${ids.length % 3 === 0 ? "-refused" : ""}`;
      ids.push(id);
      await say(id, 0, "KitRequested");
      if (ids.length % 4 === 0) await say(id, 1, "RequestWithdrawn");
      await sleep(40);
    }
    mayDie = false;
    expect(ids.length).toBeGreaterThan(20);
    await eventually(
      "all requests are over",
      async () => {
        const streams = await Promise.all(ids.map((id) => its.log.readStream(streamName("default", "saga-lend-kit", id), 0, 100)));
        return streams.every(
          (events) => events.some(({ type }) => type === "TimerDropped") && count(events, "Asked") === count(events, "Answered"),
        );
      },
      40_000,
    );
    await eventually("no timer is left", async () => (await pools[1]`select from ${pools[1](`${schema}.timer_v1`)}`).length === 0);
    await expectAllIsWell({ ...its, passMs: () => {} });
  }, 120_000);
});

const count = (events: readonly { readonly type: string }[], wanted: string): number => events.filter(({ type }) => type === wanted).length;
