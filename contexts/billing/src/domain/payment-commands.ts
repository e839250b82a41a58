import type { MerchantId, Money, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { NextAction } from "./payment-events.ts";

/** What a provider says for good of one operation. */
export type ProviderAnswer =
  /** Of `authorise` and `renew`. `reference` is what the provider calls it; null `expiresAt`: it does not expire. */
  | { readonly kind: "authorised"; readonly reference: string; readonly expiresAt: Instant | null }
  /** Of `authorise`: the customer has to do something first; what comes of it is told later, under the same key. */
  | { readonly kind: "actionRequired"; readonly reference: string; readonly nextAction: NextAction; readonly expiresAt: Instant | null }
  /** Of `capture`, `void` and `refund`. */
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly code: string };

/** What a provider says when it is asked what became of a key. */
export type Found =
  | ProviderAnswer
  /** Nothing has arrived under this key. Nothing will, once `callSettlesMs` have passed since the call. */
  | { readonly kind: "never" }
  | { readonly kind: "unknown" };

export type PaymentCommand = { readonly at: Instant } & (AskedCommand | ProviderCommand);

/** What sagas and people ask for. */
type AskedCommand =
  | {
      readonly type: "AuthorisePayment";
      readonly merchantId: MerchantId;
      readonly paymentId: PaymentId;
      readonly orderId: OrderId;
      readonly number: number;
      readonly amount: Money;
      readonly method: string;
      /** The one that takes this method. */
      readonly provider: string;
    }
  /** Null: all that is left. */
  | { readonly type: "CapturePayment"; readonly captureId: string; readonly amount: Money | null; readonly releaseRest: boolean }
  | { readonly type: "AbandonPayment"; readonly orderId: OrderId; readonly reason: string }
  | { readonly type: "RefundPayment"; readonly refundId: string; readonly amount: Money; readonly reason: string }
  /** No more than this is kept of it, for good. */
  | { readonly type: "LowerPayment"; readonly due: Money; readonly reason: string }
  /** A person gives up what is set aside and not taken. */
  | { readonly type: "VoidPayment" }
  /** An operator does not wait any longer: whatever can be tried or looked up is so now. */
  | { readonly type: "RetryPayment" }
  /** An operator decides what cannot go on by itself. */
  | { readonly type: "ResolvePayment"; readonly reason: string };

/** What comes of calls to providers. */
type ProviderCommand =
  /** Claims a call: only who is told that this was recorded makes it. */
  | { readonly type: "StartCall"; readonly key: string; readonly call: number }
  | { readonly type: "RecordAnswer"; readonly key: string; readonly answer: ProviderAnswer }
  | { readonly type: "MissAnswer"; readonly key: string }
  | { readonly type: "RecordLookUp"; readonly key: string; readonly found: Found }
  | {
      readonly type: "HearDispute";
      readonly disputeId: string;
      readonly news: "lost" | "opened" | "won";
      readonly amount: Money;
      readonly respondBy: Instant;
    }
  /** `version` is that of the event that set the timer. */
  | { readonly type: "WakePayment"; readonly version: number };

export type CommandOf<Type extends PaymentCommand["type"]> = Extract<PaymentCommand, { readonly type: Type }>;
