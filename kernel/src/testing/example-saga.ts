import type { Contract } from "../integration-event.ts";
import { ask, type Hearing, type Saga, type SagaStep, setTimer } from "../saga.ts";
import type { Understood } from "../understanding.ts";

type KitRequested = { readonly requestId: string; readonly kitId: string };
type RequestWithdrawn = { readonly requestId: string };

/** What the saga hears. A context takes these from `contracts/`, where their schemas are checked. */
export const kitRequestedV1: Contract<"KitRequested", 1, KitRequested> = {
  context: "front",
  name: "KitRequested",
  version: 1,
  description: "Somebody wants to borrow a kit.",
  schema: { type: "object", required: ["requestId", "kitId"] },
  example: { requestId: "r1", kitId: "kit" },
  accepts: (data): data is KitRequested => typeof data === "object" && data !== null && "requestId" in data && "kitId" in data,
};
export const requestWithdrawnV1: Contract<"RequestWithdrawn", 1, RequestWithdrawn> = {
  context: "front",
  name: "RequestWithdrawn",
  version: 1,
  description: "Nobody wants to borrow it any more.",
  schema: { type: "object", required: ["requestId"] },
  example: { requestId: "r1" },
  accepts: (data): data is RequestWithdrawn => typeof data === "object" && data !== null && "requestId" in data,
};
type Heard = Understood<typeof kitRequestedV1 | typeof requestWithdrawnV1>;

/** What it remembers. Its own words: what others say may change, its stream stays. */
type Fact =
  | { readonly type: "KitWanted"; readonly requestId: string; readonly kitId: string }
  | { readonly type: "KitHeld" }
  | { readonly type: "LoanRecorded" }
  | { readonly type: "LendingGivenUp"; readonly reason: string }
  | { readonly type: "StepUndone"; readonly step: Undoing };

type Undoing = "release" | "strike";
type Lending =
  | { readonly status: "Unknown" | "Lent" | "NotLent" }
  | { readonly status: "Holding" | "Recording"; readonly requestId: string }
  | { readonly status: "GivingUp"; readonly toUndo: readonly Undoing[] };

export interface LendKitWords {
  readonly heard: Heard;
  readonly state: Lending;
  readonly fact: Fact;
  readonly ask: "hold" | "record" | Undoing;
  readonly timer: "tooLate";
}

type Step = SagaStep<LendKitWords>;

/** How long it may take until a kit is lent, or given up; and how long until somebody looks at what cannot be undone. */
const patienceMs = 10 * 60_000;

const evolve = (state: Lending, fact: Fact): Lending => {
  switch (fact.type) {
    case "KitWanted":
      return { status: "Holding", requestId: fact.requestId };
    case "KitHeld":
      return state.status === "Holding" ? { status: "Recording", requestId: state.requestId } : state;
    case "LoanRecorded":
      return { status: "Lent" };
    case "LendingGivenUp":
      return givenUp(state);
    case "StepUndone": {
      const toUndo = state.status === "GivingUp" ? state.toUndo.filter((step) => step !== fact.step) : [];
      return toUndo.length === 0 ? { status: "NotLent" } : { status: "GivingUp", toUndo };
    }
  }
};

/** What was asked for may have happened or not, so all of it is undone. */
const givenUp = (state: Lending): Lending => {
  if (state.status === "Holding") return { status: "GivingUp", toUndo: ["release"] };
  return state.status === "Recording" ? { status: "GivingUp", toUndo: ["strike", "release"] } : { status: "NotLent" };
};

const decide = (hearing: Hearing<LendKitWords>, state: Lending): readonly Step[] => {
  switch (hearing.kind) {
    case "message":
      return onMessage(hearing.heard, state);
    case "answer":
      return onAnswer(hearing, state);
    case "timer":
      // What is being undone may not be refused, only take longer: it is waited for again.
      return state.status === "GivingUp" ? [setTimer("tooLate", { afterMs: patienceMs })] : giveUp("TooLate", state);
  }
};

const onMessage = (heard: Heard, state: Lending): readonly Step[] => {
  switch (heard.name) {
    case "KitRequested": {
      // Withdrawn before it was known: then this comes too late, and nothing is asked.
      if (state.status !== "Unknown") return [];
      const { requestId, kitId } = heard.data;
      return [{ type: "KitWanted", requestId, kitId }, hold(requestId, kitId), setTimer("tooLate", { afterMs: patienceMs })];
    }
    case "RequestWithdrawn":
      return giveUp("RequestIsWithdrawn", state);
  }
};

const onAnswer = ({ asked, outcome }: Extract<Hearing<LendKitWords>, { kind: "answer" }>, state: Lending): readonly Step[] => {
  switch (asked.ask) {
    case "hold":
      if (state.status !== "Holding") return [];
      return outcome.kind === "accepted" ? [{ type: "KitHeld" }, record(state.requestId)] : giveUp(outcome.refusal.code, state);
    case "record":
      if (state.status !== "Recording") return [];
      return outcome.kind === "accepted" ? [{ type: "LoanRecorded" }] : giveUp(outcome.refusal.code, state);
    case "release":
    case "strike":
      return [{ type: "StepUndone", step: asked.ask }];
  }
};

const giveUp = (reason: string, state: Lending): readonly Step[] => {
  const undoing: Step = { type: "LendingGivenUp", reason };
  if (state.status === "Unknown") return [undoing];
  if (state.status !== "Holding" && state.status !== "Recording") return [];
  const timer = setTimer("tooLate", { afterMs: patienceMs });
  if (state.status === "Holding") return [undoing, release(state.requestId), timer];
  return [undoing, strike(state.requestId), release(state.requestId), timer];
};

const hold = (requestId: string, kitId: string) =>
  ask("hold", { context: "store", aggregate: "hold", id: requestId, command: { type: "HoldKit", kitId } });
const release = (requestId: string) =>
  ask("release", { context: "store", aggregate: "hold", id: requestId, command: { type: "ReleaseKit" } });
const record = (requestId: string) =>
  ask("record", { context: "desk", aggregate: "loan", id: requestId, command: { type: "RecordLoan", requestId } });
const strike = (requestId: string) => ask("strike", { context: "desk", aggregate: "loan", id: requestId, command: { type: "StrikeLoan" } });

export const lendKit: Saga<LendKitWords> = {
  name: "lend-kit",
  initial: { status: "Unknown" },
  instanceOf: ({ data }) => data.requestId,
  evolve,
  decide,
  isOver: ({ status }) => status === "Lent" || status === "NotLent",
};
