import type { Instant } from "@waybill/kernel/clock";
import type { NextAction, OperationKind } from "./payment-events.ts";

/**
 * What of a payment was set aside, taken, let go and given back, and what is being done about it. Amounts are minor units of the
 * payment's currency.
 */
export type Ledger = {
  readonly authorised: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
  /** Of a lost dispute: the bank took it back. */
  readonly lost: number;
  readonly isAuthorised: boolean;
  readonly isVoided: boolean;
  /** What the provider calls the newest authorisation; all that it ever gave are in `references`. */
  readonly reference: string | null;
  readonly references: readonly string[];
  /** When the authorisation expires; null: never. */
  readonly expiresAt: Instant | null;
  /** When the money was set aside last. */
  readonly heldSince: Instant | null;
  /** The one in flight. */
  readonly operation: Operation | null;
  /** How many there were: every one has a key of its own. */
  readonly operations: number;
  /** Those that the provider refused, and whose money may have moved all the same: it may say so later. The newest are kept. */
  readonly refused: readonly RefusedTry[];
  readonly captures: readonly Capture[];
  readonly refunds: readonly Refund[];
  /** What the provider gave back beyond what is known to be taken, under the name of which refund: it is counted when that is. */
  readonly beyond: Pick<Refund, "amount" | "refundId"> | null;
  /** What the customer has to do. */
  readonly action: Action | null;
  readonly ending: Ending | null;
  /** Why it was given up. */
  readonly abandoned: string | null;
  readonly isSettled: boolean;
  /** No more than this is kept; null: all of it may be. */
  readonly due: number | null;
  /** What is left after the captures is let go. */
  readonly releasesRest: boolean;
  /** The authorisation could not be set aside anew. */
  readonly isAtRisk: boolean;
  /** How often in a row the provider refused; between two tries it pauses. */
  readonly failures: number;
  readonly isPausing: boolean;
  /** Something failed for good, and waits for an operator. */
  readonly isStuck: boolean;
  /** The provider would not let go of what is held, not even after trying again: that is asked for again only by an operator. */
  readonly isVoidRefused: boolean;
  /** Why an operator lets what failed for good stay as it is; null when nobody has said so. */
  readonly accepted: string | null;
  /** Taken though an operator had said that it was paid elsewhere: whether it goes back, an operator decides. */
  readonly takenAgain: number;
  readonly dispute: Dispute | null;
  /** Disputes that are over: what is said of them again is old. */
  readonly closedDisputes: readonly string[];
};

/** What the provider is being asked to do. */
export type Operation = {
  readonly kind: OperationKind;
  readonly key: string;
  readonly amount: number;
  /** Of the capture or refund. */
  readonly of: string | null;
  /** Calls that are on record, of those that were asked for. */
  readonly calls: number;
  readonly callsWanted: number;
  /** When the last of them was made; null when it is still to be. */
  readonly calledAt: Instant | null;
  readonly submittedAt: Instant;
  readonly lookUps: number;
  /** Since when nobody knows what became of it. */
  readonly unknownSince: Instant | null;
};

/** One operation of several that were tried for the same. */
export type RefusedTry = Pick<Operation, "amount" | "key" | "kind" | "of">;

type Try<Status> = {
  readonly amount: number;
  readonly status: Status /** Of the last try; null before the first. */;
  readonly key: string | null;
};
/** An accepted one failed for good, and is said to be paid elsewhere. */
export type Capture = { readonly captureId: string } & Try<"Accepted" | "Dropped" | "Failed" | "Requested" | "Submitted" | "Succeeded">;
export type Refund = { readonly refundId: string } & Try<"Dropped" | "Failed" | "Replaced" | "Requested" | "Submitted" | "Succeeded">;

export type Action = { readonly key: string; readonly reference: string; readonly nextAction: NextAction; readonly expiresAt: Instant };
export type Ending = { readonly status: "Declined" | "Expired"; readonly code: string };
export type Dispute = {
  readonly disputeId: string;
  readonly amount: number;
  readonly respondBy: Instant;
  readonly outcome: "lost" | "open" | "won";
};

export const emptyLedger: Ledger = {
  authorised: 0,
  captured: 0,
  voided: 0,
  refunded: 0,
  lost: 0,
  isAuthorised: false,
  isVoided: false,
  reference: null,
  references: [],
  expiresAt: null,
  heldSince: null,
  operation: null,
  operations: 0,
  refused: [],
  captures: [],
  refunds: [],
  beyond: null,
  action: null,
  ending: null,
  abandoned: null,
  isSettled: false,
  due: null,
  releasesRest: false,
  isAtRisk: false,
  failures: 0,
  isPausing: false,
  isStuck: false,
  isVoidRefused: false,
  accepted: null,
  takenAgain: 0,
  dispute: null,
  closedDisputes: [],
};

/** Set aside, and neither taken nor let go. */
export const heldOf = ({ authorised, captured, voided }: Ledger): number => authorised - captured - voided;

/** Taken, and neither given back nor lost. */
export const keptOf = ({ captured, refunded, lost }: Ledger): number => captured - refunded - lost;

/** What may be taken so that no more is than is due. */
export const takeableOf = (ledger: Ledger): number =>
  Math.max(0, Math.min(heldOf(ledger), (ledger.due ?? Number.POSITIVE_INFINITY) - ledger.captured));

/** Whether it is under way, or waits for its turn. */
export const isPending = ({ status }: Pick<Capture | Refund, "status">): boolean => status === "Requested" || status === "Submitted";

/** What captures take that are pending. */
export const capturingOf = ({ captures }: Ledger): number => captures.filter(isPending).reduce((sum, { amount }) => sum + amount, 0);

/** What is left of what was set aside is not wanted: it was to be let go, or all that is due is taken. */
export const letsRestGo = ({ releasesRest, due, captured, captures }: Ledger): boolean =>
  releasesRest || (due !== null && captured >= due && !captures.some(isPending));

/** What refunds give back that are pending. */
export const refundingOf = ({ refunds }: Ledger): number => refunds.filter(isPending).reduce((sum, { amount }) => sum + amount, 0);

/**
 * What an operator says was given back without the provider: it is not given back again. What went back by the provider, or was lost, was not
 * given elsewhere as well: no more is than is left.
 */
export const givenElsewhereOf = (ledger: Ledger): number => {
  const said = ledger.refunds.filter(({ status }) => status === "Dropped").reduce((sum, { amount }) => sum + amount, 0);
  return Math.min(said, keptOf(ledger) - refundingOf(ledger));
};

/** How refunds are called of what is beyond what is due. */
export const loweredPrefix = "lowered-";

/** How refunds are called of what was taken under one key more than was asked for. */
export const twicePrefix = "twice-";

/** How captures and refunds are called that a person asks for. */
export const handPrefix = "by-hand-";

/** Whatever arrives for it is given back. */
export const isDead = ({ abandoned, ending }: Ledger): boolean => abandoned !== null || ending !== null;
