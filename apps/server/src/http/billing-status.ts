import type { BillingRefusal } from "@waybill/billing";
import type { Status } from "./problem-status.ts";

/** What billing's refusals are in HTTP; the reasons are those of `problem-status.ts`. */
export const billingStatus: Readonly<Record<BillingRefusal["code"], Status>> = {
  // Whoever signs what it does not know is nobody.
  WebhookIsForged: 401,
  PaymentIsNotCreated: 404,
  ProviderIsUnknown: 404,
  CaptureExceedsAuthorisation: 409,
  NothingIsToConfirm: 409,
  PaymentHasTooManyCaptures: 409,
  PaymentHasTooManyRefunds: 409,
  PaymentIsAbandoned: 409,
  PaymentIsAnother: 409,
  PaymentIsCaptured: 409,
  PaymentIsDeclined: 409,
  PaymentIsDisputed: 409,
  PaymentIsExpired: 409,
  PaymentIsLost: 409,
  PaymentIsNotAuthorised: 409,
  PaymentIsNotCaptured: 409,
  PaymentIsVoided: 409,
  PaymentIsVoiding: 409,
  RefundExceedsCapture: 409,
  AmountIsOutOfRange: 422,
  AnswerDoesNotFit: 422,
  CurrencyDiffers: 422,
  MethodIsNoReference: 422,
};
