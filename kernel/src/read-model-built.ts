import { createBell } from "./bell.ts";
import type { Checkpoints } from "./checkpoint.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { FollowedLog } from "./following.ts";
import { limits } from "./limits.ts";
import { PositionWait, type WaitOutcome } from "./position-wait.ts";
import type { Building } from "./read-model.ts";
import { readModelLimits } from "./read-model-limits.ts";

interface BuiltOptions {
  readonly subscription: string;
  readonly building: Pick<Building<never>, "finish" | "isBuilt">;
  readonly log: FollowedLog;
  readonly checkpoints: Pick<Checkpoints, "read">;
  readonly clock?: Clock;
}

/**
 * Knows when the rows of a read model are complete for the first time: when they show all that the log held when this process began.
 * Until then they are half an answer, which nobody should take for a whole one (ADR 43).
 */
export const whenBuilt = (options: BuiltOptions) => {
  const { subscription, building, log, checkpoints, clock = systemClock } = options;
  // Without parking: what is parked is listed, and keeps nobody from reading the rest.
  const wait = new PositionWait({ subscription, log, checkpoints, clock });
  const known = createBell();
  const waiters = new Set<() => void>();
  let isBuilt = false;
  let isStopping = false;
  let watching = 0;

  const say = (): void => {
    isBuilt = true;
    for (const wake of waiters) wake();
    waiters.clear();
  };
  /** Whether it is so now, or within the time. @throws StoreUnavailable */
  const look = async (timeoutMs: number): Promise<boolean> => {
    if (!isBuilt && (await building.isBuilt())) say();
    if (isBuilt) return true;
    const heads = await log.heads();
    const positions = [...heads].map(([partition, position]) => ({ log: log.name, incarnation: log.incarnation, partition, position }));
    if ((await wait.waitFor(positions, { timeoutMs })).kind !== "passed") return false;
    await building.finish();
    say();
    return true;
  };
  /** Asks until they are complete, or nobody wants to know. */
  const watch = async (ask: () => Promise<boolean>, isWanted = () => true): Promise<void> => {
    watching += 1;
    while (!isBuilt && !isStopping && isWanted()) {
      if (!(await ask().catch(() => false))) await known.wait(limits.pollMaxMs);
    }
    watching -= 1;
  };
  const askOthers = async (): Promise<boolean> => {
    if (await building.isBuilt()) say();
    return isBuilt;
  };

  return {
    start: async (): Promise<void> => {
      if (!(await look(0).catch(() => false))) void watch(() => look(readModelLimits.builtLookMs));
    },
    stop: (): void => {
      isStopping = true;
      known.ring();
    },
    /** Null when the rows may be read. @throws StoreUnavailable */
    waitFor: async ({ timeoutMs }: { readonly timeoutMs: number }): Promise<WaitOutcome | null> => {
      if (!isBuilt && (await building.isBuilt())) say();
      if (isBuilt) return null;
      const untilMs = clock.monotonicMs() + timeoutMs;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiters.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, Math.max(0, untilMs - clock.monotonicMs()));
        waiters.add(wake);
        // In a process that does not follow itself, it is for others to make them complete.
        if (watching === 0) void watch(askOthers, () => waiters.size > 0);
      });
      return isBuilt ? null : { kind: "behind", retryAfterMs: limits.behindRetryMs };
    },
  };
};
