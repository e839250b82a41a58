import { KeyId, MerchantId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import { newUuid } from "@waybill/kernel/id";
import { beforeEach, describe, expect, it } from "vitest";
import type { AuditEntry, AuditStore } from "../access/audit.ts";

const noon = 1_700_000_000_000;

export const auditEntry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  id: newUuid(),
  at: instant(noon),
  merchant: "default",
  keyId: KeyId.derive("the till"),
  keyName: "Käse 🧀",
  role: "staff",
  operation: "putProduct",
  method: "PUT",
  path: "/v1/products/LAMP",
  address: "192.0.2.7",
  agent: null,
  isKeyed: false,
  status: 200,
  code: null,
  position: null,
  isReplayed: false,
  correlation: "0af7651916cd43dd8448eb211c80319c",
  ...change,
});

const secondsLater = (seconds: number): Instant => instant(noon + seconds * 1_000);

/** What every store of the audit does. `makeStores` gives an empty one as two processes see it. */
export const describeAuditStore = (name: string, makeStores: () => Promise<readonly [AuditStore, AuditStore]>): void => {
  describe(name, () => {
    let store: AuditStore;
    let elsewhere: AuditStore;
    beforeEach(async () => {
      [store, elsewhere] = await makeStores();
    });
    const idsOf = async (...asked: Parameters<AuditStore["list"]>) => (await elsewhere.list(...asked)).map(({ id }) => id);

    it("keeps entries as they are, once each, for every process", async () => {
      const plain = auditEntry({ at: secondsLater(1) });
      const full = auditEntry({
        agent: "curl/8",
        code: "NameIsTooLong",
        position: "catalog/…/1@2",
        isKeyed: true,
        isReplayed: true,
        status: 422,
      });
      await store.add([plain, full]);
      await store.add([full]);
      expect(await elsewhere.list({ merchant: "default" }, null, 10)).toEqual([plain, full]);
    });

    it("lists the newest first, page by page, also where many came in one millisecond", async () => {
      const entries = Array.from({ length: 7 }, (_, index) => auditEntry({ at: secondsLater(index < 4 ? 0 : index) }));
      await store.add(entries);
      const seen: string[] = [];
      for (let last: AuditEntry | null = null; ; ) {
        const page: readonly AuditEntry[] = await elsewhere.list({ merchant: "default" }, last, 2);
        seen.push(...page.map(({ id }) => id));
        last = page.at(-1) ?? null;
        if (last === null) break;
      }
      const newestFirst = entries.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
      expect(seen).toEqual(newestFirst);
    });

    it("shows one merchant nothing of another, and only what all filters fit", async () => {
      const [other, keyId] = [MerchantId.create(), KeyId.create()];
      const theirs = auditEntry({ merchant: other });
      const [old, byKey, both] = [
        auditEntry({ operation: "holdOrder" }),
        auditEntry({ at: secondsLater(1), keyId }),
        auditEntry({ at: secondsLater(2), keyId, operation: "holdOrder" }),
      ];
      await store.add([theirs, old, byKey, both]);
      expect(await idsOf({ merchant: other }, null, 10)).toEqual([theirs.id]);
      expect(await idsOf({ merchant: "default", keyId }, null, 10)).toEqual([both.id, byKey.id]);
      expect(await idsOf({ merchant: "default", operation: "holdOrder" }, null, 10)).toEqual([both.id, old.id]);
      expect(await idsOf({ merchant: "default", since: secondsLater(1) }, null, 10)).toEqual([both.id, byKey.id]);
      expect(await idsOf({ merchant: "default", keyId, operation: "holdOrder", since: secondsLater(2) }, null, 10)).toEqual([both.id]);
      expect(await idsOf({ merchant: "default", keyId, since: secondsLater(3) }, null, 10)).toEqual([]);
    });

    it("lets go of what is older, and of nothing else", async () => {
      const [old, young] = [auditEntry(), auditEntry({ at: secondsLater(1) })];
      await store.add([old, young, auditEntry({ merchant: MerchantId.create() })]);
      expect(await store.forgetBefore(secondsLater(1))).toBe(2);
      expect(await store.forgetBefore(secondsLater(1))).toBe(0);
      expect(await idsOf({ merchant: "default" }, null, 10)).toEqual([young.id]);
    });
  });
};
