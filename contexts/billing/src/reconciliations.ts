import type { MerchantId } from "@waybill/contracts/vocabulary";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import { type Instant, instant, instantFromIso, isoFromInstant } from "@waybill/kernel/clock";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { readState } from "@waybill/kernel/state-cache";
import { billingLimits } from "./domain/limits.ts";
import { type Movement, type Reconciliation, reconcile, type Span } from "./domain/reconcile.ts";
import {
  type Day,
  type DaysReconciliation,
  type ReconciliationCommand,
  type ReconciliationEvent,
  type ReconciliationRefusal,
  reconciliationDecider,
} from "./domain/reconciliation.ts";

/** How the kernel keeps reconciliations: one stream for each provider and day. */
export const reconciliationAggregate: Aggregate<ReconciliationCommand, DaysReconciliation, ReconciliationEvent, ReconciliationRefusal> = {
  type: "reconciliation",
  decider: reconciliationDecider,
};

export type ReconciliationHandler = CommandHandler<ReconciliationCommand, DaysReconciliation, ReconciliationEvent, ReconciliationRefusal>;

export const reconciliationIdOf = (provider: string, day: Day): string => `${provider}-${day}`;

const dayCharacters = "2026-03-29".length;

/** Of what `reconciliationIdOf` made. */
export const dayOfReconciliation = (id: string): { readonly provider: string; readonly day: Day } => ({
  provider: id.slice(0, -dayCharacters - 1),
  day: id.slice(-dayCharacters),
});

/** A recorded event of a reconciliation as billing speaks of it today. */
export const decodeReconciliationEvent = (recorded: RecordedEvent): ReconciliationEvent =>
  decodeEvent<ReconciliationEvent>(reconciliationAggregate, recorded);

const dayMs = 86_400_000;
export const dayOf = (at: Instant): Day => isoFromInstant(at).slice(0, 10);
export const dayBefore = (at: Instant): Day => dayOf(instant(at - dayMs));
export const dayAfter = (day: Day): Day => dayOf(spanOf(day).until);
const spanOf = (day: Day): Span => {
  const from = instantFromIso(`${day}T00:00:00Z`);
  return { from, until: instant(from + dayMs) };
};

/** Before that, one of the books may still lack what the other has. */
export const dueAtOf = (day: Day): Instant => instant(spanOf(day).until + billingLimits.reconciliationMarginMs);

/** What has become of the daily comparison of one day. */
export const readingReconciliations =
  (log: EventLog) =>
  async (merchant: MerchantId, provider: string, day: Day): Promise<DaysReconciliation> => {
    const stream = streamName(merchant, reconciliationAggregate.type, reconciliationIdOf(provider, day));
    return (await readState(log, reconciliationAggregate, stream)).state;
  };

export interface Books {
  /** What moved, as ours have it. */
  readonly movements: { within(merchant: MerchantId, provider: string, span: Span): Promise<readonly Movement[]> };
  /** The same as a provider has it; null for one that is not known. */
  readonly providerMovements: (provider: string, merchant: MerchantId, span: Span) => Promise<readonly Movement[] | null>;
}

/** Compares one day as it is in both books now; null for a provider that is not known. */
export type CompareBooks = (merchant: MerchantId, provider: string, day: Day) => Promise<Reconciliation | null>;

export const comparingBooks =
  ({ movements, providerMovements }: Books): CompareBooks =>
  async (merchant, provider, day) => {
    const span = spanOf(day);
    const { reconciliationMarginMs: marginMs } = billingLimits;
    const wide = { from: instant(span.from - marginMs), until: instant(span.until + marginMs) };
    const theirs = await providerMovements(provider, merchant, wide);
    return theirs === null ? null : reconcile(await movements.within(merchant, provider, wide), theirs, span);
  };
