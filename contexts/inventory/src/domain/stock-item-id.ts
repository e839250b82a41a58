import { LocationId, parseSku, type Sku, skuSegment } from "@waybill/contracts/vocabulary";

/** The middle part of stock items' stream names. Storage format. */
export const stockItemType = "stock-item";

/** One article at one location: what stock is counted by. */
export type StockItemId = { readonly sku: Sku; readonly location: LocationId };

/** The last part of a stock item's stream name. Storage format. No SKU has an `@` when it is percent-encoded, and no location ever. */
export const stockItemSegment = ({ sku, location }: StockItemId): string => `${skuSegment(sku)}@${location}`;

/** Null for what no `stockItemSegment` gave. */
export const parseStockItemSegment = (segment: string): StockItemId | null => {
  const [encoded = "", place = "", ...more] = segment.split("@");
  const sku = parseSku(decoded(encoded));
  const location = LocationId.parse(place);
  return sku === null || location === null || more.length > 0 ? null : { sku, location };
};

const decoded = (encoded: string): string => {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "";
  }
};
