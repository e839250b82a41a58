import { randomBytes } from "node:crypto";
import type { KeyVault } from "../sealed.ts";

/** Keys that live as long as the process; the twin of `postgres/key-vault.ts`. */
export const createMemoryKeyVault = (): KeyVault => {
  const keys = new Map<string, Uint8Array | null>();
  return {
    keyFor: async (subject) => {
      if (!keys.has(subject)) keys.set(subject, randomBytes(32));
      return keys.get(subject) ?? null;
    },
    existingKey: async (subject) => keys.get(subject) ?? null,
    drop: async (subject) => {
      keys.set(subject, null);
    },
  };
};
