import type { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import type { Kysely } from "kysely";
import type { InvoiceRow } from "./invoice-list.ts";

/** The oldest first; an order has a few. */
export interface InvoiceListQueries {
  ofOrder(merchant: MerchantId, orderId: OrderId): Promise<readonly InvoiceRow[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createInvoiceListQueries = (database: Kysely<unknown>): InvoiceListQueries => {
  const tables = database.withTables<{ invoice_list_v3: InvoiceRow }>();
  return {
    ofOrder: async (merchant, orderId) => {
      const query = tables.selectFrom("invoice_list_v3").selectAll().where("merchant", "=", merchant).where("orderId", "=", orderId);
      const rows = await query.orderBy("draftedAt").orderBy("invoiceId").execute();
      // The driver gives bigint as text.
      return rows.map((row) => ({ ...row, draftedAt: instant(Number(row.draftedAt)) }));
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createInvoiceListQueriesInMemory = (rows: () => readonly InvoiceRow[]): InvoiceListQueries => ({
  ofOrder: async (merchant, orderId) =>
    rows()
      .filter((row) => row.merchant === merchant && row.orderId === orderId)
      .sort((a, b) => a.draftedAt - b.draftedAt || (a.invoiceId < b.invoiceId ? -1 : 1)),
});
