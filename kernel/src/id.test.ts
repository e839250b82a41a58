import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { derivedId, derivedUuid, isId, isUuid, newId, newUuid, uuidNear } from "./id.ts";

const uuidV8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Parts and what they give, computed by a program in another language. Frozen: a retry from before an upgrade must meet its own id. */
const golden: readonly (readonly [parts: readonly string[], uuid: string, suffix: string])[] = [
  [["a", "bc"], "5310a587-8878-8ab2-9d5a-d7c3f8503582", "2k22jrf23rhas9tppqrfw50dc2"],
  [["ab", "c"], "430fb1b4-ac43-816e-8a81-fab27a1930ab", "231yrv9b23g5q8n0ftp9x1jc5b"],
  [["abc"], "aab5f9ae-99b2-838f-b462-025c8f72f570", "5apqwtx6djge7v8rg2bj7q5xbg"],
  [["", ""], "390feabc-786e-869e-95b9-04251d643b52", "1s1znbry3egtf9be844mep8etj"],
  [["merchant", "größe 日本"], "fb361c08-a8fb-8cbc-b1da-1391e7c2347f", "7v6re0ha7vhjyb3pgkj7kw4d3z"],
];

describe("a derived id", () => {
  it.each(golden)("of %j is what it has always been", (parts, uuid, suffix) => {
    expect(derivedUuid(...parts)).toBe(uuid);
    expect(derivedId("ord", ...parts)).toBe(`ord_${suffix}`);
  });

  it("is a UUID of version 8, another for other parts, and where parts end counts", () => {
    const met = new Map<string, string>();
    const part = fc.string({ unit: fc.constantFrom("0", "1", "2", ":", "a"), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const uuid = derivedUuid(...parts);
        expect(uuid).toMatch(uuidV8);
        if (!met.has(uuid)) met.set(uuid, JSON.stringify(parts));
        expect(met.get(uuid)).toBe(JSON.stringify(parts));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a new id", () => {
  it("is spelled as the TypeID specification has it", () => {
    expect(newId("ord")).toMatch(/^ord_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    expect(newUuid()).toMatch(uuidV7);
  });

  it("sorts by birth", () => {
    const ids = Array.from({ length: 1_000 }, () => newId("ord"));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("sorts by birth when the clock is set back, and tells the time when it goes on", () => {
    const bornAtMs = Date.now() + 60_000;
    const clock = vi.spyOn(Date, "now");
    onTestFinished(() => clock.mockRestore());
    const ids = [0, 0, -5_000, -5_000, 1, 1, 2].map((laterMs) => {
      clock.mockReturnValue(bornAtMs + laterMs);
      return newUuid();
    });
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.map((id) => Number.parseInt(id.replace("-", "").slice(0, 12), 16) - bornAtMs)).toEqual([0, 0, 0, 0, 1, 1, 2]);
  });

  it("never has the random part of another, however many are made", () => {
    const parts = Array.from({ length: 2_000 }, () => newUuid().slice(-12));
    expect(new Set(parts).size).toBe(parts.length);
  });
});

describe("an id", () => {
  it("is recognised with its own prefix", () => {
    expect(isId("ord", newId("ord"))).toBe(true);
    expect(isId("ord", derivedId("ord", "x"))).toBe(true);
    expect(isId("or", newId("ord"))).toBe(false);
    expect(isId("cart", newId("ord"))).toBe(false);
  });

  it.each([
    "",
    "ord_",
    "ord_01h455vb4pex5vsknk084sn02",
    "ord_01h455vb4pex5vsknk084sn02qq",
    "ord_01H455VB4PEX5VSKNK084SN02Q",
    "ord_81h455vb4pex5vsknk084sn02q",
    "ord_01h455vb4pex5vsknk084sn0il",
    "ord_01h455vb4pex5vsknk084sn02\n",
    "ORD_01h455vb4pex5vsknk084sn02q",
    "ordd01h455vb4pex5vsknk084sn02q",
  ])("is not %j", (text) => {
    expect(isId("ord", text)).toBe(false);
  });
});

describe("a UUID near a stream", () => {
  const uuid = derivedUuid("a command");

  it("begins with the birth time of the stream's id, and keeps the rest of itself", () => {
    // 01h455vb4pex5vsknk084sn02q is 01890a5d-ac96-774b-bcce-b302099a8057 (TypeID specification).
    expect(uuidNear("default/order/ord_01h455vb4pex5vsknk084sn02q", uuid)).toBe(`01890a5d-ac96${uuid.slice(13)}`);
    expect(isUuid(uuidNear("default/order/ord_01h455vb4pex5vsknk084sn02q", uuid))).toBe(true);
  });

  it("begins with a checksum where the stream has no such id, so that one stream's still lie together", () => {
    const near = uuidNear("default/product/85123A", uuid);
    expect(near.slice(0, 13)).toBe(uuidNear("default/product/85123A", derivedUuid("another")).slice(0, 13));
    expect(near.slice(0, 13)).not.toBe(uuidNear("default/product/71053", uuid).slice(0, 13));
    expect(near.slice(13)).toBe(uuid.slice(13));
    expect(isUuid(near)).toBe(true);
  });
});
