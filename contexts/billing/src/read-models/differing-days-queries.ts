import type { MerchantId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import type { Kysely } from "kysely";
import type { Day } from "../domain/reconciliation.ts";
import type { DifferingDayRow } from "./differing-days.ts";

/** Days on which two books differ, the latest first, and the providers of one day from the last by name. */
export interface DifferingDaysQueries {
  page(wanted: {
    readonly merchant: MerchantId;
    /** Null for all. */
    readonly provider: string | null;
    /** The one to go on after. */
    readonly after: Place | null;
    readonly limit: number;
  }): Promise<readonly DifferingDayRow[]>;
}

type Place = { readonly day: Day; readonly provider: string };

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createDifferingDaysQueries = (database: Kysely<unknown>): DifferingDaysQueries => {
  const tables = database.withTables<{ differing_days_v1: DifferingDayRow }>();
  return {
    page: async ({ merchant, provider, after, limit }) => {
      let query = tables.selectFrom("differing_days_v1").selectAll().where("merchant", "=", merchant);
      if (provider !== null) query = query.where("provider", "=", provider);
      if (after !== null) {
        query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("day", "provider"), "<", tuple(after.day, after.provider)));
      }
      const rows = await query.orderBy("day", "desc").orderBy("provider", "desc").limit(limit).execute();
      // The driver gives bigint as text.
      return rows.map((row) => ({ ...row, reconciledAt: instant(Number(row.reconciledAt)) }));
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createDifferingDaysQueriesInMemory = (rows: () => readonly DifferingDayRow[]): DifferingDaysQueries => ({
  page: async ({ merchant, provider, after, limit }) =>
    rows()
      .filter((row) => row.merchant === merchant && (provider === null || row.provider === provider))
      .filter((row) => after === null || latestFirst(after, row) < 0)
      .sort(latestFirst)
      .slice(0, limit),
});

const latestFirst = (a: Place, b: Place): number => byText(b.day, a.day) || byText(b.provider, a.provider);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
