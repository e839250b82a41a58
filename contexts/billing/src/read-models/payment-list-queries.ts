import type { MerchantId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { Kysely } from "kysely";
import type { DeadlineOwner } from "../domain/payment-deadlines.ts";
import type { OpenStatus } from "../domain/payment-life.ts";
import { isTouched, type PaymentMovementQueries, withinSpan } from "./movement-queries.ts";
import type { PaymentRow } from "./payment-list.ts";

/** Which payments are wanted. */
export interface PaymentsWanted {
  readonly merchant: MerchantId;
  readonly filter: { readonly status: OpenStatus | null; readonly orderId: OrderId | null };
  /** The payment to go on after; null from the newest. */
  readonly after: { readonly createdAt: Instant; readonly paymentId: PaymentId } | null;
  readonly limit: number;
}

export interface PaymentListQueries extends PaymentMovementQueries {
  /** The newest first; of those created in the same millisecond, the one with the greater id. */
  page(wanted: PaymentsWanted): Promise<readonly PaymentRow[]>;
  /** Those past their deadline, the longest first; of those due at the same time, the one with the lesser id. */
  overdue(wanted: OverdueWanted): Promise<readonly OverduePayment[]>;
}

export interface OverdueWanted {
  readonly merchant: MerchantId;
  readonly now: Instant;
  /** Where to go on: the deadline and the id, of whatever kind of thing. Null from the longest overdue. */
  readonly after: { readonly deadlineAt: Instant; readonly id: string } | null;
  readonly limit: number;
}

export type OverduePayment = PaymentRow & { readonly deadlineAt: Instant; readonly owner: DeadlineOwner };

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createPaymentListQueries = (database: Kysely<unknown>): PaymentListQueries => {
  const tables = database.withTables<{ payment_list_v4: PaymentRow }>();
  return {
    page: async ({ merchant, filter: { status, orderId }, after, limit }) => {
      let query = tables.selectFrom("payment_list_v4").selectAll().where("merchant", "=", merchant);
      if (status !== null) query = query.where("status", "=", status);
      if (orderId !== null) query = query.where("orderId", "=", orderId);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("createdAt", "paymentId"), "<", tuple(after.createdAt, after.paymentId)),
        );
      }
      const rows = await query.orderBy("createdAt", "desc").orderBy("paymentId", "desc").limit(limit).execute();
      return rows.map(asKept);
    },
    overdue: async ({ merchant, now, after, limit }) => {
      let query = tables.selectFrom("payment_list_v4").selectAll().where("merchant", "=", merchant).where("deadlineAt", "<=", now);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("deadlineAt", "paymentId"), ">", tuple(after.deadlineAt, eb.cast<PaymentId>(eb.val(after.id), "text"))),
        );
      }
      const rows = await query.orderBy("deadlineAt").orderBy("paymentId").limit(limit).execute();
      return rows.map(asKept).filter(hasDeadline);
    },
    within: async (merchant, provider, span) => {
      const query = tables.selectFrom("payment_list_v4").select("movements").where("merchant", "=", merchant);
      const rows = await query
        .where("provider", "=", provider)
        .where("updatedAt", ">=", span.from)
        .where("createdAt", "<", span.until)
        .execute();
      return withinSpan(rows, span);
    },
  };
};

/** The driver gives bigint as text. */
const asKept = (row: PaymentRow): PaymentRow => ({
  ...row,
  createdAt: instant(Number(row.createdAt)),
  updatedAt: instant(Number(row.updatedAt)),
  deadlineAt: row.deadlineAt === null ? null : instant(Number(row.deadlineAt)),
});

const hasDeadline = (row: PaymentRow): row is OverduePayment => row.deadlineAt !== null && row.owner !== null;

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
  overdue: async ({ merchant, now, after, limit }) =>
    rows()
      .filter(hasDeadline)
      .filter((row) => row.merchant === merchant && row.deadlineAt <= now && (after === null || longestFirst(after, dueOf(row)) < 0))
      .sort((a, b) => longestFirst(dueOf(a), dueOf(b)))
      .slice(0, limit),
  within: async (merchant, provider, span) => {
    const isWanted = (row: PaymentRow): boolean =>
      row.merchant === merchant && row.provider === provider && isTouched({ firstAt: row.createdAt, lastAt: row.updatedAt }, span);
    return withinSpan(rows().filter(isWanted), span);
  },
});

const dueOf = ({ deadlineAt, paymentId: id }: OverduePayment) => ({ deadlineAt, id });
type Due = ReturnType<typeof dueOf> | NonNullable<OverdueWanted["after"]>;
const longestFirst = (a: Due, b: Due): number => a.deadlineAt - b.deadlineAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

type Place = Pick<PaymentRow, "createdAt" | "paymentId">;
const newestFirst = (a: Place, b: Place): number =>
  b.createdAt - a.createdAt || (a.paymentId < b.paymentId ? 1 : a.paymentId > b.paymentId ? -1 : 0);
