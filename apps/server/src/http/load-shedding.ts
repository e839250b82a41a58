import { serverLimits } from "../limits.ts";
import { RequestRefused } from "./request-refused.ts";

/** What a process takes on. */
export interface LoadLimits {
  /** Requests that are worked on at once. */
  readonly requestsInWork: number;
  /** How long one turn of the event loop may take in new requests. */
  readonly turnMs: number;
}

export const defaultLoadLimits: LoadLimits = { requestsInWork: serverLimits.requestsInWork, turnMs: serverLimits.turnMs };

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
  readonly onShed: () => void;
}

/**
 * Two queues are kept short. Requests that wait for others, above all for the log, are those in work. Requests that wait for
 * the processor are not seen at all: they lie in their connections until this turn of the event loop comes to them, and then
 * have waited at least as long as the turn has lasted. Requests count while they are worked on, not while their bytes
 * arrive: slow senders take no place. One that waits for an event (`Prefer: wait`, a stream) must wait outside of `work`.
 */
export const createLoadShedding = ({ limits, onShed }: LoadSheddingOptions): LoadShedding => {
  let inWork = 0;
  const turnMs = turnClock();
  const refuse = (): never => {
    onShed();
    throw new RequestRefused("Overloaded", { detail: "The server has as much in work as it can do soon: try again in a moment." });
  };
  return {
    admit: () => {
      if (inWork >= limits.requestsInWork || turnMs() > limits.turnMs) refuse();
    },
    inWork: () => inWork,
    work: async (doIt) => {
      // Many may have been admitted before the first of them began.
      if (inWork >= limits.requestsInWork) refuse();
      inWork += 1;
      try {
        return await doIt();
      } finally {
        inWork -= 1;
      }
    },
  };
};

/** How long this turn of the event loop has lasted since it was first asked about. Immediates run after all that has arrived. */
const turnClock = (): (() => number) => {
  let startedMs: number | null = null;
  return () => {
    const nowMs = performance.now();
    if (startedMs === null) {
      startedMs = nowMs;
      setImmediate(() => {
        startedMs = null;
      });
    }
    return nowMs - startedMs;
  };
};
