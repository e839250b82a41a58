import { LRUCache } from "lru-cache";
import { serverLimits } from "../limits.ts";

/** How much may be asked: so many requests within a window that slides. */
export interface QuotaPolicy {
  /** What it is called in the headers and the settings. */
  readonly name: string;
  readonly requests: number;
  readonly windowMs: number;
}

/** How one caller stands with a quota. */
export interface Standing {
  readonly granted: boolean;
  /** Requests that would be granted at once. */
  readonly left: number;
  /** Until all of the quota is there again. */
  readonly fullInMs: number;
  /** Until one request is granted; 0 when one is now. */
  readonly retryAfterMs: number;
}

/** Counts the requests of each caller, in the memory of this process. */
export interface Quota {
  readonly policy: QuotaPolicy;
  /** Counts one request, if it is granted. */
  take(caller: string): Standing;
  /** Whether one would be granted. */
  hasLeft(caller: string): boolean;
}

/**
 * Generic cell rate algorithm (ATM Forum TM 4.0, 4.4.2): of each caller one number is kept, the time at which all of its quota is
 * there again. Who comes steadily is never refused, who comes in a burst has the whole quota at once. Callers beyond the limit
 * are forgotten, longest unseen first.
 */
export const createQuota = (policy: QuotaPolicy, monotonicMs: () => number): Quota => {
  const { requests, windowMs } = policy;
  const eachMs = windowMs / requests;
  const fullAtMs = new LRUCache<string, number>({ max: serverLimits.countedCallers });
  const owedMs = (caller: string, nowMs: number): number => Math.max(0, (fullAtMs.get(caller) ?? 0) - nowMs);
  // What is left of one request after so many divisions and sums is no request.
  const grants = (owed: number): boolean => owed + eachMs <= windowMs + 1e-6;
  return {
    policy,
    hasLeft: (caller) => grants(owedMs(caller, monotonicMs())),
    take: (caller) => {
      const nowMs = monotonicMs();
      const owed = owedMs(caller, nowMs);
      const granted = grants(owed);
      const fullInMs = granted ? owed + eachMs : owed;
      if (granted) fullAtMs.set(caller, nowMs + fullInMs);
      const left = Math.max(0, Math.floor((windowMs - fullInMs) / eachMs + 1e-6));
      return { granted, left, fullInMs, retryAfterMs: granted ? 0 : Math.max(0, fullInMs + eachMs - windowMs) };
    },
  };
};
