import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createSaidReader } from "../said-reader.ts";
import { eventually } from "../testing/eventually.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { twoThatDie } from "../testing/keep-alive.ts";
import { tableCarrier } from "../testing/speaking/table-carrier.ts";
import { spokenIn, workshopVoices } from "../testing/speaking/workshop.ts";
import { openPostgresEventLog } from "./event-log.ts";

const make = followingSchemas(2);
const leaseMs = 600;

describe("a relay on PostgreSQL", () => {
  it("says everything, in order and under the same ids, while two processes are killed at any moment of their work", async () => {
    const { url, schema, pools } = await make();
    const log = { ...(await openPostgresEventLog(pools[0], schema)), name: "workshop" };
    const carrier = tableCarrier(pools[0], schema);
    await carrier.prepare();
    const processes = twoThatDie("relay-follower.ts", [url, schema, String(leaseMs)]);
    let rounds = 0;
    while (processes.deaths() < 8) {
      await spokenIn(log, rounds % 2, [rounds % 4, 0, (rounds + 1) % 3]);
      rounds += 1;
      await sleep(20);
    }
    processes.spare();
    const { messages } = await createSaidReader({ log, voices: workshopVoices() }).read(
      new Map([
        [0, 0],
        [1, 0],
      ]),
      1_000_000,
    );
    expect(messages.length).toBeGreaterThan(20);
    /** Each message once, where it came for the first time: a map keeps the place of a key that is set again. */
    const firstComes = async () => [...new Map((await carrier.all()).map((one) => [one.id, one])).values()];
    await eventually("all is said", async () => (await firstComes()).length === messages.length, 60_000);
    const firstCome = await firstComes();
    for (const partition of [0, 1]) {
      const spoken = messages.filter((one) => one.partition === partition).map(({ id, previous }) => ({ id, partition, previous }));
      expect(firstCome.filter((one) => one.partition === partition)).toEqual(spoken);
    }
    // What was said again, said the same.
    for (const { id, previous } of await carrier.all()) expect(previous, id).toBe(messages.find((one) => one.id === id)?.previous);
  });
});
