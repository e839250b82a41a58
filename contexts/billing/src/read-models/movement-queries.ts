import type { MerchantId } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { Movement, Span } from "../domain/reconcile.ts";
import type { SimulatedMovementsRow } from "./simulated-movements.ts";

/** What moved within a span of time, the earliest first, as our books have it. */
export interface PaymentMovementQueries {
  within(merchant: MerchantId, provider: string, span: Span): Promise<readonly Movement[]>;
}

/** What moved within a span of time, the earliest first, as the simulated bank has it. */
export interface SimulatedMovementQueries {
  within(merchant: MerchantId, span: Span): Promise<readonly Movement[]>;
}

/** Rows cover all that ever moved of one payment; those that may have moved something within the span are read whole. */
export const isTouched = ({ firstAt, lastAt }: Pick<SimulatedMovementsRow, "firstAt" | "lastAt">, { from, until }: Span): boolean =>
  lastAt >= from && firstAt < until;

export const withinSpan = (rows: readonly { readonly movements: readonly Movement[] }[], { from, until }: Span): readonly Movement[] =>
  rows
    .flatMap(({ movements }) => movements)
    .filter(({ movedAt }) => movedAt >= from && movedAt < until)
    .sort((a, b) => a.movedAt - b.movedAt || (a.key < b.key ? -1 : 1));

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createSimulatedMovementQueries = (database: Kysely<unknown>): SimulatedMovementQueries => {
  const tables = database.withTables<{ simulated_movements_v2: SimulatedMovementsRow }>();
  return {
    within: async (merchant, span) => {
      const query = tables.selectFrom("simulated_movements_v2").select("movements").where("merchant", "=", merchant);
      const rows = await query.where("lastAt", ">=", span.from).where("firstAt", "<", span.until).execute();
      return withinSpan(rows, span);
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createSimulatedMovementQueriesInMemory = (rows: () => readonly SimulatedMovementsRow[]): SimulatedMovementQueries => ({
  within: async (merchant, span) =>
    withinSpan(
      rows().filter((row) => row.merchant === merchant && isTouched(row, span)),
      span,
    ),
});
