import { MerchantId } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import type { Clock } from "@waybill/kernel/clock";
import { type RecordedEvent, streamParts } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { mustHold } from "@waybill/kernel/saga-at-work";
import { aggregateTimekeeper, type Timekeeper } from "@waybill/kernel/timekeeper";
import type { Day, ReconciliationCommand, ReconciliationEvent } from "../domain/reconciliation.ts";
import { decodePaymentEvent, paymentAggregate } from "../payments.ts";
import {
  type CompareBooks,
  dayAfter,
  dayOf,
  dayOfReconciliation,
  dueAtOf,
  type ReconciliationHandler,
  reconciliationAggregate,
  reconciliationIdOf,
} from "../reconciliations.ts";

export interface ReconcilingParts {
  readonly reconciliations: ReconciliationHandler;
  readonly compareBooks: CompareBooks;
  /** Resolves when the books that are read show everything that is recorded. @throws StoreUnavailable when that takes too long. */
  readonly booksAreComplete: () => Promise<void>;
  readonly clock: Clock;
}

/**
 * Follows billing's own log: from a merchant's first payment at a provider on, each day is scheduled, compared when its time has come, and
 * followed by the next. Every step has an id that is made of the day's, so each is done once, whoever does it too; days that passed while
 * nobody was there are made up for, one after the other.
 */
export const reconcilingDays = ({ reconciliations, compareBooks, booksAreComplete, clock }: ReconcilingParts) => {
  /** Merchants and providers that this process knows to be scheduled: so payments need not ask. There are few of them. */
  const known = new Set<string>();

  const tell = async ({ merchantId, provider, day }: About, command: ReconciliationCommand): Promise<void> => {
    const commandId = derivedUuid(merchantId, "reconciliation", provider, day, command.type);
    const context = { merchant: merchantId, actor: "billing", commandId, replayableForMs: null };
    const outcome = await reconciliations.handle(reconciliationIdOf(provider, day), command, context);
    const held = mustHold(outcome, `${command.type} ${provider} ${day}`);
    if (held.kind === "refused") throw new Error(`${command.type} of ${provider} ${day} was refused: ${held.refusal.code}`);
  };

  const schedule = (about: About): Promise<void> => {
    const { merchantId, provider, day } = about;
    return tell(about, { type: "ScheduleReconciliation", merchantId, provider, day, dueAt: dueAtOf(day), at: clock.now() });
  };

  const scheduleFirst = async (about: About): Promise<void> => {
    const name = `${about.merchantId}/${about.provider}`;
    if (known.has(name)) return;
    await schedule(about);
    known.add(name);
  };

  const compare = async (about: About): Promise<void> => {
    await booksAreComplete();
    const found = await compareBooks(about.merchantId, about.provider, about.day);
    if (found === null) throw new Error(`this process knows no provider ${about.provider}, whose books are to be compared`);
    const { matched, differences } = found;
    await tell(about, { type: "RecordReconciliation", matched, differences, at: clock.now() });
  };

  return {
    concerns: ({ stream, type }: RecordedEvent): boolean => {
      const { type: kind } = streamParts(stream);
      return kind === reconciliationAggregate.type
        ? type !== "ReconciliationScheduled"
        : kind === paymentAggregate.type && type === "PaymentCreated";
    },
    handle: async (recorded: RecordedEvent): Promise<void> => {
      const { merchant, type, id } = streamParts(recorded.stream);
      const merchantId = MerchantId.parse(merchant);
      if (merchantId === null) throw new TypeError(`${recorded.stream} is nobody's`);
      if (type === paymentAggregate.type) {
        const event = decodePaymentEvent(recorded);
        if (event.type !== "PaymentCreated" || event.provider === null) return;
        return scheduleFirst({ merchantId, provider: event.provider, day: dayOf(event.at) });
      }
      const about: About = { merchantId, ...dayOfReconciliation(id) };
      const event = decodeEvent<ReconciliationEvent>(reconciliationAggregate, recorded);
      if (event.type === "ReconciliationBegun") await compare(about);
      if (event.type === "DayReconciled") await schedule({ ...about, day: dayAfter(about.day) });
    },
  };
};

type About = { readonly merchantId: MerchantId; readonly provider: string; readonly day: Day };

/** A day has one timer: when it is to be compared. */
export const reconciliationTimekeeper = (reconciliations: ReconciliationHandler, clock: Clock): Timekeeper =>
  aggregateTimekeeper<ReconciliationCommand, ReconciliationEvent>({
    aggregate: reconciliationAggregate,
    handler: reconciliations,
    timerEventOf: (event) => {
      if (event.type === "ReconciliationScheduled") return { type: "TimerSet", timer: "due", due: { dueAt: event.dueAt } };
      return { type: "TimerDropped", timer: "due" };
    },
    commandOf: () => ({ type: "BeginReconciliation", at: clock.now() }),
  });
