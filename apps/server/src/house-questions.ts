import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { ContextProcess } from "./context-process.ts";
import { serverLimits } from "./limits.ts";

/** Tries again whatever is parked for an order or a payment. Keys name what they are about, so those of an order have its id in them. */
export const retryParkedFor = async (processes: readonly ContextProcess[], id: string): Promise<number> => {
  let tried = 0;
  for (const { parking } of processes.map(({ store }) => store)) {
    const keys = await parking.list(serverLimits.parkedOfOne, { about: id });
    for (const { subscription, key } of keys) if (await parking.retry(subscription, key)) tried += 1;
  }
  return tried;
};

/**
 * Waits until these read models show everything that was recorded before now.
 * @throws StoreUnavailable when one of them does not come so far in time.
 */
export const caughtUp = async ({ store, readModels }: ContextProcess, ...names: readonly string[]): Promise<void> => {
  const { name: log, incarnation } = store.log;
  const positions = [...(await store.log.heads())].map(([partition, position]) => ({ log, incarnation, partition, position }));
  for (const name of names) {
    const outcome = await readModels.get(name)?.waitFor(positions, { timeoutMs: serverLimits.positionWaitMs });
    if (outcome?.kind !== "passed") throw new StoreUnavailable(`${name} of ${log} is behind`);
  }
};
