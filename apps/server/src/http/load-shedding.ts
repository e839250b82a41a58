import { serverLimits } from "../limits.ts";
import { RequestRefused } from "./request-refused.ts";

/** What a process takes on at once. */
export interface LoadLimits {
  readonly requestsInWork: number;
  readonly requestsInWorkWhenLate: number;
  readonly lateMs: number;
}

/** Refuses work that would only wait, so that what was taken on is done soon. */
export interface LoadShedding {
  /** As early as can be, before a request costs anything. @throws RequestRefused (Overloaded) */
  admit(): void;
  /** Does the work and counts it while it lasts, whether or not somebody still waits for it. @throws RequestRefused (Overloaded) */
  work<T>(doIt: () => Promise<T>): Promise<T>;
  inWork(): number;
}

export interface LoadSheddingOptions {
  readonly limits: LoadLimits;
  /** How late the process is with what it has planned. */
  readonly delayMs: () => number;
  readonly onShed: () => void;
}

/**
 * Requests are counted while they are worked on, not while their bytes arrive: slow senders take no place. One that waits
 * for an event (`Prefer: wait`, a stream) must wait outside of `work`.
 */
export const createLoadShedding = ({ limits, delayMs, onShed }: LoadSheddingOptions): LoadShedding => {
  let inWork = 0;
  const admit = (): void => {
    if (inWork < limits.requestsInWorkWhenLate) return;
    if (inWork < limits.requestsInWork && delayMs() <= limits.lateMs) return;
    onShed();
    throw new RequestRefused("Overloaded", { detail: "The server has as much in work as it can do soon: try again in a moment." });
  };
  return {
    admit,
    inWork: () => inWork,
    work: async (doIt) => {
      // Many may have been admitted before the first of them began.
      admit();
      inWork += 1;
      try {
        return await doIt();
      } finally {
        inWork -= 1;
      }
    },
  };
};

export const defaultLoadLimits: LoadLimits = {
  requestsInWork: serverLimits.requestsInWork,
  requestsInWorkWhenLate: serverLimits.requestsInWorkWhenLate,
  lateMs: serverLimits.lateMs,
};
