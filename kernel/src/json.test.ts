import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonText } from "./json.ts";
import { limits } from "./limits.ts";

/** What a text holds that jsonb does not, found without looking at JSON. */
const flaw = (text: string): "NulCharacter" | "LoneSurrogate" | null =>
  text.includes("\u0000") ? "NulCharacter" : text.isWellFormed() ? null : "LoneSurrogate";

describe("JSON text for a store", () => {
  it("is plain JSON", () => {
    const value = {
      text: 'größe 日本 😀 "quoted" \\ \n \u001f \u2028',
      n: 5e-324,
      big: Number.MAX_VALUE,
      deep: [[{ a: null }]],
      yes: true,
    };
    const text = jsonText(value);
    expect(typeof text === "string" && JSON.parse(text)).toEqual(value);
  });

  it("leaves no character of the separator of lists in it", () => {
    expect(jsonText({ "\u001f": "\u001f" })).not.toContain("\u001f");
  });

  it.each([
    ["a NUL", { a: "x\u0000y" }, "NulCharacter"],
    ["a NUL in a key", { "\u0000": 1 }, "NulCharacter"],
    ["a NUL after a backslash", { a: "\\\u0000" }, "NulCharacter"],
    ["a NUL after text that looks like one", { a: "\\u0000\u0000" }, "NulCharacter"],
    ["a lone high surrogate", { a: "\ud83d" }, "LoneSurrogate"],
    ["a lone low surrogate", { a: ["\ude00"] }, "LoneSurrogate"],
    ["surrogates the wrong way round", { a: "\ude00\ud83d" }, "LoneSurrogate"],
    ["a lone surrogate in a key", { "\udfff": 1 }, "LoneSurrogate"],
    ["a lone surrogate after a backslash", { a: "\\\ud800" }, "LoneSurrogate"],
  ] as const)("is refused for %s", (_, value, unstorable) => {
    expect(jsonText(value)).toEqual({ unstorable });
  });

  it.each([
    ["\\u0000"],
    ["\\\\u0000"],
    ["\\ud800"],
    ["c:\\users\\u0000\\udead"],
    ["\\\\\\\\ud83d"],
    ["u0000"],
    ["😀 \\ude00"],
    ["\u0001\\u0000"],
  ])("passes %j, which only contains the letters of an escape", (text) => {
    const stored = jsonText({ text });
    expect(typeof stored === "string" && JSON.parse(stored)).toEqual({ text });
  });

  it("is refused exactly where a character cannot be stored", () => {
    const unit = fc.constantFrom("\\", "u", "0", "0000", "d800", "\u0000", "\u0001", "\ud83d", "\ude00", "😀", '"', "x");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), fc.string({ unit, maxLength: 4 }), (text, key) => {
        const stored = jsonText({ [key]: text });
        const flaws = [flaw(key), flaw(text)].filter((found) => found !== null);
        if (flaws.length === 0) expect(typeof stored === "string" && JSON.parse(stored)).toEqual({ [key]: text });
        else expect(typeof stored !== "string" && flaws.includes(stored.unstorable as "LoneSurrogate")).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ["x", 1],
    ["ü", 2],
    ["日", 3],
    ["😀", 4],
  ])("may have as many bytes as the limit says, counted in UTF-8 (%s)", (character, bytes) => {
    const envelope = Buffer.byteLength(JSON.stringify({ a: "" }));
    const most = Math.floor((limits.eventBytes - envelope) / bytes);
    expect(jsonText({ a: character.repeat(most) })).toEqual(expect.any(String));
    expect(jsonText({ a: character.repeat(most + 1) })).toEqual({ unstorable: "TooLarge" });
  });

  it("takes time in proportion to the text, backslashes included", () => {
    const startedAt = performance.now();
    expect(jsonText({ a: `\u0001${"\\".repeat(limits.eventBytes / 4)}` })).toEqual(expect.any(String));
    // It takes a few milliseconds, and a minute where every backslash is looked at from every other one.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
