import type { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { CustomerStanding, CustomerStandingRow } from "./customer-standing.ts";

/** Whether customers may order. */
export interface CustomerStandingQueries {
  /** Null for a customer of whom nothing was heard. */
  find(merchant: MerchantId, customerId: CustomerId): Promise<CustomerStanding | null>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createCustomerStandingQueries = (database: Kysely<unknown>): CustomerStandingQueries => {
  const tables = database.withTables<{ customer_standing_v1: CustomerStandingRow }>();
  return {
    find: async (merchant, customerId) => {
      const [row] = await tables
        .selectFrom("customer_standing_v1")
        .select("standing")
        .where("merchant", "=", merchant)
        .where("customerId", "=", customerId)
        .execute();
      return row?.standing ?? null;
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createCustomerStandingQueriesInMemory = (rows: () => readonly CustomerStandingRow[]): CustomerStandingQueries => ({
  find: async (merchant, customerId) => rows().find((row) => row.merchant === merchant && row.customerId === customerId)?.standing ?? null,
});
