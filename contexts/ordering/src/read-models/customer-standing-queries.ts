import type { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { CustomerStanding, CustomerStandingRow } from "./customer-standing.ts";
import { saleFactsIn } from "./sale-facts.ts";

/** Whether customers may order. */
export interface CustomerStandingQueries {
  /** Null for a customer of whom nothing was heard. */
  find(merchant: MerchantId, customerId: CustomerId): Promise<CustomerStanding | null>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createCustomerStandingQueries = (database: Kysely<unknown>): CustomerStandingQueries => {
  const ask = saleFactsIn(database);
  return answering(async (merchant, customerId) => (await ask({ standings: [{ merchant, customerId }] })).standings);
};

/** The same on the rows of a read model in memory. */
export const createCustomerStandingQueriesInMemory = (rows: () => readonly CustomerStandingRow[]): CustomerStandingQueries =>
  answering(async () => rows());

const answering = (
  look: (merchant: MerchantId, customerId: CustomerId) => Promise<readonly CustomerStandingRow[]>,
): CustomerStandingQueries => ({
  find: async (merchant, customerId) => {
    const rows = await look(merchant, customerId);
    return rows.find((row) => row.merchant === merchant && row.customerId === customerId)?.standing ?? null;
  },
});
