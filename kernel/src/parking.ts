import { hash } from "node:crypto";
import type { Json } from "./brand.ts";
import type { Instant } from "./clock.ts";

/** Something that waits its turn under a key, with all that is needed to handle it later. */
export interface ParkedItem {
  /** The same whenever it comes again: parked twice, it waits once. */
  readonly id: string;
  readonly key: string;
  readonly payload: Json;
}

/** Which item it is, and what it concerns. */
export type ItemPlace = Pick<ParkedItem, "id" | "key">;

/** Why an item could not be handled. Equal causes have equal fingerprints, whatever ids and numbers their texts name. */
export interface Failure {
  readonly fingerprint: string;
  readonly error: string;
}

/** A key whose first item could not be handled; the others wait behind it. */
export interface ParkedKey {
  readonly subscription: string;
  readonly key: string;
  /** How often the first item was tried since it was parked, or since an operator asked for more. */
  readonly attempts: number;
  readonly waiting: number;
  readonly first: ParkedItem;
  readonly failure: Failure | null;
  readonly parkedAt: Instant;
  /** When it is tried again by itself; null when it waits for an operator. */
  readonly retryAt: Instant | null;
}

/** What is known when a batch is begun. */
export interface Beginning {
  /** How often work was begun at the same place, this time included: more than once means that it was not finished. */
  readonly attempts: number;
  /** Which of the items' keys are parked. */
  readonly parked: ReadonlySet<string>;
  /** Ids that an operator has left out for good: those of the items at least, all of the name where `isEmpty`. */
  readonly skipped: ReadonlySet<string>;
  /** Whether nothing at all is parked under the name, and `skipped` is all that ever was: batches that come next need not ask. */
  readonly isEmpty: boolean;
}

export interface Start {
  readonly partition: number;
  /** After which work is begun. */
  readonly position: number;
}

export interface SkipReason {
  readonly reason: string;
  /** Who says so. */
  readonly by: string;
}

/**
 * Where items wait that could not be handled, so that the others need not wait for them. Attempts are counted before they are
 * made, for an item may take the whole process with it. Time is the store's. The adapters (PostgreSQL, memory) pass one contract
 * suite: `testing/parking-contract.ts`. Every call throws `StoreUnavailable` when the store cannot be reached.
 */
export interface Parking extends ParkedKeys {
  /** Says that a batch of these items is begun. */
  begin(subscription: string, starts: readonly Start[], items: readonly ItemPlace[]): Promise<Beginning>;
  /** Another process may have parked what this one begins next. For those who remember what they were told. */
  doubt?(subscription: string): void;
  /**
   * Puts items behind what waits under their keys; a key that fails for the first time is tried again after a pause. One that waits under
   * another key leaves it: an item waits once, and newer code knows better what it concerns. What was skipped is left out: it is skipped for ever.
   */
  park(subscription: string, items: readonly ParkedItem[], failures: ReadonlyMap<string, Failure>): Promise<void>;
  /** The first item of a key that is to be tried now, counted as an attempt, and for `parkingLimits.attemptMs` nobody else's. */
  take(subscription: string): Promise<ParkedItem | null>;
  /** The item is handled: the next one behind it may be. */
  settle(subscription: string, item: ItemPlace): Promise<void>;
  /** It failed: tried again after a pause, or left to an operator after `parkingLimits.attempts`. */
  fail(subscription: string, item: ItemPlace, failure: Failure): Promise<void>;
  /** Which of these items wait. */
  waiting(subscription: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The attempt came to nothing and does not count: something else was away. */
  giveBack(subscription: string, item: ItemPlace): Promise<void>;
}

/** Which parked keys are wanted: all of them where nothing is said. */
export interface ParkedWanted {
  readonly subscription?: string;
  readonly key?: string;
  /** What the key has in it. */
  readonly about?: string;
  /** From this place of the list on, whether anything is there or not. */
  readonly from?: Pick<ParkedKey, "key" | "parkedAt" | "subscription">;
}

/** What an operator can do about what is parked. */
export interface ParkedKeys {
  /** Those that are parked, the longest first; of those that began in the same millisecond, by subscription and key. */
  list(limit: number, wanted?: ParkedWanted): Promise<readonly ParkedKey[]>;
  /** Subscriptions with keys that wait for an operator because of one cause. */
  concerned(fingerprint: string): Promise<readonly string[]>;
  /** Tries a key again now, as if for the first time. False when it is not parked. */
  retry(subscription: string, key: string): Promise<boolean>;
  /**
   * Leaves a key's first item out for good, and records who wanted that and why. True also when it was left out before: wanted again, because an
   * answer was lost, it leaves out nothing else. False when it is not the first there.
   */
  skip(subscription: string, item: ItemPlace, why: SkipReason): Promise<boolean>;
  /** Tries all keys again that wait for an operator because of one cause, so many in a second. How many they are. */
  redrive(subscription: string, fingerprint: string, perSecond: number): Promise<number>;
}

export interface ParkingLimits {
  readonly attempts: number;
  readonly pauseMs: number;
  readonly attemptMs: number;
}

/** Limits of parking; the reason for each number beside it. */
export const parkingLimits = {
  /** Attempts after which an item waits for an operator: with the pauses between them, about a quarter of an hour. */
  attempts: 10,
  /** First pause; doubles each time. */
  pauseMs: 1_000,
  /** How long an attempt is left alone. Longer than any handler takes; who dies in it is followed after this. */
  attemptMs: 60_000,
  /** How long a process waits for one: before another takes it, and longer than any handler that is still at it. */
  patienceMs: 45_000,
  /** A batch that was begun so often and never finished is taken apart: its items are parked, and tried one at a time. */
  begunTimes: 3,
  /** Keys that one process has parked for one read model and that wait, when it stands still instead: then the code is wrong, not the events. */
  keysParkedByRows: 1_000,
  /** Items that were skipped under one name and are known in a process, so that its batches begin without asking: some 100 kB. Behind more of them each batch asks. */
  skippedKnown: 1_000,
  /** Between two looks for what is to be tried again. */
  pollMs: 500,
  /** First pause behind an attempt that came to nothing because something was away; doubles each time up to `pollMs`, until one is handled or has failed. */
  awayPauseMs: 10,
} as const;

/** Of anything that was thrown. */
export const failureOf = (error: unknown): Failure => {
  const text = textOf(error);
  // Word by word: an expression that looks for a digit in each takes the square of the time, and a text may be as long as what it quotes.
  const cause = text.replaceAll(/[\w-]+/g, (word) => (/\d/.test(word) ? "#" : word));
  // Where it is kept has no room for a zero byte, nor for half of a character.
  const kept = text.slice(0, 1_000).replaceAll("\u0000", "\ufffd").toWellFormed();
  return { fingerprint: hash("sha256", cause, "hex").slice(0, 16), error: kept };
};

const textOf = (error: unknown): string => {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return "what was thrown has no text";
  }
};
