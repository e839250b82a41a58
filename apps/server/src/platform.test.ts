import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@waybill/kernel/clock";
import type { Leases } from "@waybill/kernel/lease";
import { pass, passUntil, stopTime } from "@waybill/kernel/testing/movable-time";
import { pino } from "pino";
import { describe, expect, it, vi } from "vitest";
import type { ContextStore, Foundation } from "./foundation/foundation.ts";
import { createMemoryFoundation } from "./foundation/memory-foundation.ts";
import { serverLimits } from "./limits.ts";
import { startPlatform } from "./platform.ts";

describe("a platform that cannot start", () => {
  // Where billing cannot start, others are the slower to begin, and something else of billing.
  it.each(["billing", "ordering"])(
    "has stopped whatever had begun, though %s was slow to begin, before it says why it could not",
    async (slow) => {
      const [at, seen] = [new Set<string>(), new Set<string>()];
      const foundation = changed(createMemoryFoundation(systemClock), (name, store) => ({
        ...store,
        leases: watched(store.leases, { at, seen }),
        timers: (version) => {
          const kept = store.timers(version);
          const prepare = async () => {
            if (name === "billing") throw new Error("no room for timers");
          };
          return { ...kept, rows: { ...kept.rows, prepare } };
        },
        keep: (declared) => {
          const kept = store.keep(declared);
          const prepare = async () => {
            const beginning = `${name} ${declared.model.name}`;
            at.add(beginning);
            await sleep(name === slow ? 100 : 10);
            at.delete(beginning);
          };
          return { ...kept, rows: { ...kept.rows, prepare } };
        },
      }));
      const starting = startPlatform({ foundation, clock: systemClock, logger: pino({ level: "silent" }) });
      await expect(starting).rejects.toThrow("no room for timers");
      expect([...at]).toEqual([]);
      const before = seen.size;
      expect(before).toBeGreaterThan(20);
      await sleep(100);
      expect([seen.size, [...at]]).toEqual([before, []]);
    },
  );
});

describe("a platform that stops", () => {
  it("writes down when keys were used, and lets its database go, though what follows there never ends", async () => {
    const stopped: string[] = [];
    const memory = changed(createMemoryFoundation(systemClock), (name, store) => ({
      ...store,
      leases: name === "billing" ? { ...store.leases, leave: () => new Promise<never>(() => undefined) } : store.leases,
    }));
    const written = vi.fn(memory.keys.used);
    const foundation = { ...memory, keys: { ...memory.keys, used: written }, stop: async () => void stopped.push("foundation") };
    const { access, stop } = await startPlatform({ foundation, clock: systemClock, logger: pino({ level: "silent" }) });
    const token = await access.firstAdminKey(async () => {});
    await access.authenticate(token ?? "");
    stopTime();
    void stop();
    await pass(0);
    expect(written).toHaveBeenCalledTimes(1);
    expect(await passUntil("it has stopped", () => stopped.length > 0)).toBe(serverLimits.letGoMs);
  });
  it("waits only a moment for a database that does not take when keys were used", async () => {
    const memory = createMemoryFoundation(systemClock);
    const never = () => new Promise<never>(() => undefined);
    const stopped: string[] = [];
    const foundation = { ...memory, keys: { ...memory.keys, used: never }, stop: async () => void stopped.push("foundation") };
    const { access, stop } = await startPlatform({ foundation, clock: systemClock, logger: pino({ level: "silent" }), follows: false });
    const token = await access.firstAdminKey(async () => {});
    await access.authenticate(token ?? "");
    stopTime();
    void stop();
    const passedMs = await passUntil("it has stopped", () => stopped.length > 0);
    expect(passedMs).toBe(serverLimits.keyUseWaitMs);
  });
});

const changed = (foundation: Foundation, change: (name: string, store: ContextStore) => ContextStore): Foundation => ({
  ...foundation,
  openContext: async (name) => change(name, await foundation.openContext(name)),
});

/** Who follows is in `at`; whoever did is in `seen`. */
const watched = (leases: Leases, { at, seen }: { readonly at: Set<string>; readonly seen: Set<string> }): Leases => ({
  ...leases,
  tend: async (follower, partitions) => {
    at.add(follower.owner);
    seen.add(follower.owner);
    return leases.tend(follower, partitions);
  },
  leave: async (follower) => {
    await leases.leave(follower);
    at.delete(follower.owner);
  },
});
