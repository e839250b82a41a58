import { type Instant, instant } from "@waybill/kernel/clock";
import { fold } from "@waybill/kernel/decider";
import type { Asked, AskOutcome, Hearing, Saga, SagaEntry, SagaWords, Stepped } from "@waybill/kernel/saga";
import { aggregateOf, type Hear } from "@waybill/kernel/saga-aggregate";

/** One instance of a saga, told one thing after the other; what it asks waits until it is answered. */
export const sagaWalk = <Words extends SagaWords>(saga: Saga<Words>) => {
  const { decider } = aggregateOf(saga);
  const steps: Stepped<Words>[] = [];
  const events: SagaEntry<Words>[] = [];
  const open: { readonly asked: Asked<Words["ask"]>; readonly version: number }[] = [];
  const state = () => fold(decider, steps);
  const tell = (hear: Hear<Words>): void => {
    const decision = decider.decide(hear, state());
    if (decision.kind !== "accepted") return;
    steps.push(...decision.events);
    for (const event of decision.events.flatMap(({ entries }) => entries)) {
      events.push(event);
      if (event.type === "Asked") open.push({ asked: event as unknown as Asked<Words["ask"]>, version: events.length });
    }
  };
  return {
    events,
    hear: (hearing: Hearing<Words>): void => tell({ type: "Hear", hearing } as Hear<Words>),
    /** Those that nobody has answered yet. */
    asked: (): readonly Asked<Words["ask"]>[] => open.map(({ asked }) => asked),
    /** Answers the first open ask of that name. */
    answer: (name: Words["ask"], outcome: AskOutcome, at: Instant = instant(1_700_000_000_000)): void => {
      const index = open.findIndex(({ asked }) => asked.ask === name);
      const [one] = index < 0 ? [] : open.splice(index, 1);
      if (one === undefined) throw new Error(`${name} was not asked`);
      if (one.asked.tells === "refusals" && outcome.kind === "accepted") return;
      tell({ type: "Hear", hearing: { kind: "answer", asked: one.asked, outcome, at }, version: one.version });
    },
    timers: (): readonly string[] => Object.keys(state().timers),
    /** When a timer is due, by the clock; null when that counts from its recording. */
    dueAt: (timer: Words["timer"]): Instant | null => {
      const set = events.findLast((event) => event.type === "TimerSet" && "timer" in event && event.timer === timer);
      return set !== undefined && "dueAt" in set ? (set.dueAt as Instant) : null;
    },
    fire: (timer: Words["timer"], at: Instant): void => {
      const version = state().timers[timer];
      if (version === undefined) throw new Error(`${timer} is not running`);
      tell({ type: "Hear", hearing: { kind: "timer", timer, at }, version });
    },
    state: (): Words["state"] => state().own,
    isOver: (): boolean => saga.isOver(state().own),
  };
};
