import type { Address, Contact } from "@waybill/contracts/vocabulary";
import type { Sealer } from "@waybill/kernel/sealed";
import type { DraftedInvoice } from "../domain/invoice.ts";
import type { Seller } from "../domain/merchant.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import { type InvoiceWords, wordsIn } from "./invoice-words.ts";

export interface InvoiceDocument {
  /** Such as `INV-2026-000001.pdf`. */
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** An issued invoice as a file, with the buyer's name and address as long as their key is there. Null for a draft. */
export const invoiceDocument = async (invoice: DraftedInvoice, sealer: Pick<Sealer, "open">): Promise<InvoiceDocument | null> => {
  if (invoice.number === null) return null;
  const { contact, address } = invoice.terms.billTo;
  const buyer = [
    ...nameOf(contact === null ? null : await sealer.open(contact)),
    ...linesOf(address === null ? null : await sealer.open(address)),
  ];
  return {
    fileName: `${invoice.number}.pdf`,
    bytes: await invoicePdf(invoice, { seller: sellerLines(invoice.seller, wordsIn(invoice.manner?.locale ?? null)), buyer }),
  };
};

const sellerLines = (seller: Seller | null, words: InvoiceWords): readonly string[] => {
  if (seller === null) return [];
  const { name, addressLines, taxId, email } = seller;
  return [name, ...addressLines, ...(taxId === null ? [] : [`${words.taxId} ${taxId}`]), ...(email === null ? [] : [email])];
};

const nameOf = (contact: Contact | null): readonly string[] => (contact === null ? [] : [contact.name]);

const linesOf = (address: Address | null): readonly string[] => {
  if (address === null) return [];
  const { lines, postalCode, city, region, country } = address;
  return [...lines, [postalCode, city].filter((part) => part !== undefined).join(" "), ...(region === undefined ? [] : [region]), country];
};
