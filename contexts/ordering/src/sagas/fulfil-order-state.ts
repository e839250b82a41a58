import { type CustomerId, type OrderId, type OrderPolicies, type PaymentId, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { type NumberedPayment, type PaymentDetails, paying } from "../domain/order-payments.ts";
import type { FulfilOrderFact, LeftMoney, Shortfall, Undoing, WantedContent } from "./fulfil-order-facts.ts";

/** The same, with what was said later. */
export interface Content extends WantedContent {
  readonly payments: readonly KnownPayment[];
}

/** `attempt` counts how often somebody said how to pay; one may be of several payments. */
export interface KnownPayment extends NumberedPayment {
  readonly attempt: number;
  readonly isDeclined: boolean;
}

export type FulfilOrderStatus =
  | "NotBegun"
  /** Inventory is asked to hold everything. */
  | "Reserving"
  /** Some lines are short, and the customer chooses. */
  | "Choosing"
  /** Everything is held; the money is awaited. */
  | "Paying"
  /** The money is there; what is held is to become the order's own. */
  | "Committing"
  /** The order is to be confirmed, as soon as no hold keeps it. */
  | "Confirming"
  /** The order is confirmed. What is taken off it is given back. */
  | "Promised"
  | "GivingUp"
  | "Over";

export interface FulfilOrderState {
  readonly status: FulfilOrderStatus;
  readonly orderId: OrderId | null;
  readonly customerId: CustomerId | null;
  readonly allowPartial: boolean;
  readonly policies: OrderPolicies;
  readonly content: Content | null;
  /** Counts the times that stock was asked for. */
  readonly attempt: number;
  /** When the order entered the status that it is in, as the order itself says it. */
  readonly since: Instant | null;
  /** Payment → what is set aside. */
  readonly authorised: { readonly [payment: string]: number };
  /** The same for payments of which something went back. */
  readonly left: { readonly [payment: string]: LeftMoney };
  /** Payments whose money may be lost soon. */
  readonly atRisk: readonly PaymentId[];
  readonly holds: readonly string[];
  /** How often confirming was put off since something was heard of holds. */
  readonly timesPutOff: number;
  /** Those that the order is yet to be told, when it is confirmed. */
  readonly shortfalls: readonly Shortfall[];
  readonly undoing: readonly Undoing[];
}

export const fulfilOrderBegins: FulfilOrderState = {
  status: "NotBegun",
  orderId: null,
  customerId: null,
  allowPartial: false,
  policies: usualOrderPolicies,
  content: null,
  attempt: 0,
  since: null,
  authorised: {},
  left: {},
  atRisk: [],
  holds: [],
  timesPutOff: 0,
  shortfalls: [],
  undoing: [],
};

export const evolveFulfilOrder = (state: FulfilOrderState, fact: FulfilOrderFact): FulfilOrderState => {
  switch (fact.type) {
    case "OrderWanted":
      return { ...reserving(state, fact), ...termsOf(fact) };
    case "ContentChosen":
      return reserving(state, fact);
    case "StockHeld":
      // Where nothing is due, no money is waited for.
      return { ...state, status: state.content?.due === 0 ? "Committing" : "Paying", since: fact.at };
    case "ChoiceAwaited":
      return { ...state, status: "Choosing", since: fact.at };
    case "MoneyAuthorised": {
      const authorised = { ...state.authorised, [fact.paymentId]: fact.amount };
      return { ...state, authorised, status: isPaid({ ...state, authorised }) ? "Committing" : state.status };
    }
    case "PaymentsTaken":
      return { ...state, content: state.content && withPayments(state.content, fact.payments) };
    case "MoneyDeclined":
      return { ...state, content: state.content && declinedIn(state.content, fact.number) };
    case "StockCommitted":
      return { ...state, status: "Confirming" };
    case "ConfirmationPutOff":
      return { ...state, timesPutOff: state.timesPutOff + 1 };
    case "HoldAdded":
      return { ...state, holds: [...state.holds.filter((hold) => hold !== fact.hold), fact.hold], timesPutOff: 0 };
    case "HoldsLifted":
      return { ...state, holds: state.holds.filter((hold) => !fact.holds.includes(hold)) };
    case "PromiseGivenUp":
      return { ...state, status: "GivingUp", undoing: fact.undoing };
    case "StepUndone": {
      const undoing = state.undoing.filter((step) => step !== fact.step);
      return { ...state, undoing, status: undoing.length === 0 ? "Over" : state.status };
    }
    case "OrderPromised":
      return { ...state, status: "Promised", shortfalls: [] };
    case "ShortfallHeard": {
      const { source, sku, quantity } = fact;
      return { ...state, shortfalls: [...state.shortfalls, { source, sku, quantity }] };
    }
    case "LinesTakenOff":
      return { ...state, content: state.content && fewer(state.content, fact) };
    case "MoneyAtRisk":
      return { ...state, atRisk: [...state.atRisk.filter((one) => one !== fact.paymentId), fact.paymentId] };
    case "RiskEnded":
      return { ...state, atRisk: state.atRisk.filter((one) => one !== fact.paymentId) };
    case "MoneyLeft": {
      const { paymentId, amount, asOf } = fact;
      return { ...state, left: { ...state.left, [paymentId]: { amount, asOf } } };
    }
    case "WorkHandedOver":
      return { ...state, status: "Over" };
  }
};

const termsOf = ({
  orderId,
  customerId,
  allowPartial,
  policies = usualOrderPolicies,
}: Extract<FulfilOrderFact, { readonly type: "OrderWanted" }>) => ({
  orderId,
  customerId,
  allowPartial,
  policies,
});

const reserving = (
  state: FulfilOrderState,
  { content, at }: { readonly content: WantedContent; readonly at: Instant },
): FulfilOrderState => ({
  ...state,
  status: "Reserving",
  content: { ...content, payments: firstPayments(content.payments) },
  attempt: state.attempt + 1,
  since: at,
});

const fewer = (content: Content, { lines, due }: Extract<FulfilOrderFact, { readonly type: "LinesTakenOff" }>): Content => {
  const gone = new Map(lines.map(({ lineId, quantity }) => [lineId, quantity]));
  return {
    ...content,
    due: due ?? content.due,
    lines: content.lines.map((line) => ({ ...line, quantity: Math.max(0, line.quantity - (gone.get(line.lineId) ?? 0)) })),
  };
};

/** What is set aside in all, in minor units. */
export const authorisedIn = ({ authorised }: Pick<FulfilOrderState, "authorised">): number =>
  Object.values(authorised).reduce((sum, amount) => sum + amount, 0);

export const isPaid = (state: Pick<FulfilOrderState, "authorised" | "content">): boolean =>
  state.content !== null && authorisedIn(state) >= state.content.due;

/** Whether its money was there, and nothing is undone yet. */
export const isPaidFor = ({ status }: Pick<FulfilOrderState, "status">): boolean =>
  status === "Committing" || status === "Confirming" || status === "Promised";

/** As they were given when the order was placed: numbered in their order. */
const firstPayments = (payments: readonly PaymentDetails[]): readonly KnownPayment[] =>
  payments.map(({ method, amount }, index) => ({ number: index + 1, method, amount, attempt: 1, isDeclined: false }));

const withPayments = (content: Content, added: readonly NumberedPayment[]): Content => {
  const attempt = Math.max(0, ...content.payments.map((payment) => payment.attempt)) + 1;
  const payments = added.map(({ number, method, amount }) => ({ number, method, amount, attempt, isDeclined: false }));
  return { ...content, payments: [...content.payments, ...payments] };
};

/** The content after one of its payments was declined. */
export const declinedIn = (content: Content, number: number): Content => ({
  ...content,
  payments: content.payments.map((payment) => (payment.number === number ? { ...payment, isDeclined: true } : payment)),
});

/** Attempts of which at least one payment was declined. */
export const attemptsSpent = ({ payments }: Content): number =>
  new Set(payments.filter(({ isDeclined }) => isDeclined).map(({ attempt }) => attempt)).size;

/** What is to be kept of each payment, of what the order costs now. */
export const keptOf = ({ payments }: Content, due: number): readonly KnownPayment[] =>
  paying(payments, due, ({ isDeclined }) => isDeclined);
