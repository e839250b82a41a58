import { hash, randomBytes } from "node:crypto";
import type { Caller } from "@waybill/contracts/http";
import type { Instant } from "@waybill/kernel/clock";

/** A key as it is stored: of the token itself only a hash is kept. */
export interface Key extends Caller {
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** Where keys are kept. Adapters: `postgres-keys.ts`, `memory-keys.ts`. Every call throws `StoreUnavailable` when it cannot be reached. */
export interface KeyStore {
  /** The key whose token has this hash, revoked or not. */
  find(tokenHash: string): Promise<Key | null>;
  /** The keys of a merchant that were not revoked, oldest first. */
  list(merchant: string): Promise<readonly Key[]>;
  /** False when there is one with this id already; `full` when the merchant has `limit` keys. */
  add(key: Key, tokenHash: string, limit: number): Promise<"added" | "exists" | "full">;
  /**
   * Adds the key when no admin key of the default merchant was ever made, and only if `alongside` succeeds too. Of several
   * processes that start at once one does.
   */
  addFirst(key: Key, tokenHash: string, alongside: () => Promise<void>): Promise<boolean>;
  /** Adds the key, or gives the one with this id another token. */
  put(key: Key, tokenHash: string): Promise<void>;
  /** False when the merchant has no such key. */
  revoke(key: Pick<Key, "keyId" | "merchant">, at: Instant): Promise<boolean>;
  /** Notes when keys were last used. */
  used(uses: ReadonlyMap<string, Instant>): Promise<void>;
  /** 32 bytes that all processes share, made when first asked for. */
  secret(): Promise<Uint8Array>;
}

/** 256 random bits, which no hash needs to be slow for. The prefix tells people and scanners what it is. */
export const newToken = (): string => `wb_${randomBytes(32).toString("base64url")}`;

export const tokenHashOf = (token: string): string => hash("sha256", token, "hex");
