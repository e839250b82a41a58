import type { AuditEntry, AuditPlace, AuditStore } from "./audit.ts";

/** An audit that lives as long as the process; its twin is `postgres-audit.ts`. */
export const createMemoryAudit = (): AuditStore => {
  const entries = new Map<string, AuditEntry>();
  return {
    add: async (added) => {
      for (const entry of added) if (!entries.has(entry.id)) entries.set(entry.id, entry);
    },
    list: async ({ merchant, keyId, operation, since }, after, limit) =>
      [...entries.values()]
        .filter((entry) => entry.merchant === merchant && entry.at >= (since ?? entry.at))
        .filter((entry) => entry.keyId === (keyId ?? entry.keyId) && entry.operation === (operation ?? entry.operation))
        .filter((entry) => after === null || newestFirst(after, entry) < 0)
        .sort(newestFirst)
        .slice(0, limit),
    forgetBefore: async (at) => {
      const old = [...entries.values()].filter((entry) => entry.at < at);
      for (const { id } of old) entries.delete(id);
      return old.length;
    },
  };
};

const newestFirst = (a: AuditPlace, b: AuditPlace): number => b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
