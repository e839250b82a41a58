import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "./brand.ts";
import { inTime } from "./in-time.ts";
import { isPassing, type OneByOneOptions } from "./one-by-one.ts";
import { failureOf, type ParkedItem, parkingLimits } from "./parking.ts";

export interface RetryOptions<Item> extends Pick<OneByOneOptions<Item>, "handle" | "parking" | "subscription"> {
  readonly observe?: (happening: RetryHappening) => void;
  readonly pollMs?: number;
  /** After which an attempt is given up. */
  readonly patienceMs?: number;
}

/** What becomes of parked items, for logs and metrics. */
export type RetryHappening =
  | { readonly kind: "unparked"; readonly item: ParkedItem }
  | { readonly kind: "failed"; readonly item: ParkedItem; readonly error: unknown }
  | { readonly kind: "unavailable"; readonly error: unknown };

/** Tries the next parked item of a subscription whose time has come, if there is one. @throws StoreUnavailable */
export const retryNext = async <Item>(options: RetryOptions<Item>): Promise<boolean> => (await tryNext(options)) !== "nothing";

const tryNext = async <Item>(options: RetryOptions<Item>): Promise<"away" | "nothing" | "tried"> => {
  const { subscription, handle, parking, observe = () => {}, patienceMs = parkingLimits.patienceMs } = options;
  if (parking === undefined) return "nothing";
  const { store } = parking;
  const item = await store.take(subscription);
  if (item === null) return "nothing";
  try {
    // What never ends would keep all others waiting that are parked. When it does end, it is known by its id.
    await inTime(handle(itemIn<Item>(item.payload)), patienceMs, () => new Error(`not done within ${patienceMs / 1_000} s`));
  } catch (error) {
    observe({ kind: "failed", item, error });
    if (isPassing(error)) {
      await store.giveBack(subscription, item);
      return "away";
    }
    await store.fail(subscription, item, failureOf(error));
    return "tried";
  }
  await store.settle(subscription, item);
  observe({ kind: "unparked", item });
  return "tried";
};

/**
 * Tries parked items again while it runs, one at a time: one that takes the process with it is found out by its attempts. Where they need what is
 * away, it pauses between two, up to the time between two looks: thousands of them would otherwise be tried in vain, one after the other, all the time.
 */
export const retryParked = <Item>(options: RetryOptions<Item>): { start(): void; stop(): Promise<void> } => {
  const { pollMs = parkingLimits.pollMs, observe = () => {} } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);
  const run = async (): Promise<void> => {
    let inVain = 0;
    while (!signal.aborted) {
      const found = await tryNext(options).catch((error: unknown) => {
        observe({ kind: "unavailable", error });
        return "nothing" as const;
      });
      if (found === "tried") inVain = 0;
      // All that poll as often do it at the same time, so that one question serves them all.
      if (found === "nothing") await pause(pollMs - (performance.now() % pollMs));
      if (found === "away") await pause(Math.min(parkingLimits.awayPauseMs * 2 ** inVain++, pollMs));
    }
  };
  let running: Promise<void> | null = null;
  return {
    start: () => {
      running ??= run();
    },
    // What is in hand is finished, and its attempt is one that was made.
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

/** What `oneByOne` parked under the same subscription. */
const itemIn = <Item>(payload: Json): Item => payload as Item;
