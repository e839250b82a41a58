import type { Caller, Role } from "@waybill/contracts/http";
import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { Clock } from "@waybill/kernel/clock";
import { LRUCache } from "lru-cache";
import { serverLimits } from "../limits.ts";
import { StartRefused } from "../start-refused.ts";
import { type Key, type KeyStore, newToken, tokenHashOf } from "./key.ts";
import { sparingLookUps } from "./key-look-ups.ts";
import { createKeyUses, type KeyUses } from "./key-uses.ts";

/** What a new key is to be. */
export interface KeyWish {
  readonly keyId: KeyId;
  readonly merchant: MerchantId;
  readonly role: Role;
  readonly name: string;
}

/** A caller, and what their key is called. */
export type KeyHolder = Pick<Key, "keyId" | "merchant" | "name" | "role">;

/** Who holds which key, as far as this process knows. */
export interface Access {
  /** Whose token it is; null when it is nobody's, or was revoked. Another process hears of that within `keyCacheMs`. */
  authenticate(token: string): Promise<Caller | null>;
  /** Who holds a token, as `authenticate` would find them, and what their key is called. Counts as no use of it. */
  holder(token: string): Promise<KeyHolder | null>;
  /** A new key and its token, which is told here and nowhere again. */
  issue(
    wish: KeyWish,
  ): Promise<{ readonly kind: "issued"; readonly key: Key; readonly token: string } | { readonly kind: "exists" | "full" }>;
  list(merchant: MerchantId): Promise<readonly Key[]>;
  /** False when the merchant has no such key. Again changes nothing. */
  revoke(merchant: MerchantId, keyId: KeyId): Promise<boolean>;
  /** Makes the first admin key, and its token known through `tell`; null when there is one. */
  firstAdminKey(tell: (token: string) => Promise<void>): Promise<string | null>;
  /** Lets this token be the admin key that the environment sets; the one that it set before is void from then on. */
  adminKeyFromEnvironment(token: string): Promise<void>;
  /** Writes down when keys were last used. @see KeyUses */
  readonly flush: KeyUses["flush"];
}

export const createAccess = (store: KeyStore, clock: Clock): Access => {
  const believed = new LRUCache<string, { readonly key: Key | null }>({ max: serverLimits.cachedKeys, ttl: serverLimits.keyCacheMs });
  const uses = createKeyUses(store);
  const find = sparingLookUps(store);
  const keyOf = ({ keyId, merchant, role, name }: KeyWish): Key => {
    const createdAt = clock.now();
    return { keyId, merchant, role, name, createdAt, lastUsedAt: null, revokedAt: null };
  };

  const holder: Access["holder"] = async (token) => {
    const tokenHash = tokenHashOf(token);
    let known = believed.get(tokenHash);
    if (known === undefined) {
      known = { key: await find(tokenHash) };
      believed.set(tokenHash, known);
    }
    return known.key?.revokedAt === null ? known.key : null;
  };

  return {
    holder,
    authenticate: async (token) => {
      const key = await holder(token);
      if (key === null) return null;
      uses.note(key.keyId, clock.now());
      return { keyId: key.keyId, role: key.role, merchant: key.merchant };
    },
    issue: async (wish) => {
      const token = newToken();
      const key = keyOf(wish);
      const added = await store.add(key, tokenHashOf(token), serverLimits.keysPerMerchant);
      return added === "added" ? { kind: "issued", key, token } : { kind: added };
    },
    list: async (merchant) => {
      // A list that is a little behind is better than none.
      await uses.flush(serverLimits.keyUseWaitMs).catch(unlessUnavailable);
      return store.list(merchant);
    },
    revoke: async (merchant, keyId) => {
      const revoked = await store.revoke({ keyId, merchant }, clock.now());
      believed.clear();
      return revoked;
    },
    firstAdminKey: async (tell) => {
      const token = newToken();
      const key = keyOf({ keyId: KeyId.create(), merchant: MerchantId.default, role: "admin", name: "the first admin key" });
      return (await store.addFirst(key, tokenHashOf(token), () => tell(token))) ? token : null;
    },
    adminKeyFromEnvironment: async (token) => {
      const key = keyOf({ keyId: fromEnvironment, merchant: MerchantId.default, role: "admin", name: "WAYBILL_ADMIN_KEY" });
      const holder = await store.find(tokenHashOf(token));
      if (holder !== null && holder.keyId !== key.keyId && !isAdminHere(holder)) {
        throw new StartRefused(`WAYBILL_ADMIN_KEY is the token of ${holder.keyId}, which was revoked or is no admin's: take another one`);
      }
      if (holder === null || holder.keyId === key.keyId) await store.put(key, tokenHashOf(token));
      believed.clear();
    },
    flush: uses.flush,
  };
};

const unlessUnavailable = (error: unknown): void => {
  if (!(error instanceof StoreUnavailable)) throw error;
};

const isAdminHere = ({ role, merchant, revokedAt }: Key): boolean =>
  role === "admin" && merchant === MerchantId.default && revokedAt === null;

/** Always the same one, so that another value in the environment replaces the one before. */
const fromEnvironment = KeyId.derive("WAYBILL_ADMIN_KEY");
