import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { inTime } from "@waybill/kernel/in-time";
import { limits } from "@waybill/kernel/limits";
import type { ContextProcess, Follower } from "./context-process.ts";
import { serverLimits } from "./limits.ts";

/** How many events a follower has yet to handle, in all processes together. */
export interface FollowerLag {
  readonly log: string;
  readonly follower: string;
  readonly events: number;
}

/** What is known of the lags, and whether that is all there is to know. */
export interface KnownLags {
  readonly lags: readonly FollowerLag[];
  readonly areAll: boolean;
}

/**
 * Makes a question that the database is asked: how far behind the followers are. Nobody waits for it longer than `serverLimits.metricsMs`. There
 * is one asking at a time, however often somebody wants to know: what is not answered would pile up, and meet the database when it
 * comes back.
 */
export const askingLags = (processes: readonly ContextProcess[]): (() => Promise<KnownLags>) => {
  let underWay: Asking | null = null;
  const begin = (): Asking => {
    const lags: FollowerLag[] = [];
    // Contexts beside one another, so that all of them are known in time on a busy machine, too.
    const asked = Promise.all(processes.map(({ followers }) => askEach(followers, lags))).finally(() => {
      underWay = null;
    });
    return { lags, areAll: asked.then((areKnown) => areKnown.every(Boolean)) };
  };
  return async () => {
    underWay ??= begin();
    const { lags, areAll } = underWay;
    const isComplete = await inTime(areAll, serverLimits.metricsMs, noAnswer).catch(() => false);
    return { lags: [...lags], areAll: isComplete };
  };
};

interface Asking {
  /** Those that are known so far. */
  readonly lags: readonly FollowerLag[];
  readonly areAll: Promise<boolean>;
}

const askEach = async (followers: ReadonlyMap<string, Follower>, lags: FollowerLag[]): Promise<boolean> => {
  let areAll = true;
  for (const [name, follower] of followers) {
    try {
      const partitions = await inTime(follower.status(), limits.logPatienceMs, noAnswer);
      lags.push({ log: follower.log, follower: name, events: partitions.reduce((sum, { lag }) => sum + lag, 0) });
    } catch (error) {
      areAll = false;
      // The others would wait for the same in vain.
      if (error instanceof StoreUnavailable) break;
    }
  }
  return areAll;
};

const noAnswer = (): Error => new StoreUnavailable("the database has not told how far behind followers are");
