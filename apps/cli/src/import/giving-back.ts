import type { Refusal } from "@waybill/kernel/decider";
import type { OrderFormat } from "../formats/format.ts";
import type { CreditNoteToImport, OrderSink, ReturnedOrder, ReturnToImport } from "../order-sink.ts";
import type { LineRow } from "./file-rows.ts";
import type { ReturnPart, SoldLines, Unmatched } from "./sold-lines.ts";
import { countLine, type Tally, totalOf } from "./tally.ts";
import { customerOf, lineOf } from "./verdict.ts";

/** Why what came back has a credit note of its own. `ImportedWithoutOrder`: an earlier import, of fewer files, did not know its order. */
export type WithoutOrder = Unmatched | "ImportedWithoutOrder" | "OrderWasRefused";

/** What a run brings a cancellation with. */
export interface GivingBackParts {
  readonly format: OrderFormat;
  readonly sink: OrderSink;
  readonly tally: Tally;
  readonly sold: SoldLines;
  readonly bounded: <T>(call: () => Promise<T>) => Promise<T>;
}

/** Of which orders a line is, or why nobody can tell. */
type Match = readonly ReturnPart[] | WithoutOrder;

/**
 * Brings a cancellation's lines back to the orders that they are of, with a credit note for each order, and one of its own for the rest.
 * Which orders those are is looked for at once, in the file's order; the rest waits until those orders are there.
 */
export const givingBack = ({ format, sink, tally, sold, bounded }: GivingBackParts) => {
  const importNotes = async (notes: readonly CreditNoteToImport[]): Promise<Refusal | null> => {
    const outcomes = await Promise.all(notes.map((note) => bounded(() => sink.importCreditNote(note))));
    for (const { kind } of outcomes) tally.creditNotes[kind] += 1;
    const refused = outcomes.find((outcome) => outcome.kind === "refused");
    return refused?.kind === "refused" ? refused.refusal : null;
  };

  return async (rows: readonly LineRow[]): Promise<Refusal | null> => {
    const customer = customerOf(rows);
    const found = rows.map(({ told }) => sold.take({ ...told, quantity: -told.quantity, customer, at: told.placedAt }));
    const matches = await Promise.all(found.map(onlyThere));
    const outcome = await bounded(() => sink.importReturn(returnOf(rows, { matches, format, customer })));
    const refusal = outcome.kind === "refused" ? outcome.refusal : await importNotes(creditNotesOf(rows, outcome.orders, format));
    tally.returns[refusal === null ? outcome.kind : "refused"] += 1;
    if (refusal === null && outcome.kind !== "refused") countMatches(tally, rows, { matches, orders: outcome.orders });
    return refusal;
  };
};

const onlyThere = async (match: readonly ReturnPart[] | Unmatched): Promise<Match> => {
  if (typeof match === "string") return match;
  const areThere = await Promise.all(match.map(({ order }) => order.isThere));
  return areThere.every(Boolean) ? match : "OrderWasRefused";
};

const returnOf = (
  rows: readonly LineRow[],
  { matches, format, customer }: { readonly matches: readonly Match[]; readonly format: OrderFormat; readonly customer: string | null },
): ReturnToImport => {
  const orders = new Map<string, { credit: number; readonly lines: { id: number; quantity: number; of: number }[] }>();
  const parts = matches.flatMap((match, index) => (typeof match === "string" ? [] : match.map((part) => ({ ...part, of: index + 1 }))));
  for (const { order, id, quantity, credit, of } of parts) {
    const told = orders.get(order.externalId) ?? { credit: 0, lines: [] };
    orders.set(order.externalId, told);
    told.credit += credit;
    told.lines.push({ id, quantity, of });
  }
  const { number, at } = headOf(rows);
  return {
    source: format.name,
    externalId: number,
    returnedAt: at,
    customerRef: customer,
    orders: [...orders].map(([externalId, { credit, lines }]) => ({
      externalId,
      credit: { amount: credit, currency: format.currency },
      lines,
    })),
  };
};

/** Named after the cancellation, those of orders after the order, too: the platform says which orders, for it was told first. */
const creditNotesOf = (rows: readonly LineRow[], orders: readonly ReturnedOrder[], format: OrderFormat): readonly CreditNoteToImport[] => {
  const { number, at } = headOf(rows);
  const about = { source: format.name, issuedAt: at, currency: format.currency };
  const line = (row: LineRow, quantity: number) => lineOf(row, { quantity, currency: format.currency });
  const ofOrders = orders.map(({ id, externalId, lines }) => ({
    ...about,
    externalId: `${number}/${externalId}`,
    orderId: id,
    lines: lines.flatMap(({ of, quantity }) => rows.slice(of - 1, of).map((row) => line(row, quantity))),
  }));
  const alone = rows.filter((_, index) => !isOfOrder(orders, index)).map((row) => line(row, -row.told.quantity));
  return alone.length === 0 ? ofOrders : [...ofOrders, { ...about, externalId: number, orderId: null, lines: alone }];
};

const isOfOrder = (orders: readonly ReturnedOrder[], index: number): boolean =>
  orders.some(({ lines }) => lines.some(({ of }) => of === index + 1));

const countMatches = (
  tally: Tally,
  rows: readonly LineRow[],
  { matches, orders }: { readonly matches: readonly Match[]; readonly orders: readonly ReturnedOrder[] },
): void => {
  for (const [index, row] of rows.entries()) {
    const match = matches[index];
    const why = typeof match === "string" ? match : "ImportedWithoutOrder";
    countLine(isOfOrder(orders, index) ? tally.matched : totalOf(tally.unmatched, why), row);
  }
};

const headOf = ([first]: readonly LineRow[]) => {
  if (first === undefined) throw new RangeError("a cancellation without lines");
  return { number: first.invoice.number, at: first.told.placedAt };
};
