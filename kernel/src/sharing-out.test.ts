import { describe, expect, it, vi } from "vitest";
import type { Handle } from "./following.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { Subscription } from "./subscription.ts";
import { Tailer } from "./tailer.ts";
import { counting, thing } from "./testing/following-sample.ts";
import { pass, passUntil, stopTime } from "./testing/movable-time.ts";

vi.mock(import("node:timers/promises"), async (original) => (await import("./testing/movable-time.ts")).movable(await original()));

describe("a subscription that is shared out anew", () => {
  it("leaves no partition without a follower for long", async () => {
    stopTime();
    const log = createMemoryEventLog({ partitions: 4 });
    const [checkpoints, leases] = [createMemoryCheckpoints(), createMemoryLeases()];
    const handled = new Set<string>();
    const handle: Handle = async ({ events, moves }) => {
      for (const { stream } of events) handled.add(stream);
      return checkpoints.move("sample", moves);
    };
    const parts = { name: "sample", log, checkpoints, leases, handle };
    const [one, other] = [0, 1].map(() => new Subscription({ ...parts, tailer: new Tailer(log) }));
    one?.start();
    await passUntil("one has all", () => one?.held().length === 4);
    // Past the time in which it looks often, and just before it looks again: the other one has looked by then, and waits for its next time.
    await pass(3_900);
    other?.start();
    await pass(200);
    for (let number = 0; number < 12; number += 1) await log.append([counting(thing(number), 0, ["Counted"])]);
    expect(await passUntil("all is handled", () => handled.size === 12)).toBeLessThan(500);
    await passUntil("both have a share", () => one?.held().length === 2 && other?.held().length === 2);
    await Promise.all([one?.stop(), other?.stop()]);
  });
});
