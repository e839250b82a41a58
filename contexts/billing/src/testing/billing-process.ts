import { paymentAddress } from "@waybill/contracts/billing-commands";
import type { AskTarget } from "@waybill/kernel/ask";
import { type Clock, type Instant, instant } from "@waybill/kernel/clock";
import type { CommandPipeline } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { createMemoryCheckpoints } from "@waybill/kernel/memory/checkpoints";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryParking } from "@waybill/kernel/memory/parking";
import type { AddressedCommand } from "@waybill/kernel/saga";
import { readState } from "@waybill/kernel/state-cache";
import { noMetrics } from "@waybill/kernel/telemetry";
import { type Timer, timerId } from "@waybill/kernel/timer";
import { isOpen, type OpenPayment } from "../domain/payment.ts";
import { type Billing, openBilling } from "../module.ts";
import { paymentAggregate } from "../payments.ts";
import type { PaymentProvider } from "../providers/provider.ts";
import { createSimulatedProvider } from "../providers/simulated/simulated-provider.ts";
import { minute, paymentId } from "./payment-samples.ts";

/** A clock that stands still until it is told. */
export interface StoppedClock extends Clock {
  advanceTo(at: Instant): void;
}

export const stoppedClock = (): StoppedClock => {
  let now = minute(0);
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
  ask(command: AddressedCommand["command"], name?: string): ReturnType<AskTarget["carryOut"]>;
  /** Hands it every event of the log, and waits until no call is under way; again until nothing new happens. */
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
}

const pipelineOn = (log: EventLog, clock: Clock): CommandPipeline => ({
  log,
  committer: createCommitter(log),
  clock,
  metrics: noMetrics,
  admission: { inFlight: 0 },
});

export const billingProcess = ({ log, clock, providers }: ProcessParts): BillingProcess => {
  const pipeline = pipelineOn(log, clock);
  const billing = openBilling({
    pipeline,
    checkpoints: createMemoryCheckpoints(),
    parking: createMemoryParking(clock),
    paymentList: { page: async () => [] },
    webhookSecret: "secret",
    ...(providers && { providers }),
  });
  const { providerCalls, member } = billing;

  const everything = async (): Promise<readonly RecordedEvent[]> => {
    const starts = new Map(Array.from({ length: log.partitions }, (_, partition) => [partition, 0]));
    return log.readPartitions(starts, 10_000);
  };
  const follow = async (): Promise<void> => {
    for (let seen = -1; ; ) {
      const events = await everything();
      if (events.length === seen) return;
      seen = events.length;
      for (const event of events) await providerCalls.work.handle(event);
      await providerCalls.settle();
    }
  };
  const running = async (): Promise<readonly Timer[]> => timersOf(await everything(), member.timekeepers[0]!);
  const fireNext = async (): Promise<boolean> => {
    const [next] = [...(await running())].sort((a, b) => a.dueAt - b.dueAt);
    if (next === undefined) return false;
    clock.advanceTo(instant(next.dueAt));
    await member.timekeepers[0]!.fire(next, { commandId: timerId(next) });
    return true;
  };
  return {
    billing,
    follow,
    fireNext,
    ask: (command, name = JSON.stringify(command)) =>
      member.target!.carryOut(
        { ...paymentAddress(paymentId), command },
        { merchant: "default", commandId: derivedUuid(name), replayableForMs: null },
      ),
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
    process: () => billingProcess({ log, clock, ...(providers && { providers }) }),
    simulated: () => createSimulatedProvider({ pipeline: pipelineOn(log, clock), secret: "secret", movements: async () => [] }),
  };
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
