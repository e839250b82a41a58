import { paymentAddress, paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { ofReservation } from "@waybill/contracts/reservation";
import type { OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { ask, type Hearing, type Saga, type SagaStep, setTimer } from "@waybill/kernel/saga";
import type { Understood } from "@waybill/kernel/understanding";
import type { ChangingCommand } from "../domain/order-commands.ts";

/** What cancel-order hears. */
export const cancelOrderHears = [orderCancellationStarted] as const;

type Fact =
  | { readonly type: "CancellationBegun"; readonly orderId: OrderId; readonly attempt: number; readonly undoing: readonly string[] }
  /** What was asked of this stream is taken back, or will be by whoever said so. */
  | { readonly type: "StepUndone"; readonly step: string }
  /** The order is cancelled, or it was decided otherwise meanwhile. */
  | { readonly type: "CancellationEnded" };

type Cancelling =
  | { readonly status: "NotBegun" | "Ended"; readonly attempt: number }
  | { readonly status: "Cancelling"; readonly orderId: OrderId; readonly attempt: number; readonly undoing: readonly string[] };

export interface CancelOrderWords {
  readonly heard: Understood<(typeof cancelOrderHears)[number]>;
  readonly state: Cancelling;
  readonly fact: Fact;
  readonly ask: "abandon" | "cancel" | "release";
  readonly timer: "tooLate";
}

type Step = SagaStep<CancelOrderWords>;

/** After this the order is stuck, and an operator's (domain: Cancelling 10 min); what was asked stays asked. */
const patience = setTimer("tooLate", { afterMs: 10 * 60_000 });

/** All that was ever tried for the order, and all that will be. */
const everyAttempt = 1_000_000;

const evolve = (state: Cancelling, fact: Fact): Cancelling => {
  switch (fact.type) {
    case "CancellationBegun":
      return { status: "Cancelling", orderId: fact.orderId, attempt: fact.attempt, undoing: fact.undoing };
    case "StepUndone":
      return state.status === "Cancelling" ? { ...state, undoing: state.undoing.filter((step) => step !== fact.step) } : state;
    case "CancellationEnded":
      return { status: "Ended", attempt: state.attempt };
  }
};

const decide = (hearing: Hearing<CancelOrderWords>, state: Cancelling): readonly Step[] => {
  switch (hearing.kind) {
    case "message":
      return begin(hearing.heard.data, state);
    case "answer":
      return state.status === "Cancelling" ? goOn(hearing.asked, state, hearing.at) : [];
    case "timer":
      return state.status === "Cancelling" ? [patience] : [];
  }
};

/** Nothing refuses to be undone: what comes later than this finds that it was. */
const begin = ({ orderId, attempt, payments = 0 }: CancelOrderWords["heard"]["data"], state: Cancelling): readonly Step[] => {
  // Messages may come in any order: what is older than what is under way is over.
  if (attempt <= state.attempt) return [];
  const paymentIds = Array.from({ length: payments }, (_, index) => paymentIdOf(orderId, index + 1));
  const reason = "OrderCancelled";
  const undoing = [orderId, ...paymentIds];
  return [
    { type: "CancellationBegun", orderId, attempt, undoing },
    ask("release", ofReservation(orderId, { type: "ReleaseReservation", attempt: everyAttempt, reason })),
    ...paymentIds.map((paymentId) => {
      const { context, aggregate, id } = paymentAddress(paymentId);
      return ask("abandon", { context, aggregate, id, command: { type: "AbandonPayment", orderId, reason } });
    }),
    patience,
  ];
};

const goOn = (asked: { readonly ask: CancelOrderWords["ask"]; readonly id: string }, state: Cancelling, at: Instant): readonly Step[] => {
  // A refusal means that the order is no longer being cancelled by this attempt.
  if (asked.ask === "cancel") return [{ type: "CancellationEnded" }];
  if (state.status !== "Cancelling" || !state.undoing.includes(asked.id)) return [];
  const isLast = state.undoing.length === 1;
  return [{ type: "StepUndone", step: asked.id }, ...(isLast ? [cancel(state.orderId, state.attempt, at), patience] : [])];
};

const cancel = (id: OrderId, attempt: number, at: Instant): Step => {
  const wanted: ChangingCommand = { type: "CancelOrder", attempt, reason: "CancellationWasAsked", at };
  return ask("cancel", { context: "ordering", aggregate: "order", id, command: wanted });
};

/** Brings an order that somebody wants cancelled to an end, when stock and money that were taken for it are given back. */
export const cancelOrder: Saga<CancelOrderWords> = {
  name: "cancel-order",
  initial: { status: "NotBegun", attempt: 0 },
  instanceOf: ({ data }) => data.orderId,
  beginsWith: ({ data }) => data.attempt === 1,
  evolve,
  decide,
  isOver: ({ status }) => status !== "Cancelling",
};
