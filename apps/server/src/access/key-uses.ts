import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { Instant } from "@waybill/kernel/clock";
import { inTime } from "@waybill/kernel/in-time";
import { limits } from "@waybill/kernel/limits";
import type { KeyStore } from "./key.ts";

/** When keys were last used: noted by requests, and written down now and then. */
export interface KeyUses {
  note(keyId: string, at: Instant): void;
  /**
   * Writes down what was noted before now. One writing at a time: whoever comes while it is under way shares the next.
   * @throws StoreUnavailable when that was not done in `withinMs`, usually `limits.logPatienceMs`, or the store is away: it is written with what comes.
   */
  flush(withinMs?: number): Promise<void>;
}

export const createKeyUses = (store: Pick<KeyStore, "used">): KeyUses => {
  let uses = new Map<string, Instant>();
  let underWay: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const write = async (): Promise<void> => {
    const used = uses;
    if (used.size === 0) return;
    uses = new Map();
    try {
      await inTime(store.used(used), limits.logPatienceMs, noAnswer);
    } catch (error) {
      // Whatever else it is would come back with every writing, and nothing would be written any more.
      if (error instanceof StoreUnavailable) uses = new Map([...used, ...uses]);
      throw error;
    }
  };
  const begin = (): Promise<void> => {
    underWay = write().finally(() => {
      underWay = null;
    });
    return underWay;
  };
  const writeAll = (): Promise<void> => {
    if (underWay === null) return begin();
    next ??= underWay
      .catch(() => undefined)
      .then(() => {
        next = null;
        return begin();
      });
    return next;
  };
  return {
    note: (keyId, at) => void uses.set(keyId, at),
    flush: (withinMs = limits.logPatienceMs) => inTime(writeAll(), withinMs, noAnswer),
  };
};

const noAnswer = (): Error => new StoreUnavailable("the database has not taken when keys were used");
