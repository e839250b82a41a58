import { describe, expect, it } from "vitest";
import { serverLimits } from "../limits.ts";
import { parseJsonBody } from "./json-body.ts";
import { RequestRefused } from "./request-refused.ts";

const parse = (text: string) => parseJsonBody(new TextEncoder().encode(text));
const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

const refusal = (act: () => unknown): RequestRefused => {
  try {
    act();
  } catch (error) {
    if (error instanceof RequestRefused) return error;
    throw error;
  }
  throw new Error("it was taken");
};

describe("a JSON body", () => {
  it("is read as it is, with every character that can be stored", () => {
    const value = { text: "Ångström 🍵 \u0001 \\u0000", list: [1.5, -2e3, true, null, { deep: [[]] }] };
    expect(parse(JSON.stringify(value))).toEqual(value);
    expect(parse('"\\ud83c\\udf75"')).toBe("🍵");
    expect(parse(nested(serverLimits.bodyDepth))).toBeDefined();
  });
  it.each(["", "{", "{'a':1}", "[1,]", "undefined", "NaN", '"a\nb"', "{}{}"])("is refused when it is none: %s", (text) => {
    expect(refusal(() => parse(text)).code).toBe("BodyIsNotJson");
  });
  it("is refused when it is not UTF-8", () => {
    expect(refusal(() => parseJsonBody(Uint8Array.of(0x22, 0xff, 0xfe, 0x22))).code).toBe("BodyIsNotJson");
    expect(refusal(() => parseJsonBody(Buffer.from('"tea"', "utf16le"))).code).toBe("BodyIsNotJson");
  });
  it("is refused when it is too deep, however deep", () => {
    for (const levels of [serverLimits.bodyDepth + 1, 100_000]) expect(refusal(() => parse(nested(levels))).code).toBe("BodyIsTooDeep");
  });
  it("is refused with a pointer to what cannot be stored", () => {
    const cases: readonly [string, string][] = [
      ['{"a":[{"b/c~d":"x\\u0000"}]}', "/a/0/b~1c~0d"],
      ['{"a":"\\ud800"}', "/a"],
      ['{"\\udc00":1}', "/\udc00"],
      ["[1,1e999]", "/1"],
      ['{"a":{"__proto__":{}}}', "/a/__proto__"],
    ];
    for (const [text, pointer] of cases) {
      const { code, facts } = refusal(() => parse(text));
      expect([code, facts.errors?.[0]?.pointer], text).toEqual(["BodyIsNotStorable", pointer]);
    }
  });
});
