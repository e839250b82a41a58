import type { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { Kysely } from "kysely";
import type { CustomerStatus } from "../domain/customer-life.ts";
import type { CustomerRow } from "./customer-list.ts";

/** Which customers are wanted. */
export interface CustomersWanted {
  readonly merchant: MerchantId;
  readonly filter: { readonly status: CustomerStatus | null; readonly blocked: boolean | null };
  /** The customer to go on after; null from the newest. */
  readonly after: { readonly addedAt: Instant; readonly customerId: CustomerId } | null;
  readonly limit: number;
}

/** The newest first; of those added in the same millisecond, the one with the greater id. */
export interface CustomerListQueries {
  page(wanted: CustomersWanted): Promise<readonly CustomerRow[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createCustomerListQueries = (database: Kysely<unknown>): CustomerListQueries => {
  const tables = database.withTables<{ customer_list_v2: CustomerRow }>();
  return {
    page: async ({ merchant, filter, after, limit }) => {
      let query = tables.selectFrom("customer_list_v2").selectAll().where("merchant", "=", merchant);
      const { status, blocked } = filter;
      if (status !== null) query = query.where("status", "=", status);
      if (blocked !== null) query = query.where("blocked", "=", blocked);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("addedAt", "customerId"), "<", tuple(after.addedAt, after.customerId)),
        );
      }
      const rows = await query.orderBy("addedAt", "desc").orderBy("customerId", "desc").limit(limit).execute();
      // The driver gives bigint as text.
      return rows.map((row) => ({ ...row, addedAt: instant(Number(row.addedAt)), updatedAt: instant(Number(row.updatedAt)) }));
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createCustomerListQueriesInMemory = (rows: () => readonly CustomerRow[]): CustomerListQueries => ({
  page: async ({ merchant, filter, after, limit }) => {
    const isWanted = (row: CustomerRow): boolean =>
      row.merchant === merchant &&
      (filter.status === null || row.status === filter.status) &&
      (filter.blocked === null || row.blocked === filter.blocked) &&
      (after === null || newestFirst(after, row) < 0);
    return rows().filter(isWanted).sort(newestFirst).slice(0, limit);
  },
});

type Place = Pick<CustomerRow, "addedAt" | "customerId">;
const newestFirst = (a: Place, b: Place): number =>
  b.addedAt - a.addedAt || (a.customerId < b.customerId ? 1 : a.customerId > b.customerId ? -1 : 0);
