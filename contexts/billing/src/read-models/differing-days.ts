import { MerchantId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { type RecordedEvent, streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Day, ReconciliationEvent } from "../domain/reconciliation.ts";
import { dayOfReconciliation } from "../reconciliations.ts";

/** A day on which our books and a provider's did not say the same, as it was found when they were compared by themselves. */
export type DifferingDayRow = {
  readonly stream: string;
  readonly merchant: MerchantId;
  readonly provider: string;
  readonly day: Day;
  readonly matched: number;
  readonly differing: number;
  readonly reconciledAt: Instant;
};

/** Answers which days somebody has to look at, the latest first. Days that agree are not in it. */
export const differingDays: ReadModel<ReconciliationEvent, DifferingDayRow> = {
  name: "differing_days",
  version: 1,
  columns: {
    stream: "text",
    merchant: "text",
    provider: "text",
    day: "text",
    matched: "integer",
    differing: "integer",
    reconciledAt: "bigint",
  },
  indexes: ["(merchant, day, provider)"],
  of: "reconciliation",
  keyOf: ({ type }, { stream }) => (type === "DayReconciled" ? stream : null),
  project: (row, event, recorded) => {
    if (event.type !== "DayReconciled" || event.differing === 0) return row;
    const { matched, differing, at: reconciledAt } = event;
    return { ...placeOf(recorded), matched, differing, reconciledAt };
  },
};

const placeOf = ({ stream }: RecordedEvent) => {
  const { merchant: name, id } = streamParts(stream);
  const merchant = MerchantId.parse(name);
  if (merchant === null) throw new TypeError(`${stream} is nobody's`);
  return { stream, merchant, ...dayOfReconciliation(id) };
};
