import type { Brand } from "./brand.ts";

/** A UTC instant in whole milliseconds since 1970-01-01T00:00:00Z. ISO 8601 exists only at the edges. */
export type Instant = Brand<number, "Instant">;

export const instant = (epochMs: number): Instant => epochMs as Instant;

/** @throws RangeError when `text` is not an ISO 8601 date and time that names its offset. */
export const instantFromIso = (text: string): Instant => {
  const epochMs = /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(epochMs)) throw new RangeError(`not an ISO 8601 instant with an offset: ${text.slice(0, 40)}`);
  return instant(epochMs);
};

export const isoFromInstant = (at: Instant): string => new Date(at).toISOString();

/** The only place time comes from; tests and the simulation bring their own. */
export interface Clock {
  /** Wall-clock time. It may jump; never subtract two of these to measure how long something took. */
  now(): Instant;
  /** Milliseconds since an arbitrary start, never going back: for durations, leases and waiting. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
};
