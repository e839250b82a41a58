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
      }
    });
  });
};
