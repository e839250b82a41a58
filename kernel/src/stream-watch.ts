import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedEvent, StreamName } from "./event-log.ts";
import type { FollowedLog } from "./following.ts";
import { limits } from "./limits.ts";
import { partitionOf } from "./partition.ts";
import type { Tailer } from "./tailer.ts";

/** Tells those who wait for single streams that something was appended there, by whichever process. */
export interface StreamWatch {
  /**
   * Calls `onAppended` after each append to the stream, several at once perhaps, until what is returned is called. Resolves when
   * nothing can be missed any more: whoever reads the stream then, and again whenever called, has seen all of it.
   */
  watch(stream: StreamName, onAppended: () => void): Promise<() => void>;
}

export interface StreamWatchOptions {
  readonly log: FollowedLog;
  readonly tailer: Pick<Tailer, "next">;
  /** Told of what went wrong while nobody could be told; it is tried again. */
  readonly onFault: (error: unknown) => void;
}

/** All who wait share one reader, which reads on only in the partitions where somebody does. */
export const createStreamWatch = ({ log, tailer, onFault }: StreamWatchOptions): StreamWatch => {
  const watchers = new Map<StreamName, Set<() => void>>();
  const places = createPlaces(log);
  let reading = false;
  let lookAgain = (): void => {};

  const tell = (events: readonly RecordedEvent[]): void => {
    places.moveOver(events);
    for (const stream of new Set(events.map((event) => event.stream))) for (const onAppended of watchers.get(stream) ?? []) onAppended();
  };

  /** Until nobody waits any more, or the tailer is stopped. */
  const read = async (): Promise<void> => {
    reading = true;
    for (let after = places.known(); after.size > 0; after = places.known()) {
      const changed = new AbortController();
      lookAgain = () => changed.abort();
      try {
        const events = await tailer.next(after, limits.streamPageEvents, changed.signal);
        if (events.length === 0 && !changed.signal.aborted) break;
        tell(events);
      } catch (error) {
        onFault(error);
        await sleep(limits.followPauseMs);
      }
    }
    // At once with the last look: whoever comes now begins anew.
    reading = false;
  };

  return {
    watch: async (stream, onAppended) => {
      const partition = partitionOf(stream, log.partitions);
      const here = watchers.get(stream) ?? new Set();
      watchers.set(stream, here.add(onAppended));
      let watching = true;
      const stop = (): void => {
        if (!watching) return;
        watching = false;
        here.delete(onAppended);
        if (here.size === 0 && watchers.get(stream) === here) watchers.delete(stream);
        if (places.leave(partition) === "left") lookAgain();
      };
      try {
        if ((await places.enter(partition)) === "entered") lookAgain();
        if (!reading) void read();
        return stop;
      } catch (error) {
        stop();
        throw error;
      }
    },
  };
};

/** The partitions in which somebody waits, and up to which position they were told there. */
const createPlaces = (log: FollowedLog) => {
  /** The position is null while it is being found out. */
  const places = new Map<number, { watching: number; position: number | null }>();
  return {
    known: (): ReadonlyMap<number, number> =>
      new Map([...places].flatMap(([partition, { position }]) => (position === null ? [] : [[partition, position]]))),
    moveOver: (events: readonly RecordedEvent[]): void => {
      for (const { partition, position } of events) {
        const place = places.get(partition);
        if (place !== undefined && place.position !== null) place.position = Math.max(place.position, position);
      }
    },
    enter: async (partition: number): Promise<"entered" | "there"> => {
      const place = places.get(partition) ?? { watching: 0, position: null };
      places.set(partition, place);
      place.watching += 1;
      if (place.position !== null) return "there";
      const head = (await log.heads()).get(partition) ?? 0;
      // Of several who look at once, the first to know begins: what came since then is told to all.
      place.position ??= head;
      return "entered";
    },
    leave: (partition: number): "left" | "there" => {
      const place = places.get(partition);
      if (place === undefined) return "left";
      place.watching -= 1;
      if (place.watching > 0) return "there";
      places.delete(partition);
      return "left";
    },
  };
};
