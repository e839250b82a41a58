import type { Instant } from "@waybill/kernel/clock";
import type { Refusal } from "@waybill/kernel/decider";
import { setTimer } from "@waybill/kernel/saga";
import { orderingLimits } from "../domain/limits.ts";
import type { RejectionReason } from "../domain/order-events.ts";
import {
  abandon,
  askOrder,
  authorise,
  type Begun,
  commit,
  confirm,
  deadlineAfter,
  expire,
  type FulfilOrderAsk,
  numberOf,
  reject,
  release,
  shortLines,
  tellHeld,
} from "./fulfil-order-asks.ts";
import type { Undoing } from "./fulfil-order-facts.ts";
import { authorisedNoted } from "./fulfil-order-noting.ts";
import { promised } from "./fulfil-order-promised.ts";
import type { FulfilOrderHears, FulfilOrderStep } from "./fulfil-order-words.ts";

/** Until an ending is certain; then the order is an operator's, and it is asked again all the same. */
const patience = setTimer("deadline", { afterMs: 10 * 60_000 });

export const onAnswer = ({ asked, outcome, at }: FulfilOrderHears<"answer">, state: Begun): readonly FulfilOrderStep[] => {
  if (state.status === "GivingUp") return undone(asked, state);
  const refusal = outcome.kind === "refused" ? outcome.refusal : null;
  switch (asked.ask) {
    case "reserve":
      if (state.status !== "Reserving") return [];
      return refusal === null ? held(state, at) : short(state, refusal, at);
    case "authorise":
      return refusal === null ? [] : giveUp(state, "PaymentDeclined", { at });
    case "commit": {
      if (refusal !== null) return giveUp(state, "ReservationExpired", { at, refusal });
      const isFree = state.holds.length === 0;
      return [{ type: "StockCommitted" }, ...(isFree ? [confirm(state, at)] : authorisedNoted(state, at))];
    }
    case "confirm":
      if (refusal === null) return promised(state, at);
      if (refusal.code !== "OrderIsOnHold") return giveUp(state, unlessEnded(refusal, notPromised(refusal)), { at });
      return state.holds.length === 0 ? putOff(state) : [];
    case "expire":
      return refusal === null ? giveUp(state, null, { at }) : [];
    case "held":
    case "choice":
      return refusal === null ? [] : giveUp(state, unlessEnded(refusal, "OutOfStock"), { at });
    case "capture":
    case "complete":
    case "hold":
    case "letGo":
    case "lower":
    case "noteAuthorised":
    case "noteDeclined":
    case "noteMoney":
    case "shorten":
    case "reject":
    case "release":
    case "resume":
    case "abandon":
      return [];
  }
};

/** The news of the hold, or of its end, are still on their way. */
const putOff = ({ timesPutOff }: Begun): readonly FulfilOrderStep[] => {
  const { confirmPausesMs } = orderingLimits;
  const afterMs = confirmPausesMs[Math.min(timesPutOff, confirmPausesMs.length - 1)] ?? 0;
  return [{ type: "ConfirmationPutOff" }, setTimer("confirmAgain", { afterMs })];
};

const held = (state: Begun, at: Instant): readonly FulfilOrderStep[] => [
  { type: "StockHeld", at },
  tellHeld(state.orderId, at),
  ...(state.content.due === 0 ? [commit(state)] : authorise(state.orderId, state.content)),
  deadlineAfter(at, "Reserved", state.policies),
];

const short = (state: Begun, refusal: Refusal, at: Instant): readonly FulfilOrderStep[] => {
  if (refusal.code !== "PartlyReserved") return giveUp(state, "OutOfStock", { at, refusal });
  return [
    { type: "ChoiceAwaited", at },
    askOrder("choice", state.orderId, { type: "RequestCustomerChoice", short: shortLines(state.content, refusal), at }),
    deadlineAfter(at, "AwaitingCustomer", state.policies),
  ];
};

export const onTimer = ({ timer, at }: FulfilOrderHears<"timer">, state: Begun): readonly FulfilOrderStep[] => {
  if (timer === "confirmAgain") return state.status === "Confirming" && state.holds.length === 0 ? [confirm(state, at)] : [];
  if (state.status === "GivingUp") return [patience];
  // Paid, and kept back by somebody in the office: that is theirs to end, not the clock's.
  if (state.status === "Confirming" && state.holds.length > 0) return [patience];
  return [expire(state, at), patience];
};

/** Null when the order is not what it was: somebody has ended it, or is about to. */
const unlessEnded = ({ code }: Refusal, reason: RejectionReason): RejectionReason | null => (code.startsWith("OrderIs") ? null : reason);

/** Why the order itself did not confirm. */
const notPromised = ({ code }: Refusal): RejectionReason => (code === "PersonIsErased" ? "PersonErased" : "PaymentDeclined");

/** Ends the order, unless it is ended already (null), and gives back whatever may have been taken. */
export const giveUp = (
  state: Begun,
  reason: RejectionReason | null,
  { at, refusal }: { readonly at: Instant; readonly refusal?: Refusal },
): readonly FulfilOrderStep[] => {
  const numbers = state.content.payments.map(({ number }) => number);
  const code = reason ?? "OrderHasEnded";
  const undoing: readonly Undoing[] = [
    "release",
    ...numbers.map((number) => `abandon${number}` as const),
    ...(reason === null ? [] : ["tell" as const]),
  ];
  return [
    { type: "PromiseGivenUp", reason: code, undoing },
    ...(reason === null ? [] : [reject(state, reason, { short: refusal === undefined ? [] : shortLines(state.content, refusal), at })]),
    release(state, code),
    ...numbers.map((number) => abandon(state.orderId, number, code)),
    patience,
  ];
};

/** Whatever the order says to it, it has ended: by this, or by somebody who was faster. */
const undone = ({ ask, id }: FulfilOrderHears<"answer">["asked"], state: Begun): readonly FulfilOrderStep[] => {
  const step = stepOf(ask, id, state);
  return step !== null && state.undoing.includes(step) ? [{ type: "StepUndone", step }] : [];
};

const stepOf = (ask: FulfilOrderAsk, id: string, state: Begun): Undoing | null => {
  if (ask === "release") return "release";
  if (ask === "reject") return "tell";
  const number = ask === "abandon" ? numberOf(id, state) : null;
  return number === null ? null : `abandon${number}`;
};
