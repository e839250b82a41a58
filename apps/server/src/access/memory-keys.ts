import { randomBytes } from "node:crypto";
import type { Key, KeyStore } from "./key.ts";

/** Keys that live as long as the process; their twin is `postgres-keys.ts`. */
export const createMemoryKeys = (): KeyStore => {
  const keys = new Map<string, { readonly key: Key; readonly tokenHash: string }>();
  const secret = randomBytes(32);
  const live = (merchant: string) => [...keys.values()].map(({ key }) => key).filter((key) => key.merchant === merchant && !key.revokedAt);
  const change = (keyId: string, changed: Partial<Key>) => {
    const kept = keys.get(keyId);
    if (kept !== undefined) keys.set(keyId, { ...kept, key: { ...kept.key, ...changed } });
  };
  return {
    find: async (tokenHash) => [...keys.values()].find((kept) => kept.tokenHash === tokenHash)?.key ?? null,
    list: async (merchant) => live(merchant).sort((a, b) => a.createdAt - b.createdAt || (a.keyId < b.keyId ? -1 : 1)),
    add: async (key, tokenHash, limit) => {
      if (keys.has(key.keyId)) return "exists";
      if (live(key.merchant).length >= limit) return "full";
      keys.set(key.keyId, { key, tokenHash });
      return "added";
    },
    addFirst: async (key, tokenHash, alongside) => {
      if ([...keys.values()].some((kept) => kept.key.merchant === key.merchant && kept.key.role === key.role)) return false;
      keys.set(key.keyId, { key, tokenHash });
      try {
        await alongside();
      } catch (error) {
        keys.delete(key.keyId);
        throw error;
      }
      return true;
    },
    put: async (key, tokenHash) => {
      keys.set(key.keyId, { key: { ...key, lastUsedAt: keys.get(key.keyId)?.key.lastUsedAt ?? null }, tokenHash });
    },
    revoke: async ({ keyId, merchant }, at) => {
      const kept = keys.get(keyId)?.key;
      if (kept === undefined || kept.merchant !== merchant) return false;
      change(keyId, { revokedAt: kept.revokedAt ?? at });
      return true;
    },
    used: async (uses) => {
      for (const [keyId, at] of uses) change(keyId, { lastUsedAt: at });
    },
    secret: async () => secret,
  };
};
