import { isQuantity, portion, type Sku } from "@waybill/contracts/vocabulary";
import type { LineId, Quote, QuoteLine } from "./quote.ts";

/**
 * How far one line has come, in units: a ledger that only grows, but for what was lost on the way. Always
 * returned ≤ delivered ≤ handedOver ≤ quantity − cancelled.
 */
export type OrderLine = {
  readonly lineId: LineId;
  readonly sku: Sku;
  /** Ordered in all. */
  readonly quantity: number;
  /** What all of them cost, in minor units, tax included. */
  readonly total: number;
  /** Given to a courier, a carrier or the customer, and not lost since. */
  readonly handedOver: number;
  readonly delivered: number;
  readonly returned: number;
  readonly cancelled: number;
};

export type LineQuantity = { readonly lineId: LineId; readonly quantity: number };

export type LineRefusal =
  | { readonly code: "NoLinesAreNamed" }
  | { readonly code: "LineIsRepeated" | "LineIsUnknown" | "QuantityIsOutOfRange"; readonly lineId: LineId }
  | {
      readonly code: "TooFewAreDelivered" | "TooFewAreLeft" | "TooFewAreOnTheWay";
      readonly lineId: LineId;
      readonly asked: number;
      readonly possible: number;
    };

/** What can happen to units of a line. */
export type Movement = "cancel" | "deliver" | "handOver" | "lose" | "return";

/** With us: neither in anyone's hands nor given up. */
export const unitsLeft = (line: OrderLine): number => line.quantity - line.cancelled - line.handedOver;

/** In somebody's hands on the way to the customer. */
export const unitsOnTheWay = (line: OrderLine): number => line.handedOver - line.delivered;

const unitsDelivered = (line: OrderLine): number => line.delivered - line.returned;

/** For each movement: which units it may take, what is said when they are too few, and what it makes of the ledger. */
const movements = {
  handOver: { from: unitsLeft, tooFew: "TooFewAreLeft", of: (line, units) => ({ ...line, handedOver: line.handedOver + units }) },
  deliver: { from: unitsOnTheWay, tooFew: "TooFewAreOnTheWay", of: (line, units) => ({ ...line, delivered: line.delivered + units }) },
  return: { from: unitsDelivered, tooFew: "TooFewAreDelivered", of: (line, units) => ({ ...line, returned: line.returned + units }) },
  cancel: { from: unitsLeft, tooFew: "TooFewAreLeft", of: (line, units) => ({ ...line, cancelled: line.cancelled + units }) },
  lose: {
    from: unitsOnTheWay,
    tooFew: "TooFewAreOnTheWay",
    of: (line, units) => ({ ...line, handedOver: line.handedOver - units, cancelled: line.cancelled + units }),
  },
} as const satisfies Record<
  Movement,
  {
    readonly from: (line: OrderLine) => number;
    readonly tooFew: LineRefusal["code"];
    readonly of: (line: OrderLine, units: number) => OrderLine;
  }
>;

/** The first reason why these units cannot move so, or null. */
export const whyNotMove = (lines: readonly OrderLine[], movement: Movement, asked: readonly LineQuantity[]): LineRefusal | null => {
  const { from, tooFew } = movements[movement];
  const known = new Map(lines.map((line) => [line.lineId, line]));
  const seen = new Set<LineId>();
  for (const { lineId, quantity } of asked) {
    const line = known.get(lineId);
    if (line === undefined) return { code: "LineIsUnknown", lineId };
    if (seen.has(lineId)) return { code: "LineIsRepeated", lineId };
    if (!isQuantity(quantity)) return { code: "QuantityIsOutOfRange", lineId };
    if (quantity > from(line)) return { code: tooFew, lineId, asked: quantity, possible: from(line) };
    seen.add(lineId);
  }
  return asked.length === 0 ? { code: "NoLinesAreNamed" } : null;
};

/** The lines after the movement. */
export const move = (lines: readonly OrderLine[], movement: Movement, asked: readonly LineQuantity[]): readonly OrderLine[] => {
  const units = new Map(asked.map(({ lineId, quantity }) => [lineId, quantity]));
  return lines.map((line) => (units.has(line.lineId) ? movements[movement].of(line, units.get(line.lineId) ?? 0) : line));
};

/** A line as it begins. */
export const untouched = ({ lineId, sku, quantity, total }: QuoteLine): OrderLine => ({
  lineId,
  sku,
  quantity,
  total,
  handedOver: 0,
  delivered: 0,
  returned: 0,
  cancelled: 0,
});

/** The lines of another quote, with what has happened to those that stay. */
export const requote = (lines: readonly OrderLine[], quote: Quote): readonly OrderLine[] => {
  const before = new Map(lines.map((line) => [line.lineId, line]));
  return quote.lines.map((line) => ({ ...untouched(line), ...pastOf(before.get(line.lineId)) }));
};

const pastOf = (line: OrderLine | undefined) =>
  line && { handedOver: line.handedOver, delivered: line.delivered, returned: line.returned, cancelled: line.cancelled };

export type RequoteRefusal = { readonly code: "LineIsAnotherArticle" | "PartOfLineIsGone"; readonly lineId: LineId };

/** A line keeps its article, and cannot shrink below what was handed over or cancelled already. */
export const whyNotRequote = (lines: readonly OrderLine[], quote: Quote): RequoteRefusal | null => {
  const wanted = new Map(quote.lines.map((line) => [line.lineId, line]));
  for (const line of lines) {
    const next = wanted.get(line.lineId);
    if (next !== undefined && next.sku !== line.sku) return { code: "LineIsAnotherArticle", lineId: line.lineId };
    if ((next?.quantity ?? 0) < line.handedOver + line.cancelled) return { code: "PartOfLineIsGone", lineId: line.lineId };
  }
  return null;
};

/** What the units of a line cost that were not cancelled, in minor units. */
export const worthOf = (line: OrderLine): number => portion(line.total, line.quantity - line.cancelled, line.quantity);
