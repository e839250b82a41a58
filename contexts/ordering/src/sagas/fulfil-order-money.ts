import type { Instant } from "@waybill/kernel/clock";
import { giveUp } from "./fulfil-order-answers.ts";
import { askOrder, type Begun, dueOf, numberOf } from "./fulfil-order-asks.ts";
import { isPaidFor } from "./fulfil-order-state.ts";
import type { FulfilOrderStep, FulfilOrderWords } from "./fulfil-order-words.ts";

/** News of money that was set aside already. */
type OfMoney = Extract<
  FulfilOrderWords["heard"],
  { readonly name: "AuthorisationAtRisk" | "AuthorisationLapsed" | "DisputeClosed" | "PaymentCaptured" | "PaymentDisputed" }
>;

const names: ReadonlySet<string> = new Set<OfMoney["name"]>([
  "AuthorisationAtRisk",
  "AuthorisationLapsed",
  "DisputeClosed",
  "PaymentCaptured",
  "PaymentDisputed",
]);

export const isOfMoney = (heard: FulfilOrderWords["heard"]): heard is OfMoney => names.has(heard.name);

/** What an order is held for, so that a person sees it, and can lift it. */
const reasons = {
  atRisk: (number: number) => `Payment ${number} is at risk`,
  lapsed: (number: number) => `Payment ${number} has lapsed`,
  disputed: (number: number) => `Payment ${number} is disputed`,
  lost: (number: number) => `Payment ${number} was lost in a dispute`,
} as const;

/** Goods are kept back while their money may be lost; an order that has ended refuses to be held, and nothing follows. */
export const moneyHeard = (heard: OfMoney, state: Begun, at: Instant): readonly FulfilOrderStep[] => {
  const { paymentId } = heard.data;
  const number = numberOf(paymentId, state);
  // Of a payment that was declined nothing is awaited, also where the bank finds later that it has set it aside after all.
  if (number === null || (isOfWhatIsSetAside(heard) && state.authorised[paymentId] === undefined)) return [];
  if (!isPaidFor(state)) return lostTooEarly(heard, state, at);
  switch (heard.name) {
    case "AuthorisationAtRisk":
      return [{ type: "MoneyAtRisk", paymentId }, hold(state, { reason: reasons.atRisk(number), until: heard.data.expiresAt, at })];
    case "AuthorisationLapsed":
      if (isEnoughLeft(heard, number, state)) return [{ type: "RiskEnded", paymentId }, resume(state, reasons.atRisk(number), at)];
      // Held for the one before it is resumed from the other: it is never free in between.
      return [
        { type: "RiskEnded", paymentId },
        hold(state, { reason: reasons.lapsed(number), until: null, at }),
        resume(state, reasons.atRisk(number), at),
      ];
    case "PaymentCaptured": {
      const isTaken = heard.data.captured.amount >= dueOf(number, state);
      if (!isTaken || !state.atRisk.includes(paymentId)) return [];
      return [{ type: "RiskEnded", paymentId }, resume(state, reasons.atRisk(number), at)];
    }
    case "PaymentDisputed":
      return [hold(state, { reason: reasons.disputed(number), until: heard.data.respondBy, at })];
    case "DisputeClosed":
      // What is lost is lost: its hold does not end with the bank's date, as that for the dispute does.
      return [
        ...(heard.data.isWon ? [] : [hold(state, { reason: reasons.lost(number), until: null, at })]),
        resume(state, reasons.disputed(number), at),
      ];
  }
};

type OfWhatIsSetAside = Extract<OfMoney, { readonly name: "AuthorisationAtRisk" | "AuthorisationLapsed" }>;

const isOfWhatIsSetAside = (heard: OfMoney): heard is OfWhatIsSetAside =>
  heard.name === "AuthorisationAtRisk" || heard.name === "AuthorisationLapsed";

/** Whether what was taken before covers what is due: only a rest that nobody needs has lapsed. */
const isEnoughLeft = ({ data }: Extract<OfMoney, { readonly name: "AuthorisationLapsed" }>, number: number, state: Begun): boolean => {
  const before = state.left[data.paymentId]?.amount ?? state.authorised[data.paymentId] ?? 0;
  return before - data.amount.amount >= dueOf(number, state);
};

/** Before the goods are committed, an order whose money is gone does not come about. */
const lostTooEarly = ({ name }: OfMoney, state: Begun, at: Instant): readonly FulfilOrderStep[] =>
  name === "AuthorisationLapsed" && state.status === "Paying" ? giveUp(state, "PaymentDeclined", { at }) : [];

const hold = (
  { orderId }: Begun,
  { reason, until, at }: { readonly reason: string; readonly until: Instant | null; readonly at: Instant },
): FulfilOrderStep => {
  // What is heard late is held for all the same.
  const end = until !== null && until > at ? until : null;
  return askOrder("hold", orderId, { type: "HoldOrder", reason, until: end, at });
};

const resume = ({ orderId }: Begun, reason: string, at: Instant): FulfilOrderStep =>
  askOrder("resume", orderId, { type: "ResumeOrder", reason, at });
