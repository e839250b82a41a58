import type { InvoiceId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { accept, type Decider } from "@waybill/kernel/decider";

export type AssignNumber = { readonly type: "AssignNumber"; readonly invoiceId: InvoiceId; readonly at: Instant };
/** Storage format. */
export type NumberAssigned = {
  readonly type: "NumberAssigned";
  readonly invoiceId: InvoiceId;
  /** From 1; that of the event in its stream. */
  readonly number: number;
  readonly at: Instant;
};

/** How many numbers were given out. */
export type InvoiceSeries = { readonly last: number };

/**
 * Gives out numbers without a gap: one event each, and nothing else, so that a number is its event's version. Once per invoice, because the
 * command's id is made of the invoice's and its receipt is kept for ever: whoever asks again is told the same version.
 */
export const invoiceSeriesDecider: Decider<AssignNumber, InvoiceSeries, NumberAssigned, never> = {
  initial: { last: 0 },
  decide: ({ invoiceId, at }, { last }) => accept({ type: "NumberAssigned", invoiceId, number: last + 1, at }),
  evolve: (_, { number }) => ({ last: number }),
};
