import type { CartId, CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { CustomerCartRow } from "./customer-cart.ts";

/** Which carts a customer has. */
export interface CustomerCartQueries {
  /** In the order of their ids. */
  of(merchant: MerchantId, customerId: CustomerId): Promise<readonly CartId[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createCustomerCartQueries = (database: Kysely<unknown>): CustomerCartQueries => {
  const tables = database.withTables<{ customer_cart_v1: CustomerCartRow }>();
  return {
    of: async (merchant, customerId) => {
      const query = tables
        .selectFrom("customer_cart_v1")
        .select("cartId")
        .where("merchant", "=", merchant)
        .where("customerId", "=", customerId);
      return (await query.orderBy("cartId").execute()).map(({ cartId }) => cartId);
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createCustomerCartQueriesInMemory = (rows: () => readonly CustomerCartRow[]): CustomerCartQueries => ({
  of: async (merchant, customerId) =>
    rows()
      .filter((row) => row.merchant === merchant && row.customerId === customerId)
      .map(({ cartId }) => cartId)
      .sort(),
});
