import { orderCancellationStarted } from "@waybill/contracts/ordering";
import type { OrderId } from "@waybill/contracts/vocabulary";
import { ask, type Hearing, type Saga, type SagaStep, setTimer } from "@waybill/kernel/saga";
import type { Understood } from "@waybill/kernel/understanding";

/** What cancel-order hears. */
export const cancelOrderHears = [orderCancellationStarted] as const;

type Fact =
  | { readonly type: "CancellationBegun"; readonly orderId: OrderId; readonly attempt: number }
  /** The order is cancelled, or it was decided otherwise meanwhile. */
  | { readonly type: "CancellationEnded" };

type Cancelling =
  | { readonly status: "NotBegun" | "Ended"; readonly attempt: number }
  | { readonly status: "Cancelling"; readonly orderId: OrderId; readonly attempt: number };

export interface CancelOrderWords {
  readonly heard: Understood<(typeof cancelOrderHears)[number]>;
  readonly state: Cancelling;
  readonly fact: Fact;
  readonly ask: "cancel";
  readonly timer: "tooLate";
}

type Step = SagaStep<CancelOrderWords>;

/** After this the order is stuck, and an operator's (domain: Cancelling 10 min); the saga asks again all the same. */
const patienceMs = 10 * 60_000;

const evolve = (state: Cancelling, fact: Fact): Cancelling => {
  switch (fact.type) {
    case "CancellationBegun":
      return { status: "Cancelling", orderId: fact.orderId, attempt: fact.attempt };
    case "CancellationEnded":
      return { status: "Ended", attempt: state.attempt };
  }
};

const decide = (hearing: Hearing<CancelOrderWords>, state: Cancelling): readonly Step[] => {
  switch (hearing.kind) {
    case "message": {
      const { orderId, attempt } = hearing.heard.data;
      // Messages may come in any order: what is older than what is under way is over.
      if (attempt <= state.attempt) return [];
      return [{ type: "CancellationBegun", orderId, attempt }, cancel(orderId, attempt, hearing.at), tooLate];
    }
    case "answer":
      // A refusal means that the order is no longer being cancelled by this attempt.
      return state.status === "Cancelling" ? [{ type: "CancellationEnded" }] : [];
    case "timer":
      return state.status === "Cancelling" ? [tooLate] : [];
  }
};

const tooLate = setTimer("tooLate", { afterMs: patienceMs });

const cancel = (orderId: OrderId, attempt: number, at: number): Step =>
  ask("cancel", {
    context: "ordering",
    aggregate: "order",
    id: orderId,
    command: { type: "CancelOrder", attempt, reason: "CancellationWasAsked", at },
  });

/** Brings an order that somebody wants cancelled to an end, and takes back what was done for it: nothing yet. */
export const cancelOrder: Saga<CancelOrderWords> = {
  name: "cancel-order",
  initial: { status: "NotBegun", attempt: 0 },
  instanceOf: ({ data }) => data.orderId,
  evolve,
  decide,
  isOver: ({ status }) => status !== "Cancelling",
};
