import { createCommitter, type Settlement, type Submission } from "../committer.ts";
import type { Append, EventLog } from "../event-log.ts";
import { createMemoryEventLog } from "../memory/event-log.ts";
import { command, freshStream } from "./event-log/sample.ts";

export const memory = () => createMemoryEventLog({ partitions: 2 });
export const tick = () => new Promise(setImmediate);

/** Submits and tells what it was settled with, in the sequence in which that happened. */
const submitTo = (committer: ReturnType<typeof createCommitter>) => {
  const settled: [Append, Settlement][] = [];
  const submit = (append: Append, more: Partial<Submission> = {}): Promise<Settlement> =>
    new Promise((resolve) => {
      committer.submit({
        append,
        isStale: () => false,
        settle: (settlement) => {
          settled.push([append, settlement]);
          resolve(settlement);
        },
        ...more,
      });
    });
  return { submit, settled };
};
export const start = (log: EventLog, options?: Parameters<typeof createCommitter>[1]) => {
  const committer = createCommitter(log, options);
  return { committer, ...submitTo(committer) };
};
export const many = (log: EventLog, count: number, partition = 0): Append[] =>
  Array.from({ length: count }, () => command(freshStream(log, partition), 0));
