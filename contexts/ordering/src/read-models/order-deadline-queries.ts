import type { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { Kysely } from "kysely";
import type { OrderDeadlineRow } from "./order-deadline.ts";

export interface OverdueWanted {
  readonly merchant: MerchantId;
  readonly now: Instant;
  /** Where to go on: the deadline and the id, of whatever kind of thing. Null from the longest overdue. */
  readonly after: { readonly deadlineAt: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** Orders past their deadline, the longest first. */
export interface OrderDeadlineQueries {
  overdue(wanted: OverdueWanted): Promise<readonly OrderDeadlineRow[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createOrderDeadlineQueries = (database: Kysely<unknown>): OrderDeadlineQueries => {
  const tables = database.withTables<{ order_deadline_v3: OrderDeadlineRow }>();
  return {
    overdue: async ({ merchant, now, after, limit }) => {
      let query = tables.selectFrom("order_deadline_v3").selectAll().where("merchant", "=", merchant).where("deadlineAt", "<=", now);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("deadlineAt", "orderId"), ">", tuple(after.deadlineAt, eb.cast<OrderId>(eb.val(after.id), "text"))),
        );
      }
      const rows = await query.orderBy("deadlineAt").orderBy("orderId").limit(limit).execute();
      // The driver gives bigint as text.
      return rows.map((row) => ({ ...row, deadlineAt: instant(Number(row.deadlineAt)) }));
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createOrderDeadlineQueriesInMemory = (rows: () => readonly OrderDeadlineRow[]): OrderDeadlineQueries => ({
  overdue: async ({ merchant, now, after, limit }) =>
    rows()
      .filter((row) => row.merchant === merchant && row.deadlineAt <= now && (after === null || byDeadline(after, placeOf(row)) < 0))
      .sort((a, b) => byDeadline(placeOf(a), placeOf(b)))
      .slice(0, limit),
});

type Place = NonNullable<OverdueWanted["after"]>;
const placeOf = ({ deadlineAt, orderId }: OrderDeadlineRow): Place => ({ deadlineAt, id: orderId });
const byDeadline = (a: Place, b: Place): number => a.deadlineAt - b.deadlineAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
