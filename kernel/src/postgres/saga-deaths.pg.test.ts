import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { streamName } from "../event-log.ts";
import { newUuid } from "../id.ts";
import { entriesOf } from "../saga-entries.ts";
import { eventually } from "../testing/eventually.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { twoThatDie } from "../testing/keep-alive.ts";
import { lendingOnPostgres, prepareLending } from "../testing/lending-postgres.ts";
import { expectAllIsWell } from "../testing/lending-schedule.ts";

const make = followingSchemas(2);
const leaseMs = 600;

describe("a saga on PostgreSQL", () => {
  it("lends every kit once, or not at all, while two processes are killed at any moment of their work", async () => {
    const { url, schema, pools } = await make();
    await prepareLending(pools[0], schema);
    const its = await lendingOnPostgres(pools[0], schema, leaseMs);
    await its.rows.prepare();
    const processes = twoThatDie("lending-follower.ts", [url, schema, String(leaseMs)]);

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
    while (processes.deaths() < 8) {
      const id = `r${ids.length}${ids.length % 3 === 0 ? "-refused" : ""}`;
      ids.push(id);
      await say(id, 0, "KitRequested");
      if (ids.length % 4 === 0) await say(id, 1, "RequestWithdrawn");
      await sleep(40);
    }
    processes.spare();
    expect(ids.length).toBeGreaterThan(20);
    await eventually(
      "all requests are over",
      async () => {
        const streams = await Promise.all(
          ids.map(async (id) => (await its.log.readStream(streamName("default", "saga-lend-kit", id), 0, 100)).flatMap(entriesOf)),
        );
        return streams.every(
          (events) => events.some(({ type }) => type === "TimerDropped") && count(events, "Asked") === count(events, "Answered"),
        );
      },
      40_000,
    );
    await eventually("no timer is left", async () => (await pools[1]`select from ${pools[1](`${schema}.timer_v1`)}`).length === 0);
    await expectAllIsWell({ ...its, passMs: () => {} });
  });
});

const count = (events: readonly { readonly type: string }[], wanted: string): number => events.filter(({ type }) => type === wanted).length;
