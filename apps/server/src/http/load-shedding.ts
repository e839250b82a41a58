import { serverLimits } from "../limits.ts";
import { RequestRefused } from "./request-refused.ts";

/** What a process takes on. */
export interface LoadLimits {
  /** Requests that are worked on at once. */
  readonly requestsInWork: number;
  /** How long one turn of the event loop may take in new requests, and how many it takes in however long that lasts. */
  readonly turnMs: number;
  readonly turnRequests: number;
}

export const defaultLoadLimits: LoadLimits = {
  requestsInWork: serverLimits.requestsInWork,
  turnMs: serverLimits.turnMs,
  turnRequests: serverLimits.turnRequests,
};

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
  const turn = turnClock();
  const refuse = (): never => {
    onShed();
    throw new RequestRefused("Overloaded", { detail: "The server has as much in work as it can do soon: try again in a moment." });
  };
  return {
    admit: () => {
      const { ms, requests } = turn();
      if (inWork >= limits.requestsInWork || (ms > limits.turnMs && requests > limits.turnRequests)) refuse();
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

/**
 * How long this turn of the event loop has lasted since it was first asked about, and how many have asked. Immediates run
 * after all that has arrived.
 */
const turnClock = (): (() => { readonly ms: number; readonly requests: number }) => {
  let startedMs: number | null = null;
  let requests = 0;
  return () => {
    const nowMs = performance.now();
    requests += 1;
    if (startedMs === null) {
      startedMs = nowMs;
      requests = 1;
      setImmediate(() => {
        startedMs = null;
      });
    }
    return { ms: nowMs - startedMs, requests };
  };
};
