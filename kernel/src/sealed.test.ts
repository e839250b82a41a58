import { describe, expect, it, vi } from "vitest";
import { limits } from "./limits.ts";
import { createMemoryKeyVault } from "./memory/key-vault.ts";
import { createSealer, type Sealed } from "./sealed.ts";
import { describeKeyVault } from "./testing/key-vault-contract.ts";

describeKeyVault("memory", async () => {
  const vault = createMemoryKeyVault();
  return [vault, vault];
});

const person = { name: "Zoë Ünal", email: "zoe@example.org" };

const sealedPerson = async () => {
  const vault = createMemoryKeyVault();
  const sealer = createSealer(vault);
  const sealed = await sealer.seal("cus_1", person);
  if (sealed === null) throw new Error("not sealed");
  return { vault, sealer, sealed };
};

describe("what is sealed", () => {
  it("opens to what it was, and shows nothing of it closed", async () => {
    const { sealer, sealed } = await sealedPerson();
    expect(await sealer.open(sealed)).toEqual(person);
    expect(Buffer.from(sealed.sealed, "base64url").includes("Zo")).toBe(false);
    expect(await sealer.seal("cus_1", person)).not.toEqual(sealed);
  });

  it("is lost for good once its subject is erased, and nothing new can be sealed", async () => {
    const { sealer, sealed, vault } = await sealedPerson();
    await sealer.erase("cus_1");
    expect(await sealer.open(sealed)).toBeNull();
    expect(await sealer.seal("cus_1", person)).toBeNull();
    expect(await createSealer(vault).open(sealed)).toBeNull();
  });

  it("is lost at once for every sealer of the process, whichever of them erased it", async () => {
    const { sealer, sealed, vault } = await sealedPerson();
    const another = createSealer(vault);
    expect(await another.open(sealed)).toEqual(person);
    await sealer.erase("cus_1");
    expect(await another.open(sealed)).toBeNull();
  });

  it("is deciphered once while its key is known, and lost with the key", async () => {
    const { sealer, sealed, vault } = await sealedPerson();
    const opened = await sealer.open(sealed);
    await vault.drop("cus_1");
    expect(await sealer.open(sealed)).toBe(opened);
    const later = performance.now() + limits.subjectKeyCacheMs;
    const now = vi.spyOn(performance, "now").mockImplementation(() => later);
    await vi.waitFor(async () => expect(await sealer.open(sealed)).toBeNull());
    now.mockRestore();
  });

  it("tells at once that another process closes or drops the key, though it still has it in memory", async () => {
    const { sealer, sealed, vault } = await sealedPerson();
    const erasure = { subject: "cus_1", attempt: 1 };
    expect(await sealer.standing("cus_1")).toBe("open");
    await vault.close(erasure);
    expect(await sealer.standing("cus_1")).toBe("closed");
    await vault.dropClosed(erasure);
    expect(await sealer.standing("cus_1")).toBe("dropped");
    expect(await sealer.open(sealed)).toEqual(person);
  });

  it("opens for nobody else, and not when a single bit has changed", async () => {
    const { sealer, sealed } = await sealedPerson();
    await sealer.seal("cus_2", person);
    await expect(sealer.open({ ...sealed, subject: "cus_2" })).rejects.toThrow();
    const bytes = Buffer.from(sealed.sealed, "base64url");
    for (const at of [0, 1, 13, bytes.length - 1]) {
      const tampered = Buffer.from(bytes);
      tampered.writeUInt8(tampered.readUInt8(at) ^ 1, at);
      await expect(sealer.open({ ...sealed, sealed: tampered.toString("base64url") } as Sealed<typeof person>)).rejects.toThrow();
    }
  });
});
