import { traceparentOf } from "@waybill/kernel/tracing";
import { describe, expect, it } from "vitest";
import { canonicalJson, idempotencyKeyOf, identifying, onceOnly } from "./idempotency.ts";
import { etagOf, preconditionOf } from "./precondition.ts";
import { continueTrace } from "./trace.ts";

describe("an Idempotency-Key", () => {
  it("is 1 to 255 printable ASCII characters, or none at all", () => {
    expect(idempotencyKeyOf(undefined)).toBeNull();
    for (const key of ["a", "~ ", "x".repeat(255), '"quoted"']) expect(idempotencyKeyOf(key)).toBe(key);
    for (const key of ["", "x".repeat(256), "ä", "a\tb", ["a", "b"]]) {
      expect(() => idempotencyKeyOf(key), String(key)).toThrow("IdempotencyKeyIsMalformed");
    }
  });
  it("gives the same command and the same id for the same request, and others for any other", () => {
    const kind = { create: () => "new", derive: (...parts: readonly string[]) => parts.join("|") };
    expect(identifying(["default", "POST /v1/orders", "k"])(kind)).toBe("default|POST /v1/orders|k");
    expect(identifying(null)(kind)).toBe("new");
    const once = onceOnly(["default", "POST /v1/orders", "k"], { a: 1 });
    expect(onceOnly(["default", "POST /v1/orders", "k"], { a: 1 })).toEqual(once);
    expect(onceOnly(["mer_1", "POST /v1/orders", "k"], { a: 1 }).commandId).not.toBe(once.commandId);
    expect(onceOnly(["default", "POST /v1/orders", "k"], { a: 2 }).request).not.toBe(once.request);
  });
  it("goes with what was asked, in whatever order its fields came", () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: "x" })).toBe(canonicalJson({ a: "x", b: [{ c: 2, d: 1 }] }));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(canonicalJson(undefined)).toBe("");
  });
});

describe("a precondition", () => {
  it("is a version as ETag said it, any, or none yet", () => {
    expect(preconditionOf(etagOf(3), undefined)).toEqual({ ifVersion: 3 });
    expect(preconditionOf("*", undefined)).toEqual({ ifVersion: "any" });
    expect(preconditionOf(undefined, "*")).toEqual({ ifVersion: 0 });
    expect(preconditionOf(undefined, undefined)).toEqual({});
  });
  it("that we never gave, or is weak, meets no version", () => {
    for (const tag of ['W/"3"', '"abc"', '"0"', '"03"', '""']) expect(preconditionOf(tag, undefined), tag).toEqual({ ifVersion: -1 });
  });
  it("is refused when it is no entity tag", () => {
    for (const tag of ["3", '"3', '"1", "2"', ""]) expect(() => preconditionOf(tag, undefined), tag).toThrow("IfMatchIsMalformed");
    expect(() => preconditionOf(undefined, '"3"')).toThrow("IfMatchIsMalformed");
  });
});

describe("a trace", () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  it("goes on from the caller's, in a span of our own", () => {
    const trace = continueTrace(`00-${traceId}-b7ad6b7169203331-01`);
    expect(trace).toMatchObject({ traceId, traceFlags: 1 });
    expect(trace.spanId).toMatch(/^(?!b7ad6b7169203331)[0-9a-f]{16}$/);
    expect(traceparentOf(trace)).toBe(`00-${traceId}-${trace.spanId}-01`);
    expect(continueTrace(`cc-${traceId}-b7ad6b7169203331-01-what-comes-later`).traceId).toBe(traceId);
  });
  it("begins anew when there is none, or it is malformed", () => {
    const malformed = [undefined, "", "00-abc", `ff-${traceId}-b7ad6b7169203331-01`, `00-${"0".repeat(32)}-b7ad6b7169203331-01`];
    for (const header of [...malformed, `00-${traceId}-${"0".repeat(16)}-01`, `00-${traceId.toUpperCase()}-b7ad6b7169203331-01`]) {
      const trace = continueTrace(header);
      expect(trace.traceId, String(header)).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
      expect(trace.traceId, String(header)).not.toBe(traceId);
    }
  });
});
