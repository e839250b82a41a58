import { streamName } from "@waybill/kernel/event-log";
import { describe, expect, it } from "vitest";
import { parseExternalId } from "./external-id.ts";
import { LocationId, MerchantId, OrderId } from "./ids.ts";
import { parseSku, skuSegment } from "./sku.ts";
import { sku } from "./testing/words.ts";

describe("an id", () => {
  it("says what it names, and is read back", () => {
    const id = OrderId.create();
    expect(id).toMatch(/^ord_[0-9a-hjkmnp-tv-z]{26}$/);
    expect(OrderId.parse(id)).toBe(id);
  });
  it("is the same for the same parts, and another for others", () => {
    expect(OrderId.derive("default", "orders", "key-1")).toBe(OrderId.derive("default", "orders", "key-1"));
    expect(OrderId.derive("default", "orders", "key-1")).not.toBe(OrderId.derive("default", "orderskey", "-1"));
  });
  it("is refused in any other spelling or of any other kind", () => {
    const id = OrderId.create();
    for (const text of [id.toUpperCase(), id.slice(0, -1), `${id}0`, id.replace("ord_", "pay_"), id.slice(4), "", " ", `${id}\n`]) {
      expect(OrderId.parse(text), text).toBeNull();
    }
  });
});

describe("a merchant's id", () => {
  it("is a mer_ id, or the one called default", () => {
    const id = MerchantId.create();
    expect([MerchantId.parse(id), MerchantId.parse("default")]).toEqual([id, "default"]);
    expect([MerchantId.parse("Default"), MerchantId.parse("main"), MerchantId.parse("")]).toEqual([null, null, null]);
  });
});

describe("a location's id", () => {
  it("is a plain name, or one that was made up for it", () => {
    const made = LocationId.create();
    for (const name of ["main", "depot-7", "A", "kitchen.2", made]) expect(LocationId.parse(name)).toBe(name);
  });
  it("is refused when it could not be part of a path or a stream's name", () => {
    for (const name of ["", ".", "..", "-a", "a/b", "a b", "a%20b", "Käse", "a\n", "x".repeat(33)])
      expect(LocationId.parse(name), name).toBeNull();
  });
});

describe("a SKU", () => {
  it("is any visible text of up to 64 characters, and case matters", () => {
    for (const text of ["85123A", "BANK CHARGES", "m", "M", "gift_0001_20", "DOT/7", "50%", "芝麻", "x".repeat(64)])
      expect(parseSku(text)).toBe(text);
  });
  it("is refused when it is empty, too long, or holds what cannot be seen", () => {
    const bad = [
      "",
      " ",
      " A",
      "A ",
      "A\u00a0B",
      "A\tB",
      "A\nB",
      "A\u0000",
      "A\u200bB",
      "\u202eA",
      "\ud800",
      "\ue000",
      ".",
      "..",
      "x".repeat(65),
    ];
    for (const text of bad) expect(parseSku(text), JSON.stringify(text)).toBeNull();
  });
  it("is one SKU however its accents were typed", () => {
    expect(parseSku("cafe\u0301")).toBe(parseSku("caf\u00e9"));
  });
  it("always fits a stream's name beside the longest merchant and location", () => {
    const longest = sku("芝".repeat(13));
    expect(parseSku("芝".repeat(14))).toBeNull();
    const location = "x".repeat(32);
    expect(() => streamName(MerchantId.create(), "stock-item", `${skuSegment(longest)}@${location}`)).not.toThrow();
    expect(() => streamName("default", "product", skuSegment(sku("a b/c%d'(e)")))).not.toThrow();
  });
});

describe("an external id", () => {
  it("is any visible text of up to 100 characters", () => {
    for (const text of ["536365", "shop #12/b", "x".repeat(100)]) expect(parseExternalId(text)).toBe(text);
    for (const text of ["", " 1", "1 ", "a\nb", "\ud800", "x".repeat(101)]) expect(parseExternalId(text)).toBeNull();
  });
});
