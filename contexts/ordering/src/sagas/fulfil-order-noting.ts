import type { Money } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { NoteMoney } from "../domain/order-commands.ts";
import type { PaymentSums } from "../domain/order-payments.ts";
import { askOrder, type Begun, numberOf } from "./fulfil-order-asks.ts";
import type { FulfilOrderHears, FulfilOrderStep, FulfilOrderWords } from "./fulfil-order-words.ts";

/** News of money that has moved, with all that has so far. */
type OfMovement = Extract<
  FulfilOrderWords["heard"],
  { readonly name: "AuthorisationLapsed" | "PaymentCaptured" | "PaymentSettled" | "PaymentVoided" | "RefundSucceeded" }
>;

const names: ReadonlySet<string> = new Set<OfMovement["name"]>([
  "AuthorisationLapsed",
  "PaymentCaptured",
  "PaymentSettled",
  "PaymentVoided",
  "RefundSucceeded",
]);

const isOfMovement = (heard: FulfilOrderWords["heard"]): heard is OfMovement => names.has(heard.name);

/** The order is told what moves of its money, whatever else follows from it, and whatever has become of the order. */
export const movementsNoted = (
  { heard, at }: Pick<FulfilOrderHears<"message">, "at" | "heard">,
  state: Begun,
): readonly FulfilOrderStep[] => {
  if (!isOfMovement(heard)) return [];
  const number = numberOf(heard.data.paymentId, state);
  if (number === null) return [];
  const sums = sumsIn(heard.data);
  switch (heard.name) {
    case "PaymentCaptured":
      return [note(state, { type: "NotePaymentCaptured", number, captured: money(heard.data.captured), sums, at })];
    case "RefundSucceeded":
      return [note(state, { type: "NotePaymentRefunded", number, refunded: money(heard.data.refunded), sums, at })];
    case "AuthorisationLapsed":
    case "PaymentVoided": {
      const { amount, currency } = heard.data.amount;
      const voided = { amount: sums?.voided ?? amount, currency };
      return [note(state, { type: "NotePaymentVoided", number, voided, sums, at })];
    }
    case "PaymentSettled": {
      // What it gave back, `RefundSucceeded` has said.
      const { voided } = heard.data;
      if (voided === null || voided.amount === 0) return [];
      return [note(state, { type: "NotePaymentVoided", number, voided: money(voided), sums, at })];
    }
  }
};

/** An order that is paid and kept back shows that it is paid; one that is not kept back is told so by its being confirmed. */
export const authorisedNoted = (state: Begun, at: Instant): readonly FulfilOrderStep[] =>
  Object.entries(state.authorised).flatMap(([paymentId, amount]) => {
    const number = numberOf(paymentId, state);
    if (number === null) return [];
    const authorised = { amount, currency: state.content.currency };
    return [askOrder("noteAuthorised", state.orderId, { type: "NotePaymentAuthorised", number, amount: authorised, at })];
  });

/** Field by field: whoever speaks may say more one day. */
const sumsIn = ({ sums }: { readonly sums?: PaymentSums }): PaymentSums | null => {
  if (sums === undefined) return null;
  const { version, authorised, captured, voided, refunded } = sums;
  return { version, authorised, captured, voided, refunded };
};

const money = ({ amount, currency }: Money): Money => ({ amount, currency });

const note = ({ orderId }: Begun, wanted: NoteMoney): FulfilOrderStep => askOrder("noteMoney", orderId, wanted);
