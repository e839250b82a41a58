import {
  type Currency,
  type CustomerId,
  type OrderId,
  type OrderPolicies,
  type PaymentId,
  type Sku,
  usualOrderPolicies,
} from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { type NumberedPayment, type PaymentDetails, paying } from "../domain/order-payments.ts";

/** What fulfil-order remembers. The names are storage format. */
export type FulfilOrderFact =
  | {
      readonly type: "OrderWanted";
      readonly orderId: OrderId;
      /** Null for a guest's. */
      readonly customerId: CustomerId | null;
      readonly allowPartial: boolean;
      /** The merchant's when it was placed; there was no word of them at first. */
      readonly policies?: OrderPolicies;
      readonly content: WantedContent;
      readonly at: Instant;
    }
  /** The customer has chosen what to go on with. */
  | { readonly type: "ContentChosen"; readonly content: WantedContent; readonly at: Instant }
  | { readonly type: "StockHeld"; readonly at: Instant }
  | { readonly type: "ChoiceAwaited"; readonly at: Instant }
  | { readonly type: "MoneyAuthorised"; readonly paymentId: PaymentId; readonly amount: number }
  /** Somebody said how to pay the rest. */
  | { readonly type: "PaymentsTaken"; readonly payments: readonly NumberedPayment[] }
  /** The customer may try another way. */
  | { readonly type: "MoneyDeclined"; readonly number: number }
  | { readonly type: "StockCommitted" }
  | { readonly type: "HoldAdded"; readonly hold: string }
  | { readonly type: "HoldsLifted"; readonly holds: readonly string[] }
  | { readonly type: "OrderPromised" }
  /** Stock lost units of what is, or is just being, committed. */
  | ({ readonly type: "ShortfallHeard" } & Shortfall)
  /** Of a promised order: it is of so much less. */
  | {
      readonly type: "LinesTakenOff";
      readonly lines: readonly { readonly lineId: number; readonly quantity: number }[];
      /** What it costs now, in minor units; there was no word of it at first. */
      readonly due?: number;
    }
  /** What was set aside could not be set aside anew, and will be lost unless it is taken. */
  | { readonly type: "MoneyAtRisk"; readonly paymentId: PaymentId }
  /** It was taken, or it is lost. */
  | { readonly type: "RiskEnded"; readonly paymentId: PaymentId }
  /** It will not come about; what was taken is being given back. */
  | { readonly type: "PromiseGivenUp"; readonly reason: string; readonly undoing: readonly Undoing[] }
  | { readonly type: "StepUndone"; readonly step: Undoing }
  /** Somebody wants it cancelled: cancel-order takes over, and undoes. */
  | { readonly type: "WorkHandedOver" };

/** What the order is of, and how it is to be paid, as it was said first. Amounts in minor units. */
export interface WantedContent {
  readonly currency: Currency;
  readonly due: number;
  readonly lines: readonly { readonly lineId: number; readonly sku: Sku; readonly quantity: number }[];
  readonly payments: readonly PaymentDetails[];
}

/** The same, with what was said later. */
export interface Content extends WantedContent {
  readonly payments: readonly KnownPayment[];
}

/** `attempt` counts how often somebody said how to pay; one may be of several payments. */
export interface KnownPayment extends NumberedPayment {
  readonly attempt: number;
  readonly isDeclined: boolean;
}

/** `source` names the news of it. */
export interface Shortfall {
  readonly source: string;
  readonly sku: Sku;
  readonly quantity: number;
}

/** `tell` is to let the order know; the others give back, a payment by its number. */
export type Undoing = "release" | "tell" | `abandon${number}`;

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
  /** Payments whose money may be lost soon. */
  readonly atRisk: readonly PaymentId[];
  readonly holds: readonly string[];
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
  atRisk: [],
  holds: [],
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
    case "HoldAdded":
      return { ...state, holds: [...state.holds.filter((hold) => hold !== fact.hold), fact.hold] };
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
