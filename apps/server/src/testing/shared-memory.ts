import { type Clock, systemClock } from "@waybill/kernel/clock";
import { LogUnavailable } from "@waybill/kernel/event-log";
import type { ContextStore, Foundation } from "../foundation/foundation.ts";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";

/** Memory that the servers of a test share, as processes share a database. */
export interface SharedMemory {
  /** For one server; what `fails` says of a stream's name when something is to be appended there, is lost with that server. */
  foundation(fails?: (stream: string) => boolean): Foundation;
}

export const sharedMemory = (clock: Clock = systemClock): SharedMemory => {
  const memory = createMemoryFoundation(clock);
  const stores = new Map<string, Promise<ContextStore>>();
  const openContext = (name: string) => {
    const store = stores.get(name) ?? memory.openContext(name);
    stores.set(name, store);
    return store;
  };
  return {
    foundation: (fails = () => false) => ({
      ...memory,
      openContext: async (name) => {
        const { log, ...store } = await openContext(name);
        const append: typeof log.append = async (commands) => {
          if (commands.some(({ stream }) => fails(stream))) throw new LogUnavailable("this process has died");
          return log.append(commands);
        };
        return { ...store, log: { ...log, append } };
      },
    }),
  };
};
