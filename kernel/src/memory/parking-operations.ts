import { instant } from "../clock.ts";
import {
  type Beginning,
  type Failure,
  type ItemPlace,
  type ParkedItem,
  type ParkedKey,
  type ParkedKeys,
  parkingLimits,
} from "../parking.ts";

interface Line {
  readonly subscription: string;
  readonly key: string;
  readonly parkedAtMs: number;
  readonly items: ParkedItem[];
  attempts: number;
  failure: Failure | null;
  retryAtMs: number | null;
}

/** All lines, and how they move up. */
export type Lot = ReturnType<typeof newLot>;

export const nameOf = (subscription: string, key: string): string => JSON.stringify([subscription, key]);

const anew = (line: Line, nowMs: number): void => {
  line.attempts = 0;
  line.retryAtMs = nowMs;
};

export const newLot = (now: () => number) => {
  const lines = new Map<string, Line>();
  const skipped = new Map<string, Set<string>>();
  const isSkipped = (subscription: string, id: string): boolean => skipped.get(subscription)?.has(id) ?? false;
  const lineOf = (subscription: string, key: string) => lines.get(nameOf(subscription, key));
  const dropFirst = (line: Line): void => {
    line.items.shift();
    line.failure = null;
    anew(line, now());
    if (line.items.length === 0) lines.delete(nameOf(line.subscription, line.key));
  };
  return {
    lines,
    now,
    lineOf,
    isSkipped,
    /** What whoever begins a batch is to leave out, and whether that is all there is to know. */
    skippedFor: (subscription: string, items: readonly ItemPlace[]): Pick<Beginning, "isEmpty" | "skipped"> => {
      const all = skipped.get(subscription) ?? new Set();
      const isEmpty = all.size <= parkingLimits.skippedKnown && ![...lines.values()].some((line) => line.subscription === subscription);
      return { isEmpty, skipped: new Set(isEmpty ? all : items.map(({ id }) => id).filter((id) => all.has(id))) };
    },
    skipFirst: (line: Line): void => {
      for (const { id } of line.items.slice(0, 1)) skipped.set(line.subscription, (skipped.get(line.subscription) ?? new Set()).add(id));
      dropFirst(line);
    },
    /** A line whose first item was skipped for `to` meanwhile is tried again. */
    renameSkipped: (from: string, to: string): void => {
      skipped.set(to, new Set([...(skipped.get(to) ?? []), ...(skipped.get(from) ?? [])]));
      skipped.delete(from);
      for (const line of lines.values()) if (line.subscription === to && isSkipped(to, line.items[0]?.id ?? "")) anew(line, now());
    },
    /** The line that the item is the first of. */
    heading: (subscription: string, { key, id }: ItemPlace): Line | undefined => {
      const line = lineOf(subscription, key);
      return line?.items[0]?.id === id ? line : undefined;
    },
    dropFirst,
    /** Takes an item out wherever it is. */
    takeOut: (line: Line, id: string): void => {
      const place = line.items.findIndex((item) => item.id === id);
      if (place === 0) dropFirst(line);
      else line.items.splice(place, 1);
    },
    /** The line that the item is in. */
    lineWith: (subscription: string, id: string): Line | undefined =>
      [...lines.values()].find((line) => line.subscription === subscription && line.items.some((item) => item.id === id)),
  };
};

/** What an operator can do. */
export const operations = ({ lines, now, lineOf, heading, skipFirst, isSkipped }: Lot): ParkedKeys => ({
  list: async (limit, { subscription, key, about, from } = {}) =>
    [...lines.values()]
      .flatMap(parkedKeyOf)
      .filter((parked) => (subscription ?? parked.subscription) === parked.subscription && (key ?? parked.key) === parked.key)
      .filter((parked) => parked.key.includes(about ?? "") && (from === undefined || byPlace(parked, from) >= 0))
      .sort(byPlace)
      .slice(0, limit),
  concerned: async (fingerprint) => {
    const waiting = [...lines.values()].filter((line) => line.retryAtMs === null && line.failure?.fingerprint === fingerprint);
    return [...new Set(waiting.map(({ subscription }) => subscription))];
  },
  retry: async (subscription, key) => {
    const line = lineOf(subscription, key);
    if (line !== undefined) anew(line, now());
    return line !== undefined;
  },
  skip: async (subscription, item) => {
    const line = heading(subscription, item);
    if (line !== undefined) skipFirst(line);
    return isSkipped(subscription, item.id);
  },
  redrive: async (subscription, fingerprint, perSecond) => {
    const waiting = [...lines.values()].filter(
      (line) => line.subscription === subscription && line.retryAtMs === null && line.failure?.fingerprint === fingerprint,
    );
    for (const [index, line] of waiting.entries()) {
      anew(line, now());
      line.retryAtMs = now() + Math.floor((index * 1_000) / perSecond);
    }
    return waiting.length;
  },
});

const parkedKeyOf = ({ subscription, key, attempts, items, failure, parkedAtMs, retryAtMs }: Line): readonly ParkedKey[] => {
  const [first] = items;
  if (first === undefined) return [];
  const retryAt = retryAtMs === null ? null : instant(retryAtMs);
  return [{ subscription, key, attempts, waiting: items.length, first, failure, parkedAt: instant(parkedAtMs), retryAt }];
};

type Place = Pick<ParkedKey, "key" | "parkedAt" | "subscription">;

const byPlace = (a: Place, b: Place): number => a.parkedAt - b.parkedAt || byText(a.subscription, b.subscription) || byText(a.key, b.key);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
