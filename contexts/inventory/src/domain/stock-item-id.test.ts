import { LocationId, parseSku } from "@waybill/contracts/vocabulary";
import { streamName } from "@waybill/kernel/event-log";
import { describe, expect, it } from "vitest";
import { parseStockItemSegment, stockItemSegment, stockItemType } from "./stock-item-id.ts";

describe("the name of a stock item", () => {
  it.each([
    ["85123A", "main"],
    ["BANK CHARGES", "depot-7"],
    ["a@b", "A.b_c-d"],
    ["Ä/ö 100 %", "main"],
    ["'!()*~", "0"],
    ["x".repeat(64), "l".repeat(32)],
    ["ä".repeat(20), "l".repeat(32)],
  ])("is read back: %s at %s", (text, place) => {
    const [sku, location] = [parseSku(text)!, LocationId.parse(place)!];
    const segment = stockItemSegment({ sku, location });
    expect(parseStockItemSegment(segment)).toEqual({ sku, location });
    expect(streamName("mer_01h455vb4pex5vsknk084sn02q", stockItemType, segment)).toContain(segment);
  });
  it.each(["", "85123A", "@main", "85123A@", "85123A@main@east", "85123A@ma in", "%E0%A4%A@main"])("is none: %s", (segment) => {
    expect(parseStockItemSegment(segment)).toBeNull();
  });
});
