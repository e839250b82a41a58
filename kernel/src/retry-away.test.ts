import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { instant } from "./clock.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { parkingLimits } from "./parking.ts";
import { retryParked } from "./retry-parked.ts";
import { eventually } from "./testing/eventually.ts";

/** So many keys are parked, and tried again. Time passes in their store when the test says so. */
const scene = async (count: number, { pollMs, isAway }: { readonly pollMs: number; readonly isAway: (item: string) => boolean }) => {
  let nowMs = 0;
  const store = createMemoryParking({ now: () => instant(nowMs) });
  const items = Array.from({ length: count }, (_, number) => String(number));
  await store.park(
    "sample",
    items.map((id) => ({ id, key: id, payload: id })),
    new Map(),
  );
  const handled: string[] = [];
  const tried: string[] = [];
  const retrying = retryParked<string>({
    subscription: "sample",
    parking: { store, idOf: (item) => item },
    pollMs,
    handle: async (item) => {
      tried.push(item);
      if (isAway(item)) throw new StoreUnavailable("away");
      handled.push(item);
    },
  });
  retrying.start();
  onTestFinished(() => retrying.stop());
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { store, handled, tried, pass };
};

describe("parked items that need what is away", () => {
  it("are tried now and then, which does not count, and all of them at once when it is back", async () => {
    let isAway = true;
    const { store, handled, tried, pass } = await scene(200, { pollMs: 100, isAway: () => isAway });
    await eventually("some are tried", () => tried.length > 5);
    await sleep(250);
    expect(tried.length).toBeLessThan(20);
    // The one in hand is.
    expect((await store.list(1_000)).filter(({ attempts }) => attempts > 0).length).toBeLessThan(2);
    isAway = false;
    pass(parkingLimits.pauseMs);
    await eventually("all are handled", () => handled.length === 200);
  });

  it("are tried again, however long it was away", async () => {
    const { tried, pass } = await scene(1, { pollMs: 5, isAway: () => true });
    await eventually("it is tried again and again", () => {
      pass(parkingLimits.pauseMs);
      return tried.length > 20;
    });
  });

  it("keep nobody waiting who does not: what is handled ends the pause", async () => {
    const { handled } = await scene(60, { pollMs: 600_000, isAway: (item) => Number(item) % 2 === 0 });
    await eventually("the others are handled", () => handled.length === 30);
  });
});
