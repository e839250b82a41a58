import type { orderPlaced } from "@waybill/contracts/ordering";
import type { orderAmended } from "@waybill/contracts/ordering-changes";
import { orderPoliciesOf, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Hearing, Saga } from "@waybill/kernel/saga";
import type { Understood } from "@waybill/kernel/understanding";
import { onAnswer, onTimer } from "./fulfil-order-answers.ts";
import { type Begun, confirm, deadlineAfter, reserve } from "./fulfil-order-asks.ts";
import type { WantedContent } from "./fulfil-order-facts.ts";
import { isOfMoney, moneyHeard } from "./fulfil-order-money.ts";
import { authorisedNoted, movementsNoted } from "./fulfil-order-noting.ts";
import { isOfPaying, payingHeard } from "./fulfil-order-paying.ts";
import { linesCancelled, reservationLost, shortenElsewhere } from "./fulfil-order-promised.ts";
import { evolveFulfilOrder, type FulfilOrderState, fulfilOrderBegins, keptOf } from "./fulfil-order-state.ts";
import { isOfVoiding, voidingHeard } from "./fulfil-order-voided.ts";
import type { FulfilOrderHears, FulfilOrderStep, FulfilOrderWords } from "./fulfil-order-words.ts";

const decide = (hearing: Hearing<FulfilOrderWords>, state: FulfilOrderState): readonly FulfilOrderStep[] => {
  if (hearing.kind === "message") return [...onMessage(hearing, state), ...(isPlaced(state) ? movementsNoted(hearing, state) : [])];
  if (hearing.kind === "answer" && state.status === "Promised" && isPlaced(state)) return onPromisedAnswer(hearing, state);
  if (!isBegun(state)) return [];
  return hearing.kind === "answer" ? onAnswer(hearing, state) : onTimer(hearing, state);
};

const isPlaced = (state: FulfilOrderState): state is Begun => state.orderId !== null;
const isBegun = (state: FulfilOrderState): state is Begun => isPlaced(state) && state.status !== "Over" && state.status !== "Promised";

const onPromised = ({ heard, at }: Pick<FulfilOrderHears<"message">, "at" | "heard">, state: Begun): readonly FulfilOrderStep[] => {
  if (heard.name === "OrderLinesCancelled") return linesCancelled(heard.data, state, at);
  if (heard.name === "ReservationShort") return reservationLost(heard, state, at);
  if (isOfVoiding(heard)) return voidingHeard(heard, state, at);
  return isOfMoney(heard) ? moneyHeard(heard, state, at) : [];
};

const onPromisedAnswer = ({ asked, outcome, at }: FulfilOrderHears<"answer">, state: Begun): readonly FulfilOrderStep[] =>
  asked.ask === "shorten" && outcome.kind === "refused" ? shortenElsewhere(asked, { refusal: outcome.refusal, at }, state) : [];

const onMessage = ({ heard, at }: FulfilOrderHears<"message">, state: FulfilOrderState): readonly FulfilOrderStep[] => {
  if (heard.name === "OrderCancellationStarted") {
    return state.status === "Over" || state.status === "GivingUp" ? [] : [{ type: "WorkHandedOver" }];
  }
  if (state.status === "Promised" && isPlaced(state)) return onPromised({ heard, at }, state);
  if (heard.name === "OrderPlaced") return state.status === "NotBegun" ? begin(heard.data) : [];
  if (!isBegun(state)) return [];
  if (isOfMoney(heard)) return moneyHeard(heard, state, at);
  if (isOfVoiding(heard)) return voidingHeard(heard, state, at);
  if (isOfPaying(heard)) return state.status === "Paying" ? payingHeard(heard, state, at) : [];
  switch (heard.name) {
    case "OrderAmended":
      return state.status === "Choosing" ? chosen(heard.data, state) : [];
    case "OrderPutOnHold":
      return [{ type: "HoldAdded", hold: heard.data.hold }, ...(state.status === "Confirming" ? authorisedNoted(state, at) : [])];
    case "OrderResumed":
      return resumed(heard.data.holds, state, at);
    // The order says so that it is confirmed, before its answer has come.
    case "OrderLinesCancelled":
      return state.status === "Confirming" ? linesCancelled(heard.data, state, at) : [];
    case "ReservationShort":
      return reservationLost(heard, state, at);
  }
};

const begin = ({
  orderId,
  customerId,
  allowPartial,
  quote,
  payments,
  policies: said = usualOrderPolicies,
  placedAt,
}: Understood<typeof orderPlaced>["data"]): readonly FulfilOrderStep[] => {
  const content = contentOf(quote, payments);
  const policies = orderPoliciesOf(said);
  return [
    { type: "OrderWanted", orderId, customerId, allowPartial, policies, content, at: placedAt },
    reserve(orderId, { attempt: 1, allowPartial, policies, content, since: placedAt }),
    deadlineAfter(placedAt, "Placed", policies),
  ];
};

const contentOf = (
  { currency, totals, lines }: Understood<typeof orderPlaced>["data"]["quote"],
  payments: WantedContent["payments"],
): WantedContent => ({
  currency,
  due: totals.grand,
  lines: lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity })),
  payments: payments.map(({ method, amount }) => ({ method, amount })),
});

const chosen = ({ quote, amendedAt }: Understood<typeof orderAmended>["data"], state: Begun): readonly FulfilOrderStep[] => {
  const content = contentOf(quote, keptOf(state.content, quote.totals.grand));
  return [
    { type: "ContentChosen", content, at: amendedAt },
    reserve(state.orderId, { ...state, attempt: state.attempt + 1, content, since: amendedAt }),
    deadlineAfter(amendedAt, "Placed", state.policies),
  ];
};

const resumed = (holds: readonly string[], state: Begun, at: Instant): readonly FulfilOrderStep[] => {
  const isFree = state.holds.every((hold) => holds.includes(hold));
  const waits = state.status === "Confirming" && state.holds.length > 0;
  return [{ type: "HoldsLifted", holds }, ...(isFree && waits ? [confirm(state, at)] : [])];
};

/** Brings an order that was placed to a promise: stock is held, money set aside, stock committed, and only then it is confirmed. */
export const fulfilOrder: Saga<FulfilOrderWords> = {
  name: "fulfil-order",
  initial: fulfilOrderBegins,
  instanceOf: ({ data }) => data.orderId,
  beginsWith: ({ name }) => name === "OrderPlaced",
  evolve: evolveFulfilOrder,
  decide,
  isOver: ({ status }) => status === "Over" || status === "NotBegun" || status === "Promised",
};
