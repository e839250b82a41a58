import type { Refusal } from "@waybill/kernel/decider";
import type { LineRow } from "./file-rows.ts";
import { givingBack } from "./giving-back.ts";
import type { OrderImport } from "./import-orders.ts";
import { boundedCalls } from "./in-flight.ts";
import type { InvoiceGroup } from "./invoice-groups.ts";
import { productsMet } from "./products-met.ts";
import { countLine } from "./tally.ts";
import { type Reject, type Verdict, verdictOn } from "./verdict.ts";

/** How an invoice is brought in: answered with the rows that were rejected. Begins with each as it is called, in the file's order. */
export const placing = (run: OrderImport) => {
  const { format, sink, tally, sold } = run;
  const bounded = boundedCalls(sink.inFlightMax);
  const giveBack = givingBack({ format, sink, tally, sold, bounded });
  const products = productsMet(async (product) => {
    const outcome = await bounded(() => sink.createProduct(product));
    tally.products[outcome.kind] += 1;
    return outcome;
  }, format.currency);

  /** Its products first, then the order. */
  const placeOrder = async ({ toImport, rows }: NonNullable<Verdict["order"]>): Promise<Refusal | null> => {
    const productRefusal = await products.meetAll(rows);
    const outcome =
      productRefusal === null ? await bounded(() => sink.importOrder(toImport)) : { kind: "refused" as const, refusal: productRefusal };
    tally.orders[outcome.kind] += 1;
    if (outcome.kind === "refused") return outcome.refusal;
    for (const row of rows) countLine(tally.ordered, row);
    return null;
  };

  const order = async (wanted: NonNullable<Verdict["order"]>): Promise<readonly Reject[]> => {
    const answer = placeOrder(wanted);
    const { externalId, placedAt, customerRef } = wanted.toImport;
    const isThere = answer.then(
      (refusal) => refusal === null,
      () => false,
    );
    const lines = wanted.rows.map(({ told }) => told);
    if (customerRef !== null) sold.add({ externalId, placedAt, isThere }, customerRef, lines);
    return rejectedWith(await answer, wanted.rows);
  };

  const adjust = async ({ toImport, row }: Verdict["adjusted"][number]): Promise<readonly Reject[]> => {
    const outcome = await bounded(() => sink.importAdjustment(toImport));
    tally.adjustments[outcome.kind] += 1;
    if (outcome.kind === "refused") return rejectedWith(outcome.refusal, [row]);
    countLine(tally.adjusted, row);
    return [];
  };

  const place = async (group: InvoiceGroup): Promise<readonly Reject[]> => {
    const verdict = verdictOn(group, format);
    const refused = await Promise.all([
      verdict.order === null ? [] : order(verdict.order),
      verdict.returned.length === 0 ? [] : giveBack(verdict.returned).then((refusal) => rejectedWith(refusal, verdict.returned)),
      ...verdict.adjusted.map(adjust),
    ]);
    return [...verdict.rejects, ...refused.flat()].sort((a, b) => a.row.row.line - b.row.row.line);
  };
  return { place, products };
};

const rejectedWith = (refusal: Refusal | null, rows: readonly LineRow[]): readonly Reject[] =>
  refusal === null ? [] : rows.map((row) => ({ row, reason: refusal.code }));
