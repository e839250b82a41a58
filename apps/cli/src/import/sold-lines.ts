import type { Instant } from "@waybill/kernel/clock";
import { SOLD_LINES_MAX } from "../limits.ts";
import { type Exact, exactToPence } from "./exact.ts";
import { detached } from "./remembered.ts";

/** An order of which something may come back. */
export interface SoldOrder {
  readonly externalId: string;
  readonly placedAt: Instant;
  /** Whether the platform has it; it may not be known yet. */
  readonly isThere: Promise<boolean>;
}

/** A line of an order of this run, or of an earlier one over the same file. */
export interface LineSold {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: Exact;
}

/** Units of an order's line that came back. */
export interface ReturnPart {
  readonly order: SoldOrder;
  /** The number of the line in its order, from 1. */
  readonly id: number;
  readonly quantity: number;
  /** What was given back for them, in minor units. */
  readonly credit: number;
}

/** Why nobody can tell of which order something is. */
export type Unmatched = "CustomerIsNotNamed" | "NeverBoughtBefore" | "TooFewWereBought" | "CreditExceedsOrders";

export interface LineBack extends LineSold {
  readonly customer: string | null;
  readonly at: Instant;
}

interface Ledger {
  readonly order: SoldOrder;
  /** What it cost and was not given back yet, in minor units. */
  due: number;
}
interface Entry {
  readonly ledger: Ledger;
  readonly id: number;
  left: number;
}

/**
 * What customers bought, so that what comes back finds its order: the same customer and code, not later than the return, the latest
 * order first, over several orders where one has too few units left, and never more money than an order cost. All of a line, or nothing.
 */
export const soldLines = (limit = SOLD_LINES_MAX) => {
  const entries = new Map<string, Entry[]>();
  /** So that an order that is told twice, by two files of one run, is not sold twice. */
  const known = new Set<string>();
  let count = 0;

  const makeRoom = (): void => {
    for (const [key, forgotten] of entries) {
      if (count <= limit) return;
      entries.delete(key);
      count -= forgotten.length;
    }
  };

  return {
    add(order: SoldOrder, customer: string, lines: readonly LineSold[]): void {
      if (known.has(order.externalId)) return;
      known.add(order.externalId);
      const ledger: Ledger = { order, due: lines.reduce((sum, line) => sum + worthOf(line, line.quantity), 0) };
      for (const [index, { sku, quantity }] of lines.entries()) {
        const key = keyOf(customer, sku);
        const entry: Entry = { ledger, id: index + 1, left: quantity };
        const bought = entries.get(key);
        if (bought === undefined) entries.set(key, [entry]);
        else bought.push(entry);
      }
      count += lines.length;
      makeRoom();
    },

    /** Finds the orders that a line is of, and takes its units from them. */
    take(line: LineBack): readonly ReturnPart[] | Unmatched {
      if (line.customer === null) return "CustomerIsNotNamed";
      const bought = (entries.get(keyOf(line.customer, line.sku)) ?? []).filter(({ ledger }) => ledger.order.placedAt <= line.at);
      if (bought.length === 0) return "NeverBoughtBefore";
      if (bought.reduce((sum, { left }) => sum + left, 0) < line.quantity) return "TooFewWereBought";
      const found = partsOf(line, latestFirst(bought));
      if (found === null) return "CreditExceedsOrders";
      for (const { entry, part } of found) {
        entry.left -= part.quantity;
        entry.ledger.due -= part.credit;
      }
      return found.map(({ part }) => part);
    },
  };
};

export type SoldLines = ReturnType<typeof soldLines>;

const partsOf = (line: LineBack, bought: readonly Entry[]) => {
  const found: { readonly entry: Entry; readonly part: ReturnPart }[] = [];
  // Two lines of one order may have the same code: what one of them gives back, the other cannot.
  const due = new Map<Ledger, number>();
  let missing = line.quantity;
  for (const entry of bought) {
    const { ledger, id } = entry;
    const quantity = Math.min(missing, entry.left);
    const credit = worthOf(line, quantity);
    const left = due.get(ledger) ?? ledger.due;
    if (quantity === 0 || credit > left) continue;
    found.push({ entry, part: { order: ledger.order, id, quantity, credit } });
    due.set(ledger, left - credit);
    missing -= quantity;
  }
  return missing === 0 ? found : null;
};

// The files come in the order of time, but nobody has promised it; of two at the same moment the one told later is taken.
const latestFirst = (bought: readonly Entry[]): readonly Entry[] =>
  bought.toReversed().sort((a, b) => b.ledger.order.placedAt - a.ledger.order.placedAt);

const worthOf = ({ unitPrice }: LineSold, quantity: number): number => exactToPence(BigInt(quantity) * unitPrice);

const keyOf = (customer: string, sku: string): string => detached(`${customer}\n${sku}`);
