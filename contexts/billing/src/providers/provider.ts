import type { MerchantId, Money } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Found, ProviderAnswer } from "../domain/payment-commands.ts";
import type { Movement, Span } from "../domain/reconcile.ts";

/** What is asked of a provider under one of our keys. */
export type ProviderRequest =
  | {
      readonly kind: "authorise" | "renew";
      readonly amount: Money;
      /** A reference to a method, never card data. */
      readonly method: string;
      /** Of `renew`: the authorisation that this one takes the place of. The provider lets that one go in the same step. */
      readonly replaces: string | null;
    }
  | {
      readonly kind: "capture" | "refund" | "void";
      readonly amount: Money;
      /** What the provider calls the authorisation; after renewals the newest. */
      readonly reference: string;
    };

/** What a provider tells by itself. */
export type ProviderNews =
  | { readonly kind: "answer"; readonly key: string; readonly answer: ProviderAnswer }
  | {
      readonly kind: "dispute";
      /** Under which the disputed money was set aside or taken. */
      readonly key: string;
      readonly disputeId: string;
      readonly news: "lost" | "opened" | "won";
      readonly amount: Money;
      readonly respondBy: Instant;
    };

/** A webhook as it came in: the signature is over the very bytes of the body. */
export interface Webhook {
  readonly signature: string | null;
  readonly body: string;
  readonly at: Instant;
}

/**
 * A payment provider. Our keys are its idempotency keys: the same key again is the same operation. But that is the second line:
 * whoever does not know what became of a call looks it up.
 */
export interface PaymentProvider {
  /** Storage format: payments remember by whom they are made. */
  readonly name: string;
  /** Does it. What is thrown means that nobody knows whether it was done. */
  call(key: string, request: ProviderRequest, signal: AbortSignal): Promise<ProviderAnswer>;
  /** What became of a call under our key. `never`: nothing has arrived under it so far. */
  lookUp(key: string): Promise<Found>;
  /** What a webhook tells; null when the provider did not write it, or it is too old to be believed. */
  read(webhook: Webhook): ProviderNews | null;
  /** All that it moved for one merchant within a span of time. */
  movements(merchant: MerchantId, span: Span): Promise<readonly Movement[]>;
}

/** Whose payment a key is: `merchant/payment/number-kind`. Null for what is no key of ours. */
export const partsOfKey = (key: string): { readonly merchant: string; readonly paymentId: string } | null => {
  const [merchant, paymentId, operation, ...more] = key.split("/");
  if (merchant === undefined || paymentId === undefined || operation === undefined || more.length > 0) return null;
  return { merchant, paymentId };
};
