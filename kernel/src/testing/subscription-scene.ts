import type { EventLog } from "../event-log.ts";
import type { Batch, Handle, Happening } from "../following.ts";
import { createMemoryCheckpoints, type MemoryCheckpoints } from "../memory/checkpoints.ts";
import { createMemoryEventLog } from "../memory/event-log.ts";
import { createMemoryLeases } from "../memory/leases.ts";
import { Subscription, type SubscriptionOptions } from "../subscription.ts";
import { Tailer } from "../tailer.ts";
import { counting, quickLimits, thing } from "./following-sample.ts";

interface Scene {
  readonly log: EventLog;
  readonly checkpoints: MemoryCheckpoints;
  readonly happenings: Happening[];
  /** Every batch that the handler was given. */
  readonly batches: Batch[];
  readonly subscription: Subscription;
}

/** A subscription over a memory log of four partitions; `handle` is called before the checkpoints move. */
export const scene = (handle: (batch: Batch) => unknown, more: Partial<SubscriptionOptions> & { readonly log?: EventLog } = {}): Scene => {
  const log = more.log ?? createMemoryEventLog({ partitions: 4 });
  const checkpoints = createMemoryCheckpoints();
  const [happenings, batches]: [Happening[], Batch[]] = [[], []];
  const handling: Handle = async (batch) => {
    batches.push(batch);
    await handle(batch);
    return checkpoints.move("sample", batch.moves);
  };
  const subscription = new Subscription({
    name: "sample",
    log,
    tailer: new Tailer(log),
    checkpoints,
    leases: createMemoryLeases(),
    handle: handling,
    limits: quickLimits,
    observe: (happening) => happenings.push(happening),
    ...more,
  });
  return { log, checkpoints, happenings, batches, subscription };
};

export const fill = (log: EventLog, things: number, types: readonly string[] = ["Counted", "Counted"]) =>
  log.append(Array.from({ length: things }, (_, number) => counting(thing(number), 0, types)));

export const isDone = async ({ subscription }: Scene) => (await subscription.status()).every(({ lag }) => lag === 0);
