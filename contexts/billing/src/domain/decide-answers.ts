import { type Instant, instant } from "@waybill/kernel/clock";
import { accept, nothingToDo, reject } from "@waybill/kernel/decider";
import { type Action, heldOf, isDead, type Ledger, type Operation, type RefusedTry } from "./ledger.ts";
import { billingLimits } from "./limits.ts";
import { captured, givenBack, takenOf } from "./money-moved.ts";
import type { OpenPayment } from "./payment.ts";
import type { CommandOf, ProviderAnswer } from "./payment-commands.ts";
import type { PaymentFact } from "./payment-events.ts";
import type { PaymentDecision } from "./payment-step.ts";

/** A call is made by whoever is told that it was recorded, and by nobody else. */
export const startCall = ({ key, call, at }: CommandOf<"StartCall">, { ledger }: OpenPayment): PaymentDecision => {
  const { operation } = ledger;
  const isNext = operation?.key === key && operation.callsWanted === call && operation.calls === call - 1;
  return isNext ? accept({ type: "ProviderCalled", key, call, at }) : nothingToDo;
};

export const missAnswer = ({ key, at }: CommandOf<"MissAnswer">, { ledger }: OpenPayment): PaymentDecision => {
  const { operation } = ledger;
  return operation?.key === key && operation.unknownSince === null ? accept({ type: "AnswerMissed", key, at }) : nothingToDo;
};

/** From a call or from a webhook: it may come twice, late, or of an operation that was thought to have failed. */
export const recordAnswer = (command: CommandOf<"RecordAnswer">, payment: OpenPayment): PaymentDecision => {
  const { key, answer, at } = command;
  const { operation, action } = payment.ledger;
  if (operation?.key === key) return conclude(payment, operation, { answer, at });
  if (action?.key === key) return concludeAction(action, payment, { answer, at });
  return recordLate(command, payment);
};

/** What was found of the operation in flight. */
export const recordLookUp = ({ key, found, at }: CommandOf<"RecordLookUp">, payment: OpenPayment): PaymentDecision => {
  const { operation } = payment.ledger;
  if (operation?.key !== key) {
    // It was answered while it was looked up.
    const isAnswer = found.kind !== "never" && found.kind !== "unknown";
    return isAnswer ? recordAnswer({ type: "RecordAnswer", key, answer: found, at }, payment) : nothingToDo;
  }
  switch (found.kind) {
    case "unknown":
      return nothingToDo;
    case "never": {
      const isSettled = operation.calledAt !== null && at - operation.calledAt >= billingLimits.callSettlesMs;
      // A call that is still on its way would be told apart from none that arrived by nobody.
      if (!isSettled) return nothingToDo;
      if (isGivenUp(payment, operation)) return refused(payment, operation, { code: "NothingArrived", at });
      return accept({ type: "CallRequested", key, call: operation.calls + 1, at });
    }
    case "authorised":
    case "actionRequired":
    case "done":
    case "refused":
      return conclude(payment, operation, { answer: found, at });
  }
};

/** Nothing has happened so far, and nothing is to: it was tried often enough, or would only take what had to be given back at once. */
const isGivenUp = ({ ledger }: OpenPayment, { kind, calls }: Operation): boolean =>
  calls >= billingLimits.calls || (ledger.abandoned !== null && kind !== "refund" && kind !== "void");

/** What was answered, and when. */
type Answered = { readonly answer: ProviderAnswer; readonly at: Instant };

const conclude = (payment: OpenPayment, operation: Operation, { answer, at }: Answered): PaymentDecision => {
  switch (answer.kind) {
    case "authorised":
      return authorised(operation, { answer, at });
    case "actionRequired":
      if (operation.kind === "renew") return accept({ type: "RenewalRefused", code: "ActionIsRequired", at });
      return operation.kind === "authorise" ? accept(actionRequired(operation.key, { answer, at })) : doesNotFit;
    case "done":
      return done(payment, operation, at);
    case "refused":
      return refused(payment, operation, { code: answer.code, at });
  }
};

const doesNotFit: PaymentDecision = reject({ code: "AnswerDoesNotFit" });

const authorised = (
  { kind, amount }: Operation,
  { answer: { reference, expiresAt }, at }: { readonly answer: Extract<ProviderAnswer, { kind: "authorised" }>; readonly at: Instant },
): PaymentDecision => {
  if (kind === "authorise") return accept({ type: "PaymentAuthorised", amount, reference, expiresAt, at });
  return kind === "renew" ? accept({ type: "AuthorisationRenewed", reference, expiresAt, at }) : doesNotFit;
};

const actionRequired = (
  key: string,
  { answer, at }: { readonly answer: Extract<ProviderAnswer, { kind: "actionRequired" }>; readonly at: Instant },
): PaymentFact => {
  const { reference, nextAction, expiresAt } = answer;
  return { type: "ActionRequired", key, reference, nextAction, expiresAt: expiresAt ?? instant(at + billingLimits.actionMs), at };
};

const done = ({ ledger }: OpenPayment, { kind, amount, of }: Operation, at: Instant): PaymentDecision => {
  switch (kind) {
    case "authorise":
    case "renew":
      return doesNotFit;
    case "capture":
      return of === null ? doesNotFit : captured(ledger, { type: "PaymentCaptured", captureId: of, amount, at });
    case "refund":
      return of === null ? doesNotFit : accept(givenBack(ledger, { refundId: of, amount }, at));
    case "void":
      return accept({ type: "PaymentVoided", amount: heldOf(ledger), at });
  }
};

const refused = (
  { ledger }: OpenPayment,
  { kind, of }: Operation,
  { code, at }: { readonly code: string; readonly at: Instant },
): PaymentDecision => {
  const isFinal = ledger.failures >= billingLimits.retryPausesMs.length;
  switch (kind) {
    case "authorise":
      return accept({ type: "PaymentDeclined", code, at });
    case "renew":
      return accept({ type: "RenewalRefused", code, at });
    case "capture":
      return of === null ? doesNotFit : accept({ type: "CaptureFailed", captureId: of, code, isFinal, at });
    case "refund":
      return of === null ? doesNotFit : accept({ type: "RefundFailed", refundId: of, code, isFinal, at });
    case "void":
      return accept({ type: "VoidFailed", code, isFinal, at });
  }
};

/** What the customer did at the provider. */
const concludeAction = ({ key, reference }: Action, payment: OpenPayment, { answer, at }: Answered): PaymentDecision => {
  switch (answer.kind) {
    case "authorised": {
      const { expiresAt } = answer;
      // Whoever is cancelling it meanwhile finds that it is set aside, and lets it go all the same.
      if (isDead(payment.ledger)) return accept({ type: "OrphanFound", key, amount: payment.amount, reference, expiresAt, at });
      return accept({ type: "PaymentAuthorised", amount: payment.amount, reference, expiresAt, at });
    }
    case "refused":
      return payment.ledger.ending === null ? accept({ type: "PaymentDeclined", code: answer.code, at }) : nothingToDo;
    // The same again.
    case "actionRequired":
      return nothingToDo;
    case "done":
      return doesNotFit;
  }
};

/** Of an operation that is over. What was thought to have failed and did not is counted; the payment then sets it right by itself. */
const recordLate = ({ key, answer, at }: CommandOf<"RecordAnswer">, payment: OpenPayment): PaymentDecision => {
  const { ledger } = payment;
  const tried = ledger.refused.find((one) => one.key === key);
  if (answer.kind === "authorised") return setAsideAfterAll(payment, { key, tried }, { answer, at });
  return answer.kind !== "done" || tried === undefined ? nothingToDo : doneAfterAll(ledger, tried, at);
};

/** What a renewal takes the place of is not held twice; what nobody wants any more is an orphan. */
const setAsideAfterAll = (
  { ledger, amount }: OpenPayment,
  { key, tried }: { readonly key: string; readonly tried: RefusedTry | undefined },
  { answer: { reference, expiresAt }, at }: { readonly answer: Extract<ProviderAnswer, { kind: "authorised" }>; readonly at: Instant },
): PaymentDecision => {
  const isRenewal = tried?.kind === "renew";
  if (isRenewal && heldOf(ledger) > 0) return accept({ type: "AuthorisationRenewed", key, reference, expiresAt, at });
  if (ledger.references.includes(reference) || !isDead(ledger)) return nothingToDo;
  const held = isRenewal ? Math.min(tried.amount, amount - ledger.captured) : amount;
  return held <= 0 ? nothingToDo : accept({ type: "OrphanFound", key, amount: held, reference, expiresAt, at });
};

/** What a provider had refused in words: it may have been tried again since, and done by that as well. */
const doneAfterAll = (ledger: Ledger, { key, kind, of, amount }: RefusedTry, at: Instant): PaymentDecision => {
  if (kind === "void") {
    const gone = Math.min(amount, heldOf(ledger));
    return gone === 0 && ledger.action === null ? nothingToDo : accept({ type: "PaymentVoided", amount: gone, key, at });
  }
  if (of === null) return doesNotFit;
  if (kind === "capture") return captured(ledger, { type: "PaymentCaptured", captureId: of, amount, key, at });
  // What was taken may become known later still: then this fits when it is told again.
  return amount > takenOf(ledger) ? doesNotFit : accept({ type: "RefundSucceeded", refundId: of, amount, key, at });
};
