import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Json } from "./brand.ts";
import { limits } from "./limits.ts";
import { randomReserve } from "./random-reserve.ts";

declare const content: unique symbol;

/**
 * A `T` that only the holder of its subject's key can read: personal data from the first event on, wherever it lies. It is
 * erased by dropping the key, so the subject names a person and nothing else.
 */
export type Sealed<T> = {
  /** AES-256-GCM over the content's JSON, bound to the subject: base64url of format (1 byte), nonce (12), tag (16), ciphertext. */
  readonly sealed: string;
  /** Whose key opens it: a customer, or the guest of one order. */
  readonly subject: string;
  readonly [content]?: T;
};

/** Where the keys of persons are kept. Adapters: `postgres/key-vault.ts`, `memory/key-vault.ts`; a cloud's key service fits too. */
export interface KeyVault {
  /** The subject's key (32 bytes), made on first use; null when it has been dropped: a person erased stays erased. */
  keyFor(subject: string): Promise<Uint8Array | null>;
  /** The subject's key, or null when there never was one or it has been dropped. */
  existingKey(subject: string): Promise<Uint8Array | null>;
  /** Erases everything sealed for the subject, for ever. Again changes nothing. */
  drop(subject: string): Promise<void>;
  /** Whether what is sealed for the subject may be counted on. Whoever recorded something first and asks then, sees every closing before it. */
  standing(subject: string): Promise<SubjectStanding>;
  /** From now on nothing new may be promised on what is sealed for the subject; it can still be sealed and opened. What came of the attempt. */
  close(erasure: Erasure): Promise<ErasureStanding>;
  /** Drops the key of a subject that this very attempt has closed. What came of the attempt: it may have been given up elsewhere. */
  dropClosed(erasure: Erasure): Promise<ErasureStanding>;
  /** Gives the attempt up, unless the key is gone; nobody can close or drop under it any more. What came of the attempt. */
  reopen(erasure: Erasure): Promise<ErasureStanding>;
}

/** One attempt to erase a subject; a later one of the same subject has a higher number, from 1. */
export interface Erasure {
  readonly subject: string;
  readonly attempt: number;
}

/** `closed`: the key is about to be dropped, or not, by whoever looks what depends on it. */
export type SubjectStanding = "closed" | "dropped" | "open";

/** `over`: the attempt was given up, or a later one is under way. */
export type ErasureStanding = "closed" | "dropped" | "over";

/** Seals and opens what is personal. */
export interface Sealer {
  /** Null when the subject has been erased: there is no key left to seal with. */
  seal<T extends Json>(subject: string, value: T): Promise<Sealed<T> | null>;
  /**
   * Null when the subject has been erased; another process notices within `limits.subjectKeyCacheMs`. What is opened again is the same
   * value as before, for as long as its key is known: nobody may change it.
   * @throws Error when the text was tampered with or belongs to another subject.
   */
  open<T extends Json>(sealed: Sealed<T>): Promise<T | null>;
  /** As the vault has it at this moment; what this process has in memory does not count. */
  standing(subject: string): Promise<SubjectStanding>;
  /** Drops the subject's key, at once for all of this process. */
  erase(subject: string): Promise<void>;
}

/** Ready for use: a cipher is made from one of these in 1.3 µs, from the bytes in 11. */
type KnownKeys = LRUCache<string, KeyObject>;

/** One for all sealers on a vault: what one of them erases, none of this process opens any more. */
const keysByVault = new WeakMap<KeyVault, KnownKeys>();

const knownKeysOf = (vault: KeyVault): KnownKeys => {
  const keys: KnownKeys = keysByVault.get(vault) ?? new LRUCache({ max: limits.cachedSubjectKeys, ttl: limits.subjectKeyCacheMs });
  keysByVault.set(vault, keys);
  return keys;
};

export const createSealer = (vault: KeyVault): Sealer => {
  const keys = knownKeysOf(vault);
  // For as long as whoever asks holds what is sealed, and so within their limits: to decrypt it took 4 µs each time.
  const opened = new WeakMap<Sealed<Json>, Json>();
  const cached = async (subject: string, fetch: (subject: string) => Promise<Uint8Array | null>): Promise<KeyObject | null> => {
    const known = keys.get(subject);
    if (known !== undefined) return known;
    const bytes = await fetch(subject);
    if (bytes === null) return null;
    const key = createSecretKey(bytes);
    keys.set(subject, key);
    return key;
  };
  return {
    seal: async (subject, value) => {
      const key = await cached(subject, vault.keyFor);
      return key === null ? null : { sealed: encrypt(key, subject, JSON.stringify(value)), subject };
    },
    open: async <T extends Json>(closed: Sealed<T>) => {
      const { sealed, subject } = closed;
      const key = await cached(subject, vault.existingKey);
      // First: without the key it is closed, whatever is remembered of it.
      if (key === null) return null;
      const value = opened.get(closed) ?? JSON.parse(decrypt(key, subject, sealed));
      opened.set(closed, value);
      return value;
    },
    standing: (subject) => vault.standing(subject),
    erase: async (subject) => {
      await vault.drop(subject);
      keys.delete(subject);
    },
  };
};

const format = 1;
const nonceBytes = 12;
const tagBytes = 16;
const nextNonce = randomReserve(nonceBytes);

const encrypt = (key: KeyObject, subject: string, text: string): string => {
  const nonce = nextNonce();
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(subject));
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(format), nonce, cipher.getAuthTag(), ciphertext]).toString("base64url");
};

const decrypt = (key: KeyObject, subject: string, sealed: string): string => {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes[0] !== format) throw new Error(`sealed data of format ${bytes[0]}; this code knows ${format}`);
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(subject))
    .setAuthTag(bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes));
  return decipher.update(bytes.subarray(1 + nonceBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
};
