import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { beforeEach, describe, expect, it } from "vitest";
import { type Key, type KeyStore, tokenHashOf } from "../access/key.ts";

const at = instant(1_700_000_000_000);
const hashOf = (token: string) => tokenHashOf(token);

const keyOf = (change: Partial<Key> = {}): Key => ({
  keyId: KeyId.create(),
  merchant: "default",
  role: "staff",
  name: "the till",
  createdAt: at,
  lastUsedAt: null,
  revokedAt: null,
  ...change,
});

/** What every store of keys does. `makeStores` gives an empty one as two processes see it. */
export const describeKeyStore = (name: string, makeStores: () => Promise<readonly [KeyStore, KeyStore]>): void => {
  describe(name, () => {
    let store: KeyStore;
    let elsewhere: KeyStore;
    beforeEach(async () => {
      [store, elsewhere] = await makeStores();
    });

    it("are found by their token's hash, in every process", async () => {
      const key = keyOf({ name: "Käse 🧀" });
      expect(await store.add(key, hashOf("a"), 10)).toBe("added");
      expect(await elsewhere.find(hashOf("a"))).toEqual(key);
      expect(await store.find(hashOf("b"))).toBeNull();
    });
    it("are added once, and not beyond the limit", async () => {
      const key = keyOf();
      expect(await store.add(key, hashOf("a"), 1)).toBe("added");
      expect(await store.add(key, hashOf("b"), 1)).toBe("exists");
      expect(await store.add(keyOf(), hashOf("c"), 1)).toBe("full");
      expect(await store.add(keyOf({ merchant: MerchantId.create() }), hashOf("d"), 1)).toBe("added");
      expect(await store.find(hashOf("b"))).toBeNull();
    });
    it("are listed by merchant, oldest first, without the revoked", async () => {
      const [first, second, third] = [0, 1, 2].map((day) => keyOf({ createdAt: instant(at + day), name: `key ${day}` }));
      const other = keyOf({ merchant: MerchantId.create() });
      for (const key of [third!, first!, other, second!]) await store.add(key, hashOf(key.keyId), 10);
      await store.revoke(second!, instant(at + 10));
      expect(await store.list("default")).toEqual([first, third]);
      expect(await elsewhere.list(other.merchant)).toEqual([other]);
    });
    it("stay revoked from the first time on, and only their merchant revokes them", async () => {
      const key = keyOf();
      await store.add(key, hashOf("a"), 10);
      expect(await store.revoke({ ...key, merchant: MerchantId.create() }, at)).toBe(false);
      expect(await store.revoke({ ...key, keyId: KeyId.create() }, at)).toBe(false);
      expect((await store.find(hashOf("a")))?.revokedAt).toBeNull();
      expect(await elsewhere.revoke(key, instant(at + 1))).toBe(true);
      expect(await store.revoke(key, instant(at + 2))).toBe(true);
      expect((await store.find(hashOf("a")))?.revokedAt).toBe(at + 1);
    });
    it("remember when they were used last", async () => {
      const [one, other] = [keyOf(), keyOf()];
      await store.add(one, hashOf("a"), 10);
      await store.add(other, hashOf("b"), 10);
      await store.used(new Map([[one.keyId, instant(at + 5)]]));
      expect([(await store.find(hashOf("a")))?.lastUsedAt, (await store.find(hashOf("b")))?.lastUsedAt]).toEqual([at + 5, null]);
    });
    it("have one first admin key, whoever starts at the same time", async () => {
      const written: string[] = [];
      const start = (process: KeyStore, token: string) =>
        process.addFirst(keyOf({ role: "admin" }), hashOf(token), async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          written.push(token);
        });
      const made = await Promise.all([start(store, "a"), start(elsewhere, "b"), start(store, "c")]);
      expect(made.filter(Boolean)).toHaveLength(1);
      expect(written).toHaveLength(1);
      expect((await store.find(hashOf(written[0] ?? "")))?.role).toBe("admin");
      expect(await store.addFirst(keyOf({ role: "admin" }), hashOf("d"), async () => {})).toBe(false);
    });
    it("have none when it could not be told to anybody", async () => {
      const failing = store.addFirst(keyOf({ role: "admin" }), hashOf("a"), async () => {
        throw new Error("disk full");
      });
      await expect(failing).rejects.toThrow("disk full");
      expect(await store.addFirst(keyOf({ role: "admin" }), hashOf("b"), async () => {})).toBe(true);
    });
    it("can be given another token, and live again", async () => {
      const key = keyOf({ role: "admin" });
      await store.put(key, hashOf("a"));
      await store.revoke(key, at);
      await store.put(key, hashOf("b"));
      expect([await store.find(hashOf("a")), await elsewhere.find(hashOf("b"))]).toEqual([null, key]);
    });
    it("share a secret that stays", async () => {
      const [one, other] = await Promise.all([store.secret(), elsewhere.secret()]);
      expect(one).toHaveLength(32);
      expect(Buffer.from(other)).toEqual(Buffer.from(one));
      expect(Buffer.from(await store.secret())).toEqual(Buffer.from(one));
    });
  });
};
