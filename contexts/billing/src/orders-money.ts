import type { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { Json } from "@waybill/kernel/brand";
import type { Sealer } from "@waybill/kernel/sealed";
import { invoiceJson } from "./http/invoice-json.ts";
import { paymentJson } from "./http/payment-json.ts";
import type { InvoiceListQueries } from "./read-models/invoice-list-queries.ts";
import type { PaymentListQueries } from "./read-models/payment-list-queries.ts";

/** What billing holds of some orders, for where contexts meet; as of what its lists show. */
export interface OrdersMoney {
  /** Payments and invoices as the office sees them, with the buyer's name and address opened; for the person whose orders they are. */
  records(merchant: MerchantId, orderIds: readonly OrderId[]): Promise<OrdersMoneyRecords>;
}

export type OrdersMoneyRecords = { readonly payments: readonly Json[]; readonly invoices: readonly Json[] };

export interface OrdersMoneyParts {
  readonly paymentList: PaymentListQueries;
  readonly invoiceList: InvoiceListQueries;
  readonly sealer: Pick<Sealer, "open">;
}

export const ordersMoney = ({ paymentList, invoiceList, sealer }: OrdersMoneyParts): OrdersMoney => ({
  records: async (merchant, orderIds) => {
    const records: { payments: Json[]; invoices: Json[] } = { payments: [], invoices: [] };
    for (const orderId of orderIds) {
      const filter = { status: null, orderId };
      const payments = await paymentList.page({ merchant, filter, after: null, limit: pagePayments });
      records.payments.push(...payments.map((shown) => asJson(paymentJson(shown, { role: "readonly" }))));
      for (const { invoice, version } of await invoiceList.ofOrder(merchant, orderId)) {
        const { contact, address } = invoice.terms.billTo;
        const [name, home] = [contact && (await sealer.open(contact)), address && (await sealer.open(address))];
        records.invoices.push(asJson({ ...invoiceJson(invoice, version), billTo: { contact: name, address: home } }));
      }
    }
    return records;
  },
});

/** More than an order can have. */
const pagePayments = 200;

const asJson = (value: object): Json => JSON.parse(JSON.stringify(value));
