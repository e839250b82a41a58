import type { MerchantId, Money, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";

/** What a provider is asked to do; one at a time for each payment. */
export type OperationKind = "authorise" | "capture" | "refund" | "renew" | "void";

/** What the customer has to do at the provider. */
export type NextAction = { readonly type: "redirect"; readonly url: string };

/** When a payment is to be woken if nothing happens before: at an instant, or so long after this event is recorded. */
export type Wake = { readonly dueAt: Instant } | { readonly afterMs: number };

/** An operation begins: from now on it is the one in flight. `key` is what the provider knows it by, for ever. */
type Submitted = { readonly key: string; readonly amount: number };

// The names below are storage format: an event that was renamed is an event that was lost. Amounts are whole minor units of the
// payment's currency.
export type PaymentFact = { readonly at: Instant } & (
  | PaymentCreated
  | AuthorisationFact
  | CallFact
  | CaptureFact
  | RefundFact
  | EndingFact
  | DisputeFact
);

/** `wake` sets the payment's only timer, null drops it; without it the timer goes on. */
export type PaymentEvent = PaymentFact & { readonly wake?: Wake | null };

export type FactOf<Type extends PaymentFact["type"]> = Extract<PaymentFact, { readonly type: Type }>;

type PaymentCreated = {
  readonly type: "PaymentCreated";
  readonly merchantId: MerchantId;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly number: number;
  readonly amount: Money;
  readonly method: string;
  /** Null when no provider is needed: nothing is due, or somebody takes the money. */
  readonly provider: string | null;
};

type AuthorisationFact =
  | ({ readonly type: "AuthorisationSubmitted" | "RenewalSubmitted" } & Submitted)
  | {
      readonly type: "ActionRequired";
      readonly key: string;
      readonly reference: string;
      readonly nextAction: NextAction;
      readonly expiresAt: Instant;
    }
  /** `reference` is what the provider calls the authorisation. */
  | {
      readonly type: "PaymentAuthorised";
      readonly amount: number;
      readonly reference: string | null;
      readonly expiresAt: Instant | null;
    }
  | { readonly type: "PaymentDeclined"; readonly code: string }
  /** The customer did not act in time. */
  | { readonly type: "PaymentExpired" }
  | ({ readonly type: "AuthorisationRenewed"; readonly reference: string; readonly expiresAt: Instant | null } & Done)
  | { readonly type: "RenewalRefused"; readonly code: string }
  /** The provider let go of what was not taken in time. */
  | { readonly type: "AuthorisationLapsed"; readonly amount: number }
  /** Money was set aside for a payment that had come to nothing. */
  | {
      readonly type: "OrphanFound";
      /** Under which it was asked for. */
      readonly key: string;
      readonly amount: number;
      readonly reference: string;
      readonly expiresAt: Instant | null;
    };

type CallFact =
  /** A call is on record before it is made. `call` counts from 1. */
  | { readonly type: "ProviderCalled"; readonly key: string; readonly call: number }
  | { readonly type: "AnswerMissed"; readonly key: string }
  | { readonly type: "LookUpRequested"; readonly key: string; readonly lookUp: number; readonly provider: string | null }
  /** The last call certainly never arrived: it is to be made again, under the same key. */
  | { readonly type: "CallRequested"; readonly key: string; readonly call: number }
  /** What the provider refused is tried again. */
  | { readonly type: "PauseEnded" };

/** Which try of several was done, where it is not the one in flight. */
type Done = { readonly key?: string };

type CaptureFact =
  | { readonly type: "CaptureRequested"; readonly captureId: string; readonly amount: number; readonly releaseRest: boolean }
  | ({ readonly type: "CaptureSubmitted"; readonly captureId: string } & Submitted)
  | ({ readonly type: "PaymentCaptured"; readonly captureId: string; readonly amount: number } & Done)
  /** What failed for good is tried again, under the name that it has. */
  | { readonly type: "CaptureResumed"; readonly captureId: string }
  /** `isFinal`: it is not tried again by itself. */
  | { readonly type: "CaptureFailed"; readonly captureId: string; readonly code: string; readonly isFinal: boolean }
  /** Nothing is due any more for which it was to be taken. */
  | { readonly type: "CaptureDropped"; readonly captureId: string }
  /** No more than `due` is kept of the payment: what is beyond is given back, and not taken any more. */
  | { readonly type: "PaymentLowered"; readonly due: number; readonly reason: string }
  | { readonly type: "RestReleased" }
  | ({ readonly type: "VoidSubmitted" } & Submitted)
  | ({ readonly type: "PaymentVoided"; readonly amount: number } & Done)
  | { readonly type: "VoidFailed"; readonly code: string; readonly isFinal: boolean };

type RefundFact =
  | { readonly type: "RefundRequested"; readonly refundId: string; readonly amount: number; readonly reason: string }
  | ({ readonly type: "RefundSubmitted"; readonly refundId: string } & Submitted)
  | ({
      readonly type: "RefundSucceeded";
      readonly refundId: string;
      readonly amount: number;
      /** What the provider has given back in all beyond what is known to be taken, and is counted when that is; left out where that did not change. */
      readonly beyond?: number;
    } & Done)
  | { readonly type: "RefundResumed"; readonly refundId: string }
  | { readonly type: "RefundFailed"; readonly refundId: string; readonly code: string; readonly isFinal: boolean };

type EndingFact =
  /** Also of a payment that was never created, which then stays so. */
  | { readonly type: "PaymentAbandoned"; readonly orderId: OrderId; readonly reason: string }
  /** Abandoned, and nothing is held any more. */
  | { readonly type: "PaymentSettled"; readonly orderId: OrderId }
  /** An operator lets what failed for good be tried again. */
  | { readonly type: "WorkResumed" }
  /** An operator lets what failed for good stay as it is: whatever there was to do about it was done elsewhere. */
  | { readonly type: "FailureAccepted"; readonly reason: string };

type DisputeFact =
  | { readonly type: "PaymentDisputed"; readonly disputeId: string; readonly amount: number; readonly respondBy: Instant }
  | { readonly type: "DisputeClosed"; readonly disputeId: string; readonly isWon: boolean };
