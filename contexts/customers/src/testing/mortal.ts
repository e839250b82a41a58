import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { EventLog } from "@waybill/kernel/event-log";
import type { KeyVault } from "@waybill/kernel/sealed";

/** Says how often it may be asked before its process dies; what is asked then and later never comes. */
export const mortal = (lives: number) => {
  let left = lives;
  const live = <Wanted>(work: () => Promise<Wanted>): Promise<Wanted> => {
    left -= 1;
    if (left < 0) throw new StoreUnavailable("this process has died");
    return work();
  };
  return {
    live,
    log: (log: EventLog): EventLog => ({ ...log, append: (batch) => live(() => log.append(batch)) }),
    vault: (vault: KeyVault): KeyVault => ({
      ...vault,
      close: (erasure) => live(() => vault.close(erasure)),
      dropClosed: (erasure) => live(() => vault.dropClosed(erasure)),
      reopen: (erasure) => live(() => vault.reopen(erasure)),
      drop: (subject) => live(() => vault.drop(subject)),
    }),
  };
};
