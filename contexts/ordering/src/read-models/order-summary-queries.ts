import type { CustomerId, ExternalId, MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { Kysely } from "kysely";
import type { OrderStatus } from "../domain/order-life.ts";
import type { OrderSummaryRow } from "./order-summary.ts";

/** Which orders are wanted. */
export interface OrdersWanted {
  readonly merchant: MerchantId;
  readonly filter: {
    readonly status: OrderStatus | null;
    readonly customerId: CustomerId | null;
    readonly externalId: ExternalId | null;
    readonly placedAfter: Instant | null;
  };
  /** The order to go on after; null from the newest. */
  readonly after: { readonly placedAt: Instant; readonly orderId: OrderId } | null;
  readonly limit: number;
}

/** The newest first; of those placed in the same millisecond, the one with the greater id. */
export interface OrderSummaryQueries {
  page(wanted: OrdersWanted): Promise<readonly OrderSummaryRow[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createOrderSummaryQueries = (database: Kysely<unknown>): OrderSummaryQueries => {
  const tables = database.withTables<{ order_summary_v2: OrderSummaryRow }>();
  return {
    page: async ({ merchant, filter, after, limit }) => {
      let query = tables.selectFrom("order_summary_v2").selectAll().where("merchant", "=", merchant);
      const { status, customerId, externalId, placedAfter } = filter;
      if (status !== null) query = query.where("status", "=", status);
      if (customerId !== null) query = query.where("customerId", "=", customerId);
      if (externalId !== null) query = query.where("externalId", "=", externalId);
      if (placedAfter !== null) query = query.where("placedAt", ">", placedAfter);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("placedAt", "orderId"), "<", tuple(after.placedAt, after.orderId)));
      }
      const rows = await query.orderBy("placedAt", "desc").orderBy("orderId", "desc").limit(limit).execute();
      return rows.map(asDeclared);
    },
  };
};

/** The driver gives bigint as text. */
const asDeclared = (row: OrderSummaryRow): OrderSummaryRow => ({
  ...row,
  total: Number(row.total),
  units: Number(row.units),
  placedAt: instant(Number(row.placedAt)),
  updatedAt: instant(Number(row.updatedAt)),
});

/** The same on the rows of a read model in memory. */
export const createOrderSummaryQueriesInMemory = (rows: () => readonly OrderSummaryRow[]): OrderSummaryQueries => ({
  page: async ({ merchant, filter, after, limit }) => {
    const { status, customerId, externalId, placedAfter } = filter;
    const isWanted = (row: OrderSummaryRow): boolean =>
      row.merchant === merchant &&
      (status === null || row.status === status) &&
      (customerId === null || row.customerId === customerId) &&
      (externalId === null || row.externalId === externalId) &&
      (placedAfter === null || row.placedAt > placedAfter) &&
      (after === null || newestFirst(after, row) < 0);
    return rows().filter(isWanted).sort(newestFirst).slice(0, limit);
  },
});

type Place = Pick<OrderSummaryRow, "orderId" | "placedAt">;
const newestFirst = (a: Place, b: Place): number => b.placedAt - a.placedAt || (a.orderId < b.orderId ? 1 : a.orderId > b.orderId ? -1 : 0);
