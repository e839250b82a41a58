import { describe, expect, it } from "vitest";
import { preferredOf } from "./accepting.ts";

const offered = ["application/json", "application/pdf"] as const;

describe("what a caller likes best", () => {
  it.each([
    [undefined, "application/json"],
    ["", "application/json"],
    ["*/*", "application/json"],
    ["application/*", "application/json"],
    ["application/json", "application/json"],
    ["application/pdf", "application/pdf"],
    ["Application/PDF ; Q=0.5", "application/pdf"],
    ["application/pdf, application/json", "application/json"],
    ["application/json;q=0.5, application/pdf", "application/pdf"],
    ["application/json;q=0.5, application/pdf;q=0.9", "application/pdf"],
    // The closest range decides, wherever it stands.
    ["*/*, application/json;q=0", "application/pdf"],
    ["application/json;q=0.1, application/*;q=0.2", "application/pdf"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"],
    // As an old library sends it.
    ["text/html, image/gif, *; q=.2, */*; q=.2", "application/json"],
    ['application/pdf;version="1.7";q=1', "application/pdf"],
    ["text/html", null],
    ["application/pdf;q=0", null],
    ["application/pdf;q=2, application/json;q=x", null],
    ["no range at all", null],
    ["*/*;q=0", null],
  ])("of JSON and PDF, by Accept: %s, is %s", (accept, expected) => {
    expect(preferredOf(accept, offered)).toBe(expected);
  });
});
