import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { instant, systemClock } from "@waybill/kernel/clock";
import { eventually } from "@waybill/kernel/testing/eventually";
import { pass, stopTime } from "@waybill/kernel/testing/movable-time";
import { describe, expect, it, onTestFinished } from "vitest";
import { serverLimits } from "../limits.ts";
import { auditEntry } from "../testing/audit-store-contract.ts";
import type { AuditEntry } from "./audit.ts";
import { createAuditTrail } from "./audit-trail.ts";
import { createMemoryAudit } from "./memory-audit.ts";

/** A trail over a store whose every writing is first allowed, or not, by `writing`. */
const trailOver = (writing: () => Promise<void> = async () => {}) => {
  const memory = createMemoryAudit();
  const batches: number[] = [];
  const faults: { readonly error: unknown; readonly lost: number }[] = [];
  const add = async (entries: readonly AuditEntry[]) => {
    await writing();
    batches.push(entries.length);
    await memory.add(entries);
  };
  const onFault = (error: unknown, lost: number) => void faults.push({ error, lost });
  const trail = createAuditTrail({ store: { ...memory, add }, clock: systemClock, onFault, pauseMs: 10 });
  onTestFinished(() => trail.stop());
  const kept = async () => (await memory.list({ merchant: "default" }, null, 100_000)).length;
  return { trail, memory, batches, faults, kept };
};

const some = (count: number): readonly AuditEntry[] => Array.from({ length: count }, () => auditEntry());

describe("the audit's trail", () => {
  it("gathers entries that nobody waits for, and writes them together", async () => {
    const { trail, batches, kept } = trailOver();
    const added = some(20).map((entry) => trail.add(entry));
    expect(batches).toEqual([]);
    await Promise.all(added);
    expect([batches, await kept()]).toEqual([[20], 20]);
  });

  it("writes at once when somebody waits, with what was gathered", async () => {
    stopTime();
    const { trail, batches } = trailOver();
    void trail.add(auditEntry());
    await trail.add(auditEntry(), "now");
    expect(batches).toEqual([2]);
  });

  it("writes no more in one statement than it takes", async () => {
    const { trail, batches } = trailOver();
    await Promise.all(some(serverLimits.auditBatch + 1).map((entry) => trail.add(entry)));
    expect(batches).toEqual([serverLimits.auditBatch, 1]);
  });

  it("gathers no longer when there is enough for a statement: however fast they come, none is lost", async () => {
    stopTime();
    const { trail, batches, faults } = trailOver();
    await Promise.all(some(serverLimits.auditWaiting).map((entry) => trail.add(entry)));
    expect([batches.length, faults]).toEqual([serverLimits.auditWaiting / serverLimits.auditBatch, []]);
  });

  it("goes on gathering after it was read", async () => {
    stopTime();
    const { trail, batches } = trailOver();
    await trail.list({ merchant: "default" }, null, 10);
    const added = [trail.add(auditEntry())];
    await pass(serverLimits.auditGatherMs - 1);
    added.push(trail.add(auditEntry()));
    await pass(1);
    await Promise.all(added);
    expect(batches).toEqual([2]);
  });

  it("keeps what waits while the store is away, and writes it once", async () => {
    let away = true;
    const { trail, faults, kept } = trailOver(async () => {
      if (away) throw new StoreUnavailable("away");
    });
    const added = trail.add(auditEntry(), "now");
    await eventually("it was tried", () => faults.length > 1);
    away = false;
    await added;
    expect(await kept()).toBe(1);
    expect(new Set(faults.map(({ lost }) => lost))).toEqual(new Set([0]));
  });

  it("loses what cannot be written, says so, and goes on", async () => {
    let broken = true;
    const { trail, faults, kept } = trailOver(async () => {
      if (broken) throw new Error("no such table");
    });
    await trail.add(auditEntry(), "now");
    broken = false;
    await trail.add(auditEntry(), "now");
    expect([await kept(), faults.map(({ lost }) => lost)]).toEqual([1, [1]]);
  });

  it("does not gather more than it can hold", async () => {
    const { trail, faults } = trailOver(() => Promise.reject(new StoreUnavailable("away")));
    for (const entry of some(serverLimits.auditWaiting)) void trail.add(entry);
    expect(faults).toEqual([]);
    await trail.add(auditEntry());
    expect(faults.map(({ lost }) => lost)).toEqual([1]);
  });

  it("writes what is left when it stops, and does not wait for a store that is away", async () => {
    const { trail, kept } = trailOver();
    void trail.add(auditEntry());
    await trail.stop();
    expect(await kept()).toBe(1);
    const lost = trailOver(() => Promise.reject(new StoreUnavailable("away")));
    void lost.trail.add(auditEntry());
    await lost.trail.stop();
    expect(lost.faults.map((fault) => fault.lost)).toEqual([1]);
  });

  it("shows what was added a moment ago", async () => {
    const { trail } = trailOver();
    const entry = auditEntry();
    void trail.add(entry);
    expect(await trail.list({ merchant: "default" }, null, 10)).toEqual([entry]);
  });

  it("lets go of what is older than thirteen months", async () => {
    const { trail, memory } = trailOver();
    const [old, young] = [serverLimits.auditKeptMs + 1_000, serverLimits.auditKeptMs - 60_000].map((ageMs) =>
      auditEntry({ at: instant(systemClock.now() - ageMs) }),
    );
    await memory.add([old!, young!]);
    await trail.forgetOld();
    expect(await memory.list({ merchant: "default" }, null, 10)).toEqual([young]);
  });
});
