import { expect } from "vitest";
import type { EventLog, RecordedEvent } from "../event-log.ts";
import { createMemoryEventLog } from "../memory/event-log.ts";
import type { Tailer } from "../tailer.ts";
import { counting, thing } from "./following-sample.ts";

export const never = new AbortController().signal;
/** The same position in each of four partitions. */
export const from = (position: number) => new Map([0, 1, 2, 3].map((partition) => [partition, position]));

/** A log that counts how often it is read, and fails while `broken` is set. */
export const readLog = (): EventLog & { reads: number; broken: boolean } => {
  const log = createMemoryEventLog({ partitions: 4 });
  const counted = {
    ...log,
    reads: 0,
    broken: false,
    readPartitions: async (after: ReadonlyMap<number, number>, limit: number) => {
      counted.reads += 1;
      if (counted.broken) throw new Error("no answer");
      return log.readPartitions(after, limit);
    },
  };
  return counted;
};

export const append = (log: EventLog, number: number, version = 0) => log.append([counting(thing(number), version, ["Counted"])]);

/** Follows all partitions until `count` events have come, and checks that each partition's come without holes. */
export const follow = async (tailer: Tailer, count: number, limit = 10): Promise<RecordedEvent[]> => {
  const after = from(0);
  const all: RecordedEvent[] = [];
  while (all.length < count) {
    for (const event of await tailer.next(after, limit, never)) {
      expect(event.position).toBe((after.get(event.partition) ?? 0) + 1);
      after.set(event.partition, event.position);
      all.push(event);
    }
  }
  return all;
};
