import { InvoiceId, MerchantId, OrderId, parseCurrency, parseSku, parseUnitPrice } from "@waybill/contracts/vocabulary";
import type { InvoiceContent } from "../domain/invoice-content.ts";
import type { InvoiceCommand, InvoiceTerms } from "../domain/invoice-events.ts";
import { plainManner } from "../domain/manner.ts";
import { minute } from "./payment-samples.ts";

const sku = (text: string) => parseSku(text)!;
const price = (amount: string, currency: string) => parseUnitPrice({ amount, currency })!;

export const invoiceId = InvoiceId.derive("an invoice");
export const creditNoteId = InvoiceId.derive("a credit note");
const orderId = OrderId.derive("an order");

/** Prices with tax in them, at two rates, with a discount and a delivery. */
export const content: InvoiceContent = {
  currency: parseCurrency("EUR")!,
  pricesIncludeTax: true,
  lines: [
    {
      lineId: 1,
      sku: sku("TEA"),
      name: "Tea",
      quantity: 3,
      unitPrice: price("2.50", "EUR"),
      discount: 50,
      taxRatePpm: 140_000,
      tax: 86,
      total: 700,
    },
    {
      lineId: 2,
      sku: sku("CUP"),
      name: "Cup",
      quantity: 2,
      unitPrice: price("5.10", "EUR"),
      discount: 0,
      taxRatePpm: 255_000,
      tax: 207,
      total: 1_020,
    },
  ],
  delivery: { fee: 390, taxRatePpm: 255_000, tax: 79, total: 390 },
  totals: { items: 1_770, discount: 50, deliveryFee: 390, tax: 372, grand: 2_110 },
};

export const terms: InvoiceTerms = {
  merchantId: MerchantId.default,
  invoiceId,
  kind: "invoice",
  orderId,
  refersTo: null,
  series: "INV-2026",
  billTo: { customerId: null, contact: null, address: null },
  content,
  suppliedAt: minute(0),
};

export const draftIt: Extract<InvoiceCommand, { type: "DraftInvoice" }> = { type: "DraftInvoice", ...terms, paid: null, at: minute(1) };
export const seller = {
  name: "Tea & Cup Oy",
  addressLines: ["Kanavakatu 2", "00160 Helsinki"],
  taxId: "FI12345671",
  email: "us@example.com",
};
export const issueIt: InvoiceCommand = { type: "IssueInvoice", number: 7, seller, manner: plainManner, at: minute(2) };

export const creditIt = (
  lines: readonly (readonly [lineId: number, quantity: number])[] | null,
  delivery = false,
  noteId = creditNoteId,
): InvoiceCommand => ({
  type: "CreditInvoice",
  creditNoteId: noteId,
  lines: lines === null ? null : lines.map(([lineId, quantity]) => ({ lineId, quantity })),
  delivery,
  at: minute(3),
});
