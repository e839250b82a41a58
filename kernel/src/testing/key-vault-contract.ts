import { describe, expect, it } from "vitest";
import type { KeyVault } from "../sealed.ts";

/** What every key vault promises. `makeVault` gives two that share their storage, as two processes would. */
export const describeKeyVault = (name: string, makeVault: () => Promise<readonly [KeyVault, KeyVault]>): void => {
  describe(`a key vault (${name})`, () => {
    it("gives a person one key, the same in every process", async () => {
      const [here, there] = await makeVault();
      expect(await here.existingKey("cus_1")).toBeNull();
      const [first, second] = await Promise.all([here.keyFor("cus_1"), there.keyFor("cus_1")]);
      expect(first).toHaveLength(32);
      expect(Buffer.from(first ?? []).equals(Buffer.from(second ?? []))).toBe(true);
      expect(Buffer.from((await there.existingKey("cus_1")) ?? []).equals(Buffer.from(first ?? []))).toBe(true);
    });

    it("gives different persons different keys", async () => {
      const [vault] = await makeVault();
      const [first, second] = [await vault.keyFor("cus_1"), await vault.keyFor("cus_2")];
      expect(Buffer.from(first ?? []).equals(Buffer.from(second ?? []))).toBe(false);
    });

    it("keeps a person erased, one that it never knew included", async () => {
      const [here, there] = await makeVault();
      await here.keyFor("cus_1");
      for (const subject of ["cus_1", "cus_2"]) {
        await here.drop(subject);
        await there.drop(subject);
        expect(await there.existingKey(subject)).toBeNull();
        expect(await there.keyFor(subject)).toBeNull();
        expect(await there.standing(subject)).toBe("dropped");
      }
    });
  });

  describe(`an erasure in a key vault (${name})`, () => {
    const first = { subject: "cus_1", attempt: 1 };
    const second = { subject: "cus_1", attempt: 2 };

    it("closes, and drops what it has closed, for all processes", async () => {
      const [here, there] = await makeVault();
      const key = await here.keyFor("cus_1");
      expect(await there.standing("cus_1")).toBe("open");
      expect([await here.close(first), await there.close(first)]).toEqual(["closed", "closed"]);
      expect(await there.standing("cus_1")).toBe("closed");
      expect(Buffer.from((await there.keyFor("cus_1")) ?? []).equals(Buffer.from(key ?? []))).toBe(true);
      expect([await there.dropClosed(first), await here.dropClosed(first)]).toEqual(["dropped", "dropped"]);
      expect([await here.keyFor("cus_1"), await there.existingKey("cus_1")]).toEqual([null, null]);
      expect([await here.standing("cus_1"), await here.close(second), await here.reopen(second)]).toEqual([
        "dropped",
        "dropped",
        "dropped",
      ]);
      expect(await there.keyFor("cus_1")).toBeNull();
    });

    it("drops nothing that it has not closed, or that was given up meanwhile", async () => {
      const [here, there] = await makeVault();
      await here.keyFor("cus_1");
      expect(await here.dropClosed(first)).toBe("over");
      await here.close(first);
      expect(await there.reopen(first)).toBe("over");
      expect([await here.dropClosed(first), await here.close(first)]).toEqual(["over", "over"]);
      expect(await here.standing("cus_1")).toBe("open");
      expect(await there.existingKey("cus_1")).not.toBeNull();
    });

    it("has no say once a later one is under way", async () => {
      const [here, there] = await makeVault();
      await here.close(first);
      await there.reopen(first);
      expect(await there.close(second)).toBe("closed");
      expect([await here.close(first), await here.reopen(first), await here.dropClosed(first)]).toEqual(["over", "over", "over"]);
      expect(await here.standing("cus_1")).toBe("closed");
      expect(await there.dropClosed(second)).toBe("dropped");
    });

    it("given up before it began never begins", async () => {
      const [here, there] = await makeVault();
      expect(await here.reopen(first)).toBe("over");
      expect(await there.close(first)).toBe("over");
      expect(await there.standing("cus_1")).toBe("open");
    });

    it("is decided once when it is dropped and given up at the same time", async () => {
      const [here, there] = await makeVault();
      for (let person = 0; person < 20; person += 1) {
        const erasure = { subject: `cus_race_${person}`, attempt: 1 };
        await here.close(erasure);
        const outcomes = await Promise.all([here.dropClosed(erasure), there.reopen(erasure)]);
        const standing = await here.standing(erasure.subject);
        expect(outcomes).toContain(standing === "dropped" ? "dropped" : "over");
        expect(await there.close(erasure)).toBe(standing === "dropped" ? "dropped" : "over");
      }
    });
  });
};
