import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import type { RecordedEvent } from "./event-log.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { oneByOne } from "./one-by-one.ts";
import { Subscription } from "./subscription.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, quickLimits, thing } from "./testing/following-sample.ts";

it("a follower that begins batches before others are done begins none behind one that failed while it was being read", async () => {
  const [log, checkpoints] = [createMemoryEventLog({ partitions: 1 }), createMemoryCheckpoints()];
  await log.append([counting(thing(1), 0, ["Counted", "Counted", "Counted"])]);
  const [failing, reading] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const [handled, reads]: [number[], number[]] = [[], []];
  const slowly: typeof log.readPartitions = async (after, limit) => {
    const position = after.get(0) ?? 0;
    reads.push(position);
    if (position === 2) await reading.promise;
    return log.readPartitions(after, limit);
  };
  let attempts = 0;
  const inTurn = oneByOne<RecordedEvent>({
    subscription: "sample",
    checkpoints,
    keyOf: ({ stream }) => stream,
    handle: async ({ version }) => {
      if (version === 2 && attempts++ === 0) await failing.promise;
      handled.push(version);
    },
  });
  const subscription = new Subscription({
    ...{ name: "sample", log, checkpoints, leases: createMemoryLeases(), overlaps: true },
    tailer: new Tailer({ ...log, readPartitions: slowly }),
    limits: { ...quickLimits, followEvents: 1 },
    handle: ({ events, moves }) => inTurn(events, moves),
  });
  subscription.start();
  await eventually("the third is being read, and the second is under way", () => reads.includes(2) && attempts === 1);
  failing.reject(new StoreUnavailable("away"));
  await sleep(5);
  reading.resolve();
  await eventually("all are handled", async () => (await checkpoints.read("sample", [0])).get(0)?.position === 3);
  expect(handled).toEqual([1, 2, 3]);
  await subscription.stop();
});
