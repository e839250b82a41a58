import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Handle } from "./following.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { Subscription } from "./subscription.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, thing } from "./testing/following-sample.ts";

describe("a subscription that is shared out anew", () => {
  it("leaves no partition without a follower for long", { timeout: 30_000 }, async () => {
    const log = createMemoryEventLog({ partitions: 4 });
    const [checkpoints, leases] = [createMemoryCheckpoints(), createMemoryLeases()];
    const handledAtMs = new Map<string, number>();
    const handle: Handle = async ({ events, moves }) => {
      for (const { stream } of events) handledAtMs.set(stream, performance.now());
      return checkpoints.move("sample", moves);
    };
    const parts = { name: "sample", log, checkpoints, leases, handle };
    const [one, other] = [0, 1].map(() => new Subscription({ ...parts, tailer: new Tailer(log) }));
    one?.start();
    await eventually("one has all", () => one?.held().length === 4);
    // Past the time in which it looks often, and just before it looks again: the other one has looked by then, and waits for its next time.
    await sleep(3_900);
    other?.start();
    await sleep(200);
    const appendedAtMs = performance.now();
    for (let number = 0; number < 12; number += 1) await log.append([counting(thing(number), 0, ["Counted"])]);
    await eventually("all is handled", () => handledAtMs.size === 12);
    await eventually("both have a share", () => one?.held().length === 2 && other?.held().length === 2);
    expect(Math.max(...handledAtMs.values()) - appendedAtMs).toBeLessThan(600);
    await Promise.all([one?.stop(), other?.stop()]);
  });
});
