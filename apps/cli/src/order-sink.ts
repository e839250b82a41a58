import type { Instant } from "@waybill/kernel/clock";
import type { Refusal } from "@waybill/kernel/decider";

/** A price in major units as a decimal string, so that `0.001` is exact. */
export interface UnitPriceText {
  readonly amount: string;
  readonly currency: string;
}

/** A product as an import first meets it. */
export interface ProductToCreate {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: UnitPriceText;
}

export interface LineToImport {
  readonly sku: string;
  /** As the customer read it; the SKU where nothing is told. */
  readonly name: string;
  /** Whole and above zero. */
  readonly quantity: number;
  readonly unitPrice: UnitPriceText;
}

/** A completed order from elsewhere. Its id is derived from the merchant, `import`, `source` and `externalId`: sent twice, placed once. */
export interface OrderToImport {
  /** The format that told it, such as `online-retail`: two shops may both have an invoice 1. */
  readonly source: string;
  readonly externalId: string;
  readonly placedAt: Instant;
  readonly currency: string;
  /** The customer as the other system numbers them; null when it does not say. */
  readonly customerRef: string | null;
  /** In the other system's words; null when it does not say. */
  readonly country: string | null;
  readonly lines: readonly LineToImport[];
}

/** Units of an imported order that came back: its line, how many, and which line of the return told so, from 1. */
export interface ReturnedLine {
  readonly id: number;
  readonly quantity: number;
  readonly of: number;
}

/** A return that happened elsewhere. Its id is derived as an order's is: sent twice, counted once. */
export interface ReturnToImport {
  readonly source: string;
  readonly externalId: string;
  readonly returnedAt: Instant;
  readonly customerRef: string | null;
  /** The orders that it is of, none where nobody can tell; `credit` in minor units. */
  readonly orders: readonly {
    readonly externalId: string;
    readonly credit: { readonly amount: number; readonly currency: string };
    readonly lines: readonly ReturnedLine[];
  }[];
}

/** Which orders the platform has a return down for: those of the import that came first. */
export interface ReturnedOrder {
  readonly id: string;
  readonly externalId: string;
  readonly lines: readonly ReturnedLine[];
}

/** A credit note that was written elsewhere. */
export interface CreditNoteToImport {
  readonly source: string;
  readonly externalId: string;
  /** The order that it takes from, by its id here; null where nobody can tell. */
  readonly orderId: string | null;
  readonly issuedAt: Instant;
  readonly currency: string;
  readonly lines: readonly LineToImport[];
}

/** Units that came in (above 0) or were gone (below) elsewhere. */
export interface AdjustmentToImport {
  readonly source: string;
  readonly externalId: string;
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  readonly adjustedAt: Instant;
}

export type ProductOutcome = { readonly kind: "created" | "known" } | { readonly kind: "refused"; readonly refusal: Refusal };

/** `skipped`: an earlier import brought it. */
export type OrderOutcome = { readonly kind: "placed" | "skipped" } | { readonly kind: "refused"; readonly refusal: Refusal };

export type ReturnOutcome =
  | { readonly kind: "placed" | "skipped"; readonly orders: readonly ReturnedOrder[] }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Where an import puts what it reads. Many calls are under way at once. Refusals come back as values; what is thrown (the
 * database or the server is gone) ends the import, and its message says what to do.
 */
export interface OrderSink {
  /** How many calls it likes to have under way at once; the import keeps to it. */
  readonly inFlightMax: number;
  /** Creates the product unless one with this SKU exists: history must not change what the shop sells today. */
  createProduct(product: ProductToCreate): Promise<ProductOutcome>;
  importOrder(order: OrderToImport): Promise<OrderOutcome>;
  /** The orders it is of must be there. */
  importReturn(returned: ReturnToImport): Promise<ReturnOutcome>;
  importCreditNote(note: CreditNoteToImport): Promise<OrderOutcome>;
  importAdjustment(adjustment: AdjustmentToImport): Promise<OrderOutcome>;
  /** Everything answered has been stored already; this lets go of connections and databases. */
  close(): Promise<void>;
}
