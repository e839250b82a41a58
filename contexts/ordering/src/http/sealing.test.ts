import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createSealer, type Sealed } from "@waybill/kernel/sealed";
import { describe, expect, it } from "vitest";
import { rememberingSealer } from "./sealing.ts";

const sealers = () => {
  const sealer = createSealer(createMemoryKeyVault());
  const opened: Sealed<unknown>[] = [];
  const open: typeof sealer.open = (sealed) => {
    opened.push(sealed);
    return sealer.open(sealed);
  };
  return { sealer, opened, remembering: rememberingSealer({ ...sealer, open }) };
};

describe("a sealer for one request", () => {
  it("does not open what it has sealed itself", async () => {
    const { sealer, opened, remembering } = sealers();
    const address = { lines: ["Mannerheimintie 1"], city: "Helsinki" };
    const [ada, grace] = [await remembering.seal("ada", address), await remembering.seal("grace", "by the door")];
    expect([await remembering.open(ada!), await remembering.open(grace!)]).toEqual([address, "by the door"]);
    expect(opened).toEqual([]);
    expect([await sealer.open(ada!), await sealer.open(grace!)]).toEqual([address, "by the door"]);
  });

  it("opens what others have sealed, and nothing of who was erased", async () => {
    const { sealer, opened, remembering } = sealers();
    await remembering.seal("ada", "by the door");
    const others = await sealer.seal("ada", "by the door");
    expect(await remembering.open(others!)).toBe("by the door");
    expect(opened).toEqual([others]);
    await sealer.erase("ada");
    expect(await remembering.seal("ada", "by the door")).toBeNull();
    expect(await remembering.open(others!)).toBeNull();
  });
});
