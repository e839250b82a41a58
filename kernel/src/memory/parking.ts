import { type Clock, systemClock } from "../clock.ts";
import { type Failure, type ItemPlace, type ParkedItem, type Parking, type ParkingLimits, parkingLimits } from "../parking.ts";
import { type Lot, nameOf, newLot, operations } from "./parking-operations.ts";

/** Parked items that live as long as the process; the twin is `postgres/parking.ts`. */
export interface MemoryParking extends Parking {
  /** The same as `park`, `waiting` for keys, `settle` and a change of name at once, for those who do more in the same step. */
  parkNow(subscription: string, items: readonly ParkedItem[], failures: ReadonlyMap<string, Failure>): void;
  parkedNow(subscription: string, keys: readonly string[]): ReadonlySet<string>;
  /** False when it is not the first of its key. */
  settleNow(subscription: string, item: ItemPlace): boolean;
  /** What waits for `from` waits for `to`, which has nothing else waiting any more, and what was skipped there is skipped here; see `swap_read_model`. */
  renameNow(from: string, to: string): void;
  /** Nothing waits for it any more. */
  forgetNow(subscription: string): void;
}

export const createMemoryParking = (clock: Pick<Clock, "now"> = systemClock, limits: ParkingLimits = parkingLimits): MemoryParking => {
  const lot = newLot(() => clock.now());
  const { lines, now, heading } = lot;
  const begun = new Map<string, { position: number; attempts: number }>();
  const immediate = atOnce(lot, limits);

  return {
    ...immediate,
    begin: async (subscription, starts, items) => {
      let most = 0;
      for (const { partition, position } of starts) {
        const before = begun.get(nameOf(subscription, String(partition)));
        const attempts = before?.position === position ? before.attempts + 1 : 1;
        begun.set(nameOf(subscription, String(partition)), { position, attempts });
        most = Math.max(most, attempts);
      }
      const keys = items.map(({ key }) => key);
      return { attempts: most, parked: immediate.parkedNow(subscription, keys), ...lot.skippedFor(subscription, items) };
    },
    park: async (subscription, items, failures) => immediate.parkNow(subscription, items, failures),
    waiting: async (subscription, ids) =>
      new Set(
        [...lines.values()]
          .filter((line) => line.subscription === subscription)
          .flatMap(({ items }) => items.map(({ id }) => id))
          .filter((id) => ids.includes(id)),
      ),
    take: async (subscription) => {
      const due = [...lines.values()].filter(
        (line) => line.subscription === subscription && line.retryAtMs !== null && line.retryAtMs <= now(),
      );
      for (const line of due) if (line.attempts >= limits.attempts) line.retryAtMs = null;
      const [line] = due.filter(({ retryAtMs }) => retryAtMs !== null).sort((a, b) => (a.retryAtMs ?? 0) - (b.retryAtMs ?? 0));
      if (line === undefined) return null;
      line.attempts += 1;
      line.retryAtMs = now() + limits.attemptMs;
      return structuredClone(line.items[0] ?? null);
    },
    settle: async (subscription, item) => void immediate.settleNow(subscription, item),
    fail: async (subscription, item, failure) => {
      const line = heading(subscription, item);
      if (line === undefined) return;
      line.failure = failure;
      line.retryAtMs = line.attempts >= limits.attempts ? null : now() + limits.pauseMs * 2 ** (line.attempts - 1);
    },
    giveBack: async (subscription, item) => {
      const line = heading(subscription, item);
      if (line === undefined) return;
      line.attempts = Math.max(0, line.attempts - 1);
      line.retryAtMs = now() + limits.pauseMs;
    },
    ...operations(lot),
  };
};

const atOnce = (
  { lines, now, lineOf, lineWith, takeOut, heading, dropFirst, isSkipped, renameSkipped }: Lot,
  { pauseMs }: ParkingLimits,
): Pick<MemoryParking, "forgetNow" | "parkedNow" | "parkNow" | "renameNow" | "settleNow"> => ({
  parkNow: (subscription, items, failures) => {
    const withoutFault = new Set<string>();
    for (const item of items) {
      const { key, id } = item;
      const before = lineWith(subscription, id);
      if (before?.key === key) continue;
      if (before === undefined && isSkipped(subscription, id)) {
        // If it failed, nothing is known against those behind it.
        withoutFault.add(key);
        continue;
      }
      // Newer code knows better what it concerns.
      if (before !== undefined) takeOut(before, id);
      const failure = withoutFault.has(key) ? null : (failures.get(key) ?? null);
      const attempts = failure === null ? 0 : 1;
      const retryAtMs = now() + (failure === null ? 0 : pauseMs);
      const line = lineOf(subscription, key) ?? { subscription, key, parkedAtMs: now(), items: [], attempts, failure, retryAtMs };
      lines.set(nameOf(subscription, key), line);
      line.items.push(structuredClone(item));
    }
  },
  parkedNow: (subscription, keys) => new Set(keys.filter((key) => lines.has(nameOf(subscription, key)))),
  settleNow: (subscription, item) => {
    const line = heading(subscription, item);
    if (line !== undefined) dropFirst(line);
    return line !== undefined;
  },
  renameNow: (from, to) => {
    for (const [name, { subscription }] of lines) if (subscription === to) lines.delete(name);
    for (const [name, line] of [...lines]) {
      if (line.subscription !== from) continue;
      lines.delete(name);
      lines.set(nameOf(to, line.key), { ...line, subscription: to });
    }
    renameSkipped(from, to);
  },
  forgetNow: (subscription) => {
    for (const [name, line] of lines) if (line.subscription === subscription) lines.delete(name);
  },
});
