import { describe, expect, it } from "vitest";
import { instant } from "./clock.ts";
import { fold } from "./decider.ts";
import type { Asked, AskOutcome, SagaEntry, Stepped } from "./saga.ts";
import { dropTimer, setTimer } from "./saga.ts";
import { aggregateOf, type Hear } from "./saga-aggregate.ts";
import { kitRequested, requestWithdrawn } from "./testing/example-messages.ts";
import { type LendKitWords, lendKit } from "./testing/example-saga.ts";
import { scenariosOf } from "./testing/scenario.ts";

type Step = Stepped<LendKitWords>;
const at = instant(1_000);
const { decider } = aggregateOf(lendKit);
const { given } = scenariosOf(decider);

const hear = (heard: LendKitWords["heard"]): Hear<LendKitWords> => ({ type: "Hear", hearing: { kind: "message", heard, at } });
const accepted: AskOutcome = { kind: "accepted" };
const refused: AskOutcome = { kind: "refused", refusal: { code: "NotWanted" } };
const answer = (name: LendKitWords["ask"], version: number, outcome: AskOutcome): Hear<LendKitWords> => {
  const asked: Asked<LendKitWords["ask"]> = {
    type: "Asked",
    ask: name,
    context: "any",
    aggregate: "any",
    id: "r1",
    command: { type: "Any" },
  };
  return { type: "Hear", hearing: { kind: "answer", asked, outcome, at }, version };
};
const tooLate = (version: number): Hear<LendKitWords> => ({ type: "Hear", hearing: { kind: "timer", timer: "tooLate", at }, version });

/** What hearing all of this one after the other records. */
const past = (...hearings: readonly Hear<LendKitWords>[]): readonly Step[] => {
  const events: Step[] = [];
  for (const hearing of hearings) {
    const decision = decider.decide(hearing, fold(decider, events));
    if (decision.kind === "accepted") events.push(...decision.events);
  }
  return events;
};

const requested = hear(kitRequested("r1"));
const withdrawn = hear(requestWithdrawn("r1"));
const types = (entries: readonly SagaEntry<LendKitWords>[]) =>
  entries.map((entry) => ("ask" in entry ? `${entry.type} ${entry.ask}` : entry.type));
/** What an instance with this past does about it. */
const steps = (from: readonly Step[], hearing: Hear<LendKitWords>): readonly string[] => {
  const decision = decider.decide(hearing, fold(decider, from));
  return types(decision.kind === "accepted" ? decision.events.flatMap(({ entries }) => entries) : []);
};

describe("a saga", () => {
  it("remembers, asks and sets its deadline in one step", () => {
    given()
      .when(requested)
      .records({
        type: "Stepped",
        first: 1,
        entries: [
          { type: "KitWanted", requestId: "r1", kitId: "kit" },
          { type: "Asked", ask: "hold", context: "store", aggregate: "hold", id: "r1", command: { type: "HoldKit", kitId: "kit" } },
          { type: "TimerSet", timer: "tooLate", afterMs: 600_000 },
        ],
      });
  });

  it("counts what it does through its whole life, however much of it one step was", () => {
    const steps = past(requested, answer("hold", 2, accepted), answer("record", 6, accepted));
    expect(steps.map(({ first, entries }) => [first, entries.length])).toEqual([
      [1, 3],
      [4, 3],
      [7, 3],
    ]);
    expect(fold(decider, steps).version).toBe(9);
  });

  it("asks for what comes next when it is told that its ask was carried out", () => {
    expect(steps(past(requested), answer("hold", 2, accepted))).toEqual(["Answered hold", "KitHeld", "Asked record"]);
  });

  it("is over when all is done, and lets its timers go", () => {
    const before = past(requested, answer("hold", 2, accepted));
    expect(steps(before, answer("record", 6, accepted))).toEqual(["Answered record", "LoanRecorded", "TimerDropped"]);
  });

  it("undoes what it asked for when a later step is refused", () => {
    const before = past(requested, answer("hold", 2, accepted));
    expect(steps(before, answer("record", 6, refused))).toEqual([
      "Answered record",
      "LendingGivenUp",
      "Asked strike",
      "Asked release",
      "TimerSet",
    ]);
  });

  it("undoes what it asked for when it is too late", () => {
    expect(steps(past(requested), tooLate(3))).toEqual(["TimerFired", "LendingGivenUp", "Asked release", "TimerSet"]);
  });

  it("waits for what is being undone, and is over then", () => {
    const before = past(requested, withdrawn);
    expect(steps(before, tooLate(6))).toEqual(["TimerFired", "TimerSet"]);
    expect(steps(before, answer("release", 5, accepted))).toEqual(["Answered release", "StepUndone", "TimerDropped"]);
  });

  it("has nothing to do for a timer that was set again since", () => {
    given(past(requested, withdrawn)).when(tooLate(3)).recordsNothing();
  });

  it("has nothing to do for a timer of an instance that is over", () => {
    const over = past(requested, answer("hold", 2, accepted), answer("record", 6, accepted));
    given(over).when(tooLate(3)).recordsNothing();
  });

  it("remembers what takes back something not known yet, and asks for nothing when that comes at last", () => {
    given()
      .when(withdrawn)
      .records({ type: "Stepped", first: 1, entries: [{ type: "LendingGivenUp", reason: "RequestIsWithdrawn" }] });
    given(past(withdrawn)).when(requested).recordsNothing();
  });

  it("records an answer that comes when it is over, and does nothing more", () => {
    const over = past(requested, withdrawn, answer("release", 5, accepted));
    expect(steps(over, answer("hold", 2, accepted))).toEqual(["Answered hold"]);
  });

  it("must not wait without a deadline", () => {
    const careless = aggregateOf<LendKitWords>({
      ...lendKit,
      decide: (hearing, state) => lendKit.decide(hearing, state).filter(({ type }) => type !== "TimerSet"),
    });
    expect(() => careless.decider.decide(requested, careless.decider.initial)).toThrow(
      "the saga lend-kit is not over, and no timer of it is running",
    );
  });

  it("hears no timer that it has dropped", () => {
    const calm = aggregateOf<LendKitWords>({
      ...lendKit,
      isOver: () => false,
      decide: () => [setTimer("tooLate", { afterMs: 1 }), dropTimer("tooLate"), setTimer("tooLate", { afterMs: 2 })],
    });
    const decision = calm.decider.decide(requested, calm.decider.initial);
    const instance = fold(calm.decider, decision.kind === "accepted" ? decision.events : []);
    expect(instance.timers).toEqual({ tooLate: 3 });
    expect(calm.decider.decide(tooLate(1), instance)).toEqual({ kind: "nothingToDo" });
  });

  it("says when a timer is due, by the clock or by the wait", () => {
    expect(setTimer("soon", { dueAt: at })).toEqual({ type: "TimerSet", timer: "soon", dueAt: at });
    expect(setTimer("soon", { afterMs: 5 })).toEqual({ type: "TimerSet", timer: "soon", afterMs: 5 });
  });
});
