import type { MerchantId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { Kysely } from "kysely";
import type { OpenStatus } from "../domain/payment-life.ts";
import type { PaymentRow } from "./payment-list.ts";

/** Which payments are wanted. */
export interface PaymentsWanted {
  readonly merchant: MerchantId;
  readonly filter: { readonly status: OpenStatus | null; readonly orderId: OrderId | null };
  /** The payment to go on after; null from the newest. */
  readonly after: { readonly createdAt: Instant; readonly paymentId: PaymentId } | null;
  readonly limit: number;
}

/** The newest first; of those created in the same millisecond, the one with the greater id. */
export interface PaymentListQueries {
  page(wanted: PaymentsWanted): Promise<readonly PaymentRow[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createPaymentListQueries = (database: Kysely<unknown>): PaymentListQueries => {
  const tables = database.withTables<{ payment_list_v1: PaymentRow }>();
  return {
    page: async ({ merchant, filter: { status, orderId }, after, limit }) => {
      let query = tables.selectFrom("payment_list_v1").selectAll().where("merchant", "=", merchant);
      if (status !== null) query = query.where("status", "=", status);
      if (orderId !== null) query = query.where("orderId", "=", orderId);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("createdAt", "paymentId"), "<", tuple(after.createdAt, after.paymentId)),
        );
      }
      const rows = await query.orderBy("createdAt", "desc").orderBy("paymentId", "desc").limit(limit).execute();
      // The driver gives bigint as text.
      return rows.map((row) => ({ ...row, createdAt: instant(Number(row.createdAt)), updatedAt: instant(Number(row.updatedAt)) }));
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createPaymentListQueriesInMemory = (rows: () => readonly PaymentRow[]): PaymentListQueries => ({
  page: async ({ merchant, filter: { status, orderId }, after, limit }) => {
    const isWanted = (row: PaymentRow): boolean =>
      row.merchant === merchant &&
      (status === null || row.status === status) &&
      (orderId === null || row.orderId === orderId) &&
      (after === null || newestFirst(after, row) < 0);
    return rows().filter(isWanted).sort(newestFirst).slice(0, limit);
  },
});

type Place = Pick<PaymentRow, "createdAt" | "paymentId">;
const newestFirst = (a: Place, b: Place): number =>
  b.createdAt - a.createdAt || (a.paymentId < b.paymentId ? 1 : a.paymentId > b.paymentId ? -1 : 0);
