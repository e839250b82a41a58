import { inTime } from "@waybill/kernel/in-time";
import type { ContextProcess } from "./context-process.ts";
import type { Foundation } from "./foundation/foundation.ts";
import type { Obstacles } from "./http/operations.ts";
import { serverLimits } from "./limits.ts";

/** What stands in the way of serving, in words. Never throws, and takes no longer than `readyMs`. */
export const findObstacles = async (foundation: Foundation, processes: readonly ContextProcess[]): Promise<Obstacles> => {
  const givenUp = new AbortController();
  try {
    return await inTime(look(foundation, processes, givenUp.signal), serverLimits.readyMs, noAnswer);
  } catch (error) {
    return [`the database cannot be reached (${error instanceof Error ? error.message : String(error)})`];
  } finally {
    givenUp.abort();
  }
};

const look = async (foundation: Foundation, processes: readonly ContextProcess[], givenUp: AbortSignal): Promise<Obstacles> => {
  await foundation.reach();
  // Nobody waits any more. A database that was silent for an hour would be met by all the questions of that hour.
  if (givenUp.aborted) return [];
  const followers = processes.flatMap((process) => [...process.followers]);
  const found = await Promise.all(
    followers.map(async ([name, follower]) => {
      const partitions = await follower.status();
      const lag = partitions.reduce((sum, partition) => sum + partition.lag, 0);
      const stopped = partitions.filter(({ standing }) => standing !== null && standing.kind !== "following").length;
      return [
        ...(lag > serverLimits.lagEvents ? [`${name} is ${lag} events behind`] : []),
        ...(stopped > 0 ? [`${name} stands still in ${stopped} partitions`] : []),
      ];
    }),
  );
  return found.flat();
};

const noAnswer = (): Error => new Error(`no answer within ${serverLimits.readyMs} ms`);
