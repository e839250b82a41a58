import { paymentAddress } from "@waybill/contracts/billing-commands";
import { invoiceAddress } from "@waybill/contracts/invoice-commands";
import { InvoiceId, PaymentId } from "@waybill/contracts/vocabulary";
import type { AskTarget } from "@waybill/kernel/ask";
import { type Clock, type Instant, instant } from "@waybill/kernel/clock";
import type { CommandPipeline } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { createMemoryCheckpoints } from "@waybill/kernel/memory/checkpoints";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryParking } from "@waybill/kernel/memory/parking";
import type { ReadModel, ReadModelRow } from "@waybill/kernel/read-model";
import type { AddressedCommand } from "@waybill/kernel/saga";
import { readState } from "@waybill/kernel/state-cache";
import { noMetrics } from "@waybill/kernel/telemetry";
import { projectedRows } from "@waybill/kernel/testing/projected-rows";
import { type Timer, timerId } from "@waybill/kernel/timer";
import { isOpen, type OpenPayment } from "../domain/payment.ts";
import { type Billing, billingReadModels, openBilling } from "../module.ts";
import { paymentAggregate } from "../payments.ts";
import type { PaymentProvider } from "../providers/provider.ts";
import { createSimulatedProvider } from "../providers/simulated/simulated-provider.ts";
import { minute, paymentId } from "./payment-samples.ts";

/** A clock that stands still until it is told. */
export interface StoppedClock extends Clock {
  advanceTo(at: Instant): void;
}

export const stoppedClock = (start: Instant = minute(0)): StoppedClock => {
  let now = start;
  return {
    now: () => now,
    monotonicMs: () => now,
    advanceTo: (at) => {
      now = instant(Math.max(now, at));
    },
  };
};

/** One process with billing in it. What it follows it is handed by `follow`, from the beginning, as if nothing had been followed before. */
export interface BillingProcess {
  readonly billing: Billing;
  ask(command: AddressedCommand["command"], name?: string, of?: InvoiceId | PaymentId): ReturnType<AskTarget["carryOut"]>;
  /** Hands it every event of the log that it was not handed yet, and waits until no call is under way; until nothing new happens. */
  follow(): Promise<void>;
  /** Fires the timer that is due first, if any is running: the clock goes there. Whether one was. */
  fireNext(): Promise<boolean>;
  /** Follows and fires until nothing is left to do before an instant. */
  runUntil(until: Instant): Promise<void>;
}

export interface ProcessParts {
  readonly log: EventLog;
  readonly clock: StoppedClock;
  readonly providers?: readonly PaymentProvider[];
  readonly booksAreComplete?: (() => Promise<void>) | undefined;
}

const pipelineOn = (log: EventLog, clock: Clock): CommandPipeline => ({
  log,
  committer: createCommitter(log),
  clock,
  metrics: noMetrics,
  admission: { inFlight: 0 },
});

export const billingProcess = ({ log, clock, providers, booksAreComplete = async () => {} }: ProcessParts): BillingProcess => {
  const pipeline = pipelineOn(log, clock);
  const known: RecordedEvent[] = [];
  const billing = openBilling({
    pipeline,
    checkpoints: createMemoryCheckpoints(),
    parking: {
      ...createMemoryParking(clock),
      // A test wants to know.
      park: async (_, __, failures) => {
        throw new Error(`could not be handled: ${JSON.stringify([...failures.values()])}`);
      },
    },
    ...queriesOver(known, booksAreComplete),
    sealer: { open: async () => null },
    webhookSecret: "secret",
    retryParkedFor: async () => 0,
    orderTokens: { opens: (_, orderId, token) => token === `token of ${orderId}` },
    ...(providers && { providers }),
  });
  const { followers, settle, member } = billing;

  const positions = new Map(Array.from({ length: log.partitions }, (_, partition) => [partition, 0]));
  /** What is new in the log since it was asked last. */
  const news = async (): Promise<readonly RecordedEvent[]> => {
    const events = await log.readPartitions(positions, 10_000);
    for (const { partition, position } of events) positions.set(partition, position);
    known.push(...events);
    return events;
  };
  let handled = 0;
  const follow = async (): Promise<void> => {
    do {
      const toHandle = known.slice(handled);
      handled = known.length;
      for (const event of toHandle) {
        for (const { handle } of followers) await handle({ events: [event], moves: [] });
      }
      await settle();
    } while ((await news()).length > 0);
  };
  const running = async (): Promise<readonly Timer[]> => {
    await news();
    return member.timekeepers.flatMap((timekeeper) => timersOf(known, timekeeper));
  };
  const fireNext = async (): Promise<boolean> => {
    const [next] = [...(await running())].sort((a, b) => a.dueAt - b.dueAt);
    if (next === undefined) return false;
    // Timers of a database count by its clock, which this one may be ahead of: time goes on all the same, or calls would never be over.
    clock.advanceTo(instant(next.dueAt >= clock.now() ? next.dueAt : clock.now() + minuteMs));
    await member.timekeepers.find(({ type }) => next.stream.includes(`/${type}/`))!.fire(next, { commandId: timerId(next) });
    return true;
  };
  return {
    billing,
    follow,
    fireNext,
    ask: (command, name = JSON.stringify(command), of: InvoiceId | PaymentId = paymentId) =>
      member.target!.carryOut({ ...addressOf(of), command }, { merchant: "default", commandId: derivedUuid(name), replayableForMs: null }),
    runUntil: async (until) => {
      for (;;) {
        await follow();
        const [next] = [...(await running())].sort((a, b) => a.dueAt - b.dueAt);
        if (next === undefined || next.dueAt > until) return;
        await fireNext();
      }
    },
  };
};

const minuteMs = 60_000;

/** What can be asked of billing, as of the events that are known. */
const queriesOver = (known: readonly RecordedEvent[], areComplete: () => Promise<void>) => {
  const { paymentList, invoiceList, taxRates, differingDays, simulatedMovements } = billingReadModels;
  const rowsOf =
    <Event, Row extends ReadModelRow>(declared: { model: ReadModel<Event, Row>; decode: (recorded: RecordedEvent) => Event }) =>
    (): readonly Row[] => [...projectedRows(declared, known).values()];
  const payments = paymentList.inMemory(rowsOf(paymentList));
  return {
    paymentList: payments,
    invoiceList: invoiceList.inMemory(rowsOf(invoiceList)),
    taxRatesList: taxRates.inMemory(rowsOf(taxRates)),
    differingDays: differingDays.inMemory(rowsOf(differingDays)),
    books: {
      ours: payments,
      simulated: simulatedMovements.inMemory(rowsOf(simulatedMovements)),
      areComplete,
    },
  };
};

/** A log and a clock, and processes on them; with the simulated provider unless others are given. */
export const paymentScene = (providers?: readonly PaymentProvider[]) => {
  const clock = stoppedClock();
  const log = createMemoryEventLog({ name: "billing", clock, partitions: 1 });
  const paymentOf = async (): Promise<OpenPayment> => {
    const { state } = await readState(log, paymentAggregate, streamName("default", "payment", paymentId));
    if (!isOpen(state)) throw new Error("there is no payment");
    return state;
  };
  return {
    clock,
    log,
    paymentOf,
    process: (booksAreComplete?: () => Promise<void>) => billingProcess({ log, clock, booksAreComplete, ...(providers && { providers }) }),
    simulated: () => createSimulatedProvider({ pipeline: pipelineOn(log, clock), secret: "secret", movements: async () => [] }),
  };
};

const addressOf = (id: InvoiceId | PaymentId) => {
  const [asPayment, asInvoice] = [PaymentId.parse(id), InvoiceId.parse(id)];
  if (asPayment !== null) return paymentAddress(asPayment);
  if (asInvoice !== null) return invoiceAddress(asInvoice);
  throw new RangeError(`billing has no ${id}`);
};

/** The timers that events say are running, as the kernel's read model keeps them. */
const timersOf = (
  events: readonly RecordedEvent[],
  timekeeper: NonNullable<Billing["member"]["timekeepers"][number]>,
): readonly Timer[] => {
  const timers = new Map<string, Timer>();
  for (const recorded of events) {
    if (!recorded.stream.includes(`/${timekeeper.type}/`)) continue;
    const event = timekeeper.timerEventOf(recorded);
    if (event === null) continue;
    const { stream, version, partition, position, recordedAt } = recorded;
    const key = `${stream}#${event.timer}`;
    if (event.type !== "TimerSet") timers.delete(key);
    else {
      const dueAt = "dueAt" in event.due ? event.due.dueAt : recordedAt + event.due.afterMs;
      timers.set(key, { key, stream, name: event.timer, version, dueAt, partition, position, correlation: null, traceparent: null });
    }
  }
  return [...timers.values()];
};
