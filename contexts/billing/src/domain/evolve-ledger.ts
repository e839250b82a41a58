import { type AuthorisationFact, onAuthorisation } from "./evolve-authorisation.ts";
import { type CaptureFact, dropped, onCapture, onRefund, type RefundFact, withCapture, withRefund } from "./evolve-money.ts";
import { type Capture, keptOf, type Ledger, type Operation, type Refund, refundingOf } from "./ledger.ts";
import type { FactOf, OperationKind, PaymentFact } from "./payment-events.ts";
import { freed } from "./stuck.ts";

type CallFact = FactOf<"AnswerMissed" | "CallRequested" | "LookUpRequested" | "ProviderCalled">;
type SubmittedFact = FactOf<"AuthorisationSubmitted" | "CaptureSubmitted" | "RefundSubmitted" | "RenewalSubmitted" | "VoidSubmitted">;
type EndingFact = Exclude<PaymentFact, AuthorisationFact | CallFact | CaptureFact | RefundFact | SubmittedFact>;

export const evolveLedger = (ledger: Ledger, fact: PaymentFact): Ledger => {
  switch (fact.type) {
    case "ActionRequired":
    case "AuthorisationLapsed":
    case "AuthorisationRenewed":
    case "OrphanFound":
    case "PaymentAuthorised":
    case "RenewalRefused":
      return onAuthorisation(ledger, fact);
    case "AnswerMissed":
    case "CallRequested":
    case "LookUpRequested":
    case "ProviderCalled":
      return ledger.operation === null ? ledger : { ...ledger, operation: onCall(ledger.operation, fact) };
    case "AuthorisationSubmitted":
    case "CaptureSubmitted":
    case "RefundSubmitted":
    case "RenewalSubmitted":
    case "VoidSubmitted":
      return onSubmitted(ledger, fact);
    case "CaptureDropped":
    case "CaptureFailed":
    case "CaptureRequested":
    case "CaptureResumed":
    case "PaymentCaptured":
    case "PaymentLowered":
    case "PaymentVoided":
    case "RestReleased":
    case "VoidFailed":
      return onCapture(ledger, fact);
    case "RefundFailed":
    case "RefundRequested":
    case "RefundResumed":
    case "RefundSucceeded":
      return onRefund(ledger, fact);
    case "DisputeClosed":
    case "FailureAccepted":
    case "PaymentAbandoned":
    case "PaymentCreated":
    case "PaymentDeclined":
    case "PaymentDisputed":
    case "PaymentExpired":
    case "PauseEnded":
    case "PaymentSettled":
    case "WorkResumed":
      return onEnding(ledger, fact);
  }
};

const onCall = (operation: Operation, fact: CallFact): Operation => {
  const unknownSince = operation.unknownSince ?? fact.at;
  switch (fact.type) {
    case "ProviderCalled":
      return { ...operation, calls: fact.call, calledAt: fact.at };
    case "AnswerMissed":
      return { ...operation, unknownSince };
    case "LookUpRequested":
      return { ...operation, lookUps: fact.lookUp, unknownSince };
    case "CallRequested":
      return { ...operation, callsWanted: fact.call, calledAt: null };
  }
};

const kinds: Readonly<Record<SubmittedFact["type"], OperationKind>> = {
  AuthorisationSubmitted: "authorise",
  CaptureSubmitted: "capture",
  RefundSubmitted: "refund",
  RenewalSubmitted: "renew",
  VoidSubmitted: "void",
};

const onSubmitted = (ledger: Ledger, fact: SubmittedFact): Ledger => {
  const { key, amount, at } = fact;
  const of = fact.type === "CaptureSubmitted" ? fact.captureId : fact.type === "RefundSubmitted" ? fact.refundId : null;
  const never = { calls: 0, callsWanted: 1, calledAt: null, lookUps: 0, unknownSince: null };
  const operation: Operation = { kind: kinds[fact.type], key, amount, of, submittedAt: at, ...never };
  const { captures, refunds } = ledger;
  return {
    ...ledger,
    operation,
    operations: ledger.operations + 1,
    isPausing: false,
    captures: operation.kind === "capture" ? withCapture(captures, of, { key, amount, status: "Submitted" }) : captures,
    refunds: operation.kind === "refund" ? withRefund(refunds, of, { key, status: "Submitted" }) : refunds,
  };
};

const onEnding = (ledger: Ledger, fact: EndingFact): Ledger => {
  switch (fact.type) {
    case "PaymentCreated":
      return ledger;
    case "PaymentDeclined":
      // The provider may still be cancelling what the customer was asked to confirm.
      return { ...ledger, operation: whileVoiding(ledger.operation), action: null, ending: { status: "Declined", code: fact.code } };
    case "PaymentExpired":
      return { ...ledger, ending: { status: "Expired", code: "ActionExpired" } };
    case "PaymentAbandoned":
      return {
        ...ledger,
        abandoned: fact.reason,
        captures: givenUp(dropped(ledger.captures)),
        ...begunAnew(ledger),
        isPausing: false,
        ...tryingAgain,
        isStuck: false,
        takenAgain: 0,
      };
    case "PauseEnded":
      return { ...ledger, isPausing: false };
    case "PaymentSettled":
      return { ...ledger, isSettled: true };
    case "WorkResumed":
      return freed({ ...ledger, ...(ledger.abandoned === null ? {} : begunAnew(ledger)), isPausing: false, ...tryingAgain });
    case "FailureAccepted": {
      const captures = ledger.captures.map((one) => (one.status === "Failed" ? ({ ...one, status: "Accepted" } as const) : one));
      return { ...ledger, captures, refunds: givenUp(ledger.refunds), accepted: fact.reason, takenAgain: 0 };
    }
    case "PaymentDisputed": {
      const { disputeId, amount, respondBy } = fact;
      return { ...ledger, dispute: { disputeId, amount, respondBy, outcome: "open" } };
    }
    case "DisputeClosed": {
      if (ledger.dispute === null) return ledger;
      // What is being given back already is not lost as well; should the bank see it otherwise, reconciliation shows it.
      const atStake = Math.min(ledger.dispute.amount, keptOf(ledger) - refundingOf(ledger));
      const lost = fact.isWon ? ledger.lost : ledger.lost + atStake;
      const closedDisputes = [...ledger.closedDisputes, fact.disputeId];
      return { ...ledger, lost, closedDisputes, dispute: { ...ledger.dispute, outcome: fact.isWon ? "won" : "lost" } };
    }
  }
};

const tryingAgain = { isVoidRefused: false, accepted: null, failures: 0 } as const;

/** Of what was given up, all that is left is given back under a new name. */
const begunAnew = ({ refunds }: Ledger): Pick<Ledger, "refunds"> => ({
  refunds: refunds.map((refund) => (refund.status === "Failed" ? { ...refund, status: "Replaced" } : refund)),
});

const givenUp = <One extends Capture | Refund>(all: readonly One[]): readonly One[] =>
  all.map((one) => (one.status === "Failed" ? { ...one, status: "Dropped" } : one));

const whileVoiding = (operation: Operation | null): Operation | null => (operation?.kind === "void" ? operation : null);
