import { type InvoiceCommand as AskedInvoiceCommand, type IssueInvoice, isInvoiceCommand } from "@waybill/contracts/invoice-commands";
import { InvoiceId, MerchantId } from "@waybill/contracts/vocabulary";
import type { AskTarget } from "@waybill/kernel/ask";
import type { Clock, Instant } from "@waybill/kernel/clock";
import type { InvoiceContent } from "../domain/invoice-content.ts";
import type { InvoiceCommand } from "../domain/invoice-events.ts";
import type { Manner } from "../domain/manner.ts";
import type { Merchant } from "../domain/merchant.ts";
import type { InvoiceHandler } from "../invoices.ts";
import { seriesOf } from "./issuing-invoices.ts";

export interface InvoiceTargetParts {
  readonly invoices: InvoiceHandler;
  readonly readMerchant: (merchant: MerchantId) => Promise<Pick<Merchant, "manner">>;
  readonly clock: Clock;
}

/** What sagas of other contexts ask of invoices. @throws Error for what nobody could mean: it is parked where it was asked. */
export const carryOutInvoice =
  ({ invoices, readMerchant, clock }: InvoiceTargetParts): AskTarget["carryOut"] =>
  async ({ id, command }, context) => {
    const merchantId = MerchantId.parse(context.merchant);
    const invoiceId = InvoiceId.parse(id);
    if (merchantId === null || invoiceId === null) throw new Error(`${context.merchant} ${id} is no invoice`);
    if (!isInvoiceCommand(command)) throw new Error(`what is asked of ${id} is not a well-formed command: ${command.type}`);
    const { manner } = await readMerchant(merchantId);
    return invoices.handle(invoiceId, commandOf(command, { merchantId, invoiceId, manner }, clock.now()), context);
  };

const commandOf = (
  asked: AskedInvoiceCommand,
  { merchantId, invoiceId, manner }: { readonly merchantId: MerchantId; readonly invoiceId: InvoiceId; readonly manner: Manner },
  at: Instant,
): InvoiceCommand => {
  switch (asked.type) {
    case "IssueInvoice": {
      const { kind, orderId, suppliedAt, paid } = asked;
      const { customerId, contact, address } = asked.billTo;
      const [billTo, content, series] = [{ customerId, contact, address }, contentOf(asked.quote), seriesOf(kind, at, manner)];
      return { type: "DraftInvoice", merchantId, invoiceId, kind, orderId, refersTo: null, series, billTo, content, suppliedAt, paid, at };
    }
    case "PayInvoice":
      return { type: "PayInvoice", paid: asked.paid, at };
    case "CreditInvoice": {
      const { creditNoteId, lines, delivery } = asked;
      return { type: "CreditInvoice", creditNoteId, lines, delivery, at };
    }
  }
};

/** Messages may hold fields that nobody knows yet: they do not come into an invoice. */
const contentOf = ({ currency, pricesIncludeTax, lines, delivery, totals }: IssueInvoice["quote"]): InvoiceContent => ({
  currency,
  pricesIncludeTax,
  lines: lines.map(({ lineId, sku, name, quantity, unitPrice, discount, taxRatePpm, tax, total }) => {
    const { amount, decimals, currency: priced } = unitPrice;
    return { lineId, sku, name, quantity, unitPrice: { amount, decimals, currency: priced }, discount, taxRatePpm, tax, total };
  }),
  delivery: { fee: delivery.fee, taxRatePpm: delivery.taxRatePpm, tax: delivery.tax, total: delivery.total },
  totals: {
    items: totals.items,
    discount: totals.discount,
    deliveryFee: totals.deliveryFee,
    tax: totals.tax,
    grand: totals.grand,
  },
});
