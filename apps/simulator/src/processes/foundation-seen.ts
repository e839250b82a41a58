import { setTimeout as sleep } from "node:timers/promises";
import type { EventLog } from "@waybill/kernel/event-log";
import { mortal } from "@waybill/kernel/testing/mortal";
import type { DueTimers } from "@waybill/kernel/timer";
import type { ContextStore, Foundation } from "@waybill/server/foundation/foundation";
import type { Chance } from "../host/chance.ts";
import type { Life } from "./life.ts";
import type { Trouble } from "./trouble.ts";

interface Seeing {
  readonly life: Life;
  readonly chance: Chance;
  readonly trouble: Trouble;
}

/** What is kept, as one process sees it: each call may be late, may get lost with its effect done or not, and may be its last. */
export const foundationSeenBy = (kept: Foundation, stores: Map<string, Promise<ContextStore>>, seeing: Seeing): Foundation => ({
  ...kept,
  stop: async () => {},
  openContext: async (name) => {
    const opening = stores.get(name) ?? kept.openContext(name);
    stores.set(name, opening);
    return storeSeenBy(await opening, name, seeing);
  },
});

const storeSeenBy = (store: ContextStore, context: string, seeing: Seeing): ContextStore => {
  const seen = <Port extends object>(port: Port, name: string): Port =>
    mortal(troubledPort(port, name, seeing.life), `${context}.${name}`, seeing.life.fate);
  return {
    log: seen(withLateReads(withSlowBank(store.log, seeing), seeing), "log"),
    checkpoints: seen(store.checkpoints, "checkpoints"),
    leases: seen(store.leases, "leases"),
    parking: seen(store.parking, "parking"),
    timers: (version) => {
      const { model, rows, timers } = store.timers(version);
      return { model, rows: seen(rows, "rows"), timers: seen(withLateTimers(timers, seeing), "timers") };
    },
    keep: (declared) => {
      const { rows, queries } = store.keep(declared);
      return { rows: seen(rows, "rows"), queries };
    },
  };
};

const troubledPort = <Port extends object>(port: Port, name: string, { troubles }: Life): Port =>
  new Proxy(port, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return (...given: readonly unknown[]): Promise<unknown> =>
        troubles(name, async (): Promise<unknown> => Reflect.apply(value, target, given));
    },
  });

/** What was written a moment ago is not seen yet in some partition: messages come late, and overtake one another. */
const withLateReads = (log: EventLog, { life, chance, trouble }: Seeing): EventLog => {
  const blindUntilMs = new Map<number, number>();
  return {
    ...log,
    readPartitions: async (after, limit) => {
      if (trouble.isOver()) return log.readPartitions(after, limit);
      const nowMs = life.clock.monotonicMs();
      if (chance.happens(trouble.lateRate)) blindUntilMs.set(chance.below(log.partitions), nowMs + chance.between(0, trouble.lateMs));
      return log.readPartitions(new Map([...after].filter(([partition]) => (blindUntilMs.get(partition) ?? 0) <= nowMs)), limit);
    },
  };
};

/** What is due is not found for a while: deadlines that pass at the same time as what they wait for are decided either way. */
const withLateTimers = (timers: DueTimers, { life, chance, trouble }: Seeing): DueTimers => {
  let blindUntilMs = 0;
  return {
    due: async (partitions, limit, after) => {
      const nowMs = life.clock.monotonicMs();
      if (chance.happens(trouble.lateRate)) blindUntilMs = nowMs + chance.between(0, 2 * trouble.lateMs);
      return !trouble.isOver() && nowMs < blindUntilMs ? [] : timers.due(partitions, limit, after);
    },
  };
};

/** The simulated bank keeps its books in billing's log: when it is slow there, its answers come too late. */
const withSlowBank = (log: EventLog, { chance, trouble }: Seeing): EventLog => ({
  ...log,
  append: async (batch) => {
    const asksBank = batch.some(({ stream }) => stream.includes("/simulated-account/"));
    const isSlow = asksBank && !trouble.isOver() && chance.happens(trouble.bankRate);
    // It has done as it was told, or does so when nobody waits any more.
    if (isSlow && chance.happens(0.5)) await sleep(chance.between(8_000, 15_000));
    const outcomes = await log.append(batch);
    if (isSlow) await sleep(chance.between(8_000, 15_000));
    return outcomes;
  },
});
