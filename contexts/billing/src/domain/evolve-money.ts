import { type Capture, handPrefix, heldOf, isPending, keptOf, type Ledger, type Refund } from "./ledger.ts";
import type { FactOf } from "./payment-events.ts";
import { freed, isOperators, takenAgain } from "./stuck.ts";
import { forgotten, isCounted, remembered, wentWell, whatIsLeft, withAlready } from "./tries.ts";

export type CaptureFact = FactOf<
  | "CaptureDropped"
  | "CaptureFailed"
  | "CaptureRequested"
  | "CaptureResumed"
  | "PaymentCaptured"
  | "PaymentLowered"
  | "PaymentVoided"
  | "RestReleased"
  | "VoidFailed"
>;
export type RefundFact = FactOf<"RefundFailed" | "RefundRequested" | "RefundResumed" | "RefundSucceeded">;

/** After a refusal: nothing is in flight, and it is tried again after a pause, or waits for an operator. */
const wentBadly = (ledger: Ledger, isFinal: boolean): Ledger => ({
  ...ledger,
  refused: remembered(ledger),
  operation: null,
  failures: isFinal ? 0 : ledger.failures + 1,
  isPausing: !isFinal,
  isStuck: ledger.isStuck || isFinal,
  accepted: isFinal ? null : ledger.accepted,
});

export const onCapture = (ledger: Ledger, fact: CaptureFact): Ledger => {
  switch (fact.type) {
    case "CaptureRequested": {
      const { captureId, amount, releaseRest } = fact;
      const captures: readonly Capture[] = [...takenInstead(ledger.captures, fact), { captureId, amount, key: null, status: "Requested" }];
      const releasesRest = ledger.releasesRest || releaseRest;
      return freed({ ...ledger, captures, releasesRest, isVoidRefused: false, accepted: null });
    }
    case "CaptureResumed":
      return freed(fitted({ ...ledger, captures: withCapture(ledger.captures, fact.captureId, { status: "Requested" }) }));
    case "PaymentCaptured": {
      const known = ledger.captures.find(({ captureId }) => captureId === fact.captureId);
      const key = fact.key ?? known?.key ?? null;
      const amount = withAlready(known, fact.amount);
      const captures = withCapture(ledger.captures, fact.captureId, { amount, status: "Succeeded" });
      const after = { ...ledger, ...whatIsLeft(ledger, key), ...taken(ledger, fact.amount), captures, ...forgotten(ledger, key) };
      return freed(fitted(known?.status === "Accepted" ? takenAgain(after, fact.amount) : after));
    }
    case "CaptureFailed": {
      const known = ledger.captures.find(({ captureId }) => captureId === fact.captureId);
      if (isCounted(known)) return neededNoMore(ledger);
      const isMoot = known?.amount === 0;
      const isFinal = fact.isFinal && !isMoot;
      const status = isFinal ? "Failed" : "Requested";
      // Whoever gave the payment up meanwhile does not want it tried again.
      const isWanted = ledger.abandoned === null && !isMoot;
      return {
        ...wentBadly(ledger, isFinal),
        captures: withCapture(ledger.captures, fact.captureId, { status: isWanted ? status : "Dropped" }),
      };
    }
    case "CaptureDropped":
      return freed({ ...ledger, captures: withCapture(ledger.captures, fact.captureId, { status: "Dropped" }) });
    case "PaymentLowered":
      return { ...ledger, due: fact.due };
    case "RestReleased":
      return { ...ledger, releasesRest: true };
    case "PaymentVoided": {
      const key = fact.key ?? ledger.operation?.key ?? null;
      const voided = ledger.voided + fact.amount;
      const gone = { voided, isVoided: true, isVoidRefused: false, action: null, releasesRest: false };
      // Whichever try it was: what is held later is not what any of them let go.
      const refused = ledger.refused.filter(({ kind }) => kind !== "void");
      return freed(fitted({ ...ledger, ...whatIsLeft(ledger, key), ...gone, refused }));
    }
    case "VoidFailed":
      if (heldOf(ledger) === 0 && ledger.action === null) return neededNoMore(ledger);
      return { ...wentBadly(ledger, fact.isFinal), isVoidRefused: fact.isFinal };
  }
};

export const onRefund = (ledger: Ledger, fact: RefundFact): Ledger => {
  const { refundId } = fact;
  switch (fact.type) {
    case "RefundRequested": {
      const refunds: readonly Refund[] = [...ledger.refunds, { refundId, amount: fact.amount, key: null, status: "Requested" }];
      // What failed for good before is still to be given back: this is another one.
      return { ...ledger, refunds };
    }
    case "RefundResumed":
      return freed({ ...ledger, refunds: withRefund(ledger.refunds, refundId, { status: "Requested" }) });
    case "RefundSucceeded": {
      const known = ledger.refunds.find((one) => one.refundId === refundId);
      const key = fact.key ?? known?.key ?? null;
      const amount = withAlready(known, fact.amount);
      const tried = withRefund(ledger.refunds, refundId, { amount, status: "Succeeded" });
      const refunds = replaced(tried, fact);
      // By hand goes back either what could not be given back or what was taken again.
      const isOfTakenAgain = refundId.startsWith(handPrefix) && refunds === tried;
      const stillTaken = isOfTakenAgain ? Math.max(0, ledger.takenAgain - fact.amount) : ledger.takenAgain;
      const refunded = ledger.refunded + fact.amount;
      // What was given back is not lost as well.
      const lost = Math.min(ledger.lost, ledger.captured - refunded);
      const beyond = stillBeyond(ledger, fact);
      const moved = { refunds, refunded, beyond, lost, takenAgain: stillTaken, ...forgotten(ledger, key) };
      const after = fitted({ ...ledger, ...whatIsLeft(ledger, key), ...moved });
      const isRight = isOperators(ledger) && !isOperators(after);
      // With all of the money back, nothing is left that could be stuck.
      const isBack = keptOf(after) === 0 && heldOf(after) === 0;
      return isRight || isBack ? { ...freed(after), accepted: null } : after;
    }
    case "RefundFailed": {
      const known = ledger.refunds.find((one) => one.refundId === refundId);
      if (isCounted(known)) return neededNoMore(ledger);
      const isMoot = known?.amount === 0;
      const isFinal = fact.isFinal && !isMoot;
      const status = isMoot ? "Replaced" : isFinal ? "Failed" : "Requested";
      return { ...wentBadly(ledger, isFinal), refunds: withRefund(ledger.refunds, refundId, { status }) };
    }
  }
};

const stillBeyond = ({ beyond }: Ledger, { refundId, beyond: amount }: FactOf<"RefundSucceeded">): Ledger["beyond"] => {
  if (amount === undefined) return beyond;
  return amount === 0 ? null : { refundId, amount };
};

/** The last try was refused of what an earlier one had done: nothing more is to come of it. */
const neededNoMore = (ledger: Ledger): Ledger => ({ ...ledger, ...wentWell, refused: remembered(ledger) });

/**
 * What a provider says it took, it took: what was thought to be let go was not, and what is beyond all that was to be set aside is not due,
 * so that it is given back.
 */
const taken = (
  { authorised, captured, voided, due }: Ledger,
  amount: number,
): Pick<Ledger, "authorised" | "captured" | "due" | "voided"> => {
  const total = captured + amount;
  const kept = Math.max(authorised, total);
  return {
    captured: total,
    voided: Math.min(voided, kept - total),
    authorised: kept,
    due: total > authorised ? Math.min(due ?? authorised, authorised) : due,
  };
};

/** No more is pending than there is: what was thought to have failed may turn out to be done while something else is asked for. */
const fitted = (ledger: Ledger): Ledger => ({
  ...ledger,
  captures: within(heldOf(ledger), ledger.captures, "Dropped"),
  refunds: within(keptOf(ledger), ledger.refunds, "Replaced"),
});

/** What is in flight takes its course, though nothing may be left for it; what only waits is `spent` then. */
const within = <One extends Capture | Refund>(all: number, tries: readonly One[], spent: One["status"]): readonly One[] => {
  let left = all;
  return tries.map((one) => {
    if (!isPending(one)) return one;
    const amount = Math.min(one.amount, left);
    left -= amount;
    if (amount === 0 && one.status === "Requested") return { ...one, status: spent };
    return amount === one.amount ? one : { ...one, amount };
  });
};

/** Whoever takes by hand as much as could not be taken takes that: it is not taken once more when they have it tried again. */
const takenInstead = (captures: readonly Capture[], { captureId, amount }: FactOf<"CaptureRequested">): readonly Capture[] => {
  let left = captureId.startsWith(handPrefix) ? amount : 0;
  return captures.map((one) => {
    if (one.status !== "Failed" || one.amount > left) return one;
    left -= one.amount;
    return { ...one, status: "Dropped" };
  });
};

/** Whoever gives back by hand as much as could not be given back gives that back. */
const replaced = (refunds: readonly Refund[], { refundId, amount }: FactOf<"RefundSucceeded">): readonly Refund[] => {
  const failed = refundId.startsWith(handPrefix) ? refunds.find((one) => one.status === "Failed" && one.amount === amount) : undefined;
  return failed === undefined ? refunds : withRefund(refunds, failed.refundId, { status: "Replaced" });
};

export const withCapture = (captures: readonly Capture[], captureId: string | null, change: Partial<Capture>): readonly Capture[] =>
  captures.map((capture) => (capture.captureId === captureId ? { ...capture, ...change } : capture));

export const withRefund = (refunds: readonly Refund[], refundId: string | null, change: Partial<Refund>): readonly Refund[] =>
  refunds.map((refund) => (refund.refundId === refundId ? { ...refund, ...change } : refund));

/** What only waits for its turn is not wanted any more; what is in flight takes its course. */
export const dropped = (captures: readonly Capture[]): readonly Capture[] =>
  captures.map((capture) => (capture.status === "Requested" ? { ...capture, status: "Dropped" } : capture));
