import Type, { type TProperties } from "typebox";
import { paymentIdOf } from "./billing-commands.ts";
import { invoiceCredited, invoiceIssued, invoicePaid, taxRatesSet } from "./billing-invoices.ts";
import { orderPoliciesSet } from "./billing-merchant.ts";
import { contractsOf } from "./contract.ts";
import { atSample, orderSample } from "./message-samples.ts";
import {
  AmountShape,
  CodeShape,
  InstantShape,
  MerchantIdShape,
  MoneyShape,
  OrderIdShape,
  orNull,
  PaymentIdShape,
} from "./message-shapes.ts";
import { euros } from "./ordering-shapes.ts";

// What billing says of payments; of invoices and taxes in `billing-invoices.ts`, of merchants in `billing-merchant.ts`. No card data, no personal data. What is asked of it is in `billing-commands.ts` and `invoice-commands.ts`.

const contract = contractsOf("billing");

/** Every message about a payment says of which order. */
const aboutPayment = <Properties extends TProperties>(properties: Properties) =>
  Type.Object({ merchantId: MerchantIdShape, paymentId: PaymentIdShape, orderId: OrderIdShape, ...properties });
const aboutSample = { merchantId: "default", paymentId: paymentIdOf(orderSample, 1), orderId: orderSample } as const;

const CaptureIdShape = Type.String({ minLength: 1, description: "As the asker named it" });
const RefundIdShape = Type.String({ minLength: 1, description: "As the asker named it, or billing when it gave money back by itself" });

/** All that has moved of a payment, as of so many of its events: the newest word holds, for what was told before may have been put right since. */
const SumsShape = Type.Object(
  { version: Type.Integer({ minimum: 1 }), authorised: AmountShape, captured: AmountShape, voided: AmountShape, refunded: AmountShape },
  { description: "All that has moved of the payment so far; of two messages the one of the higher version holds" },
);
const sums = Type.Optional(SumsShape);

export const paymentAuthorised = contract({
  name: "PaymentAuthorised",
  version: 1,
  description: "The money is set aside, or sure to come.",
  schema: aboutPayment({ amount: MoneyShape, authorisedAt: InstantShape }),
  example: { ...aboutSample, amount: euros(1_920), authorisedAt: atSample("09:30:03") },
});

export const paymentRequiresAction = contract({
  name: "PaymentRequiresAction",
  version: 1,
  description: "The customer has to do something first, such as confirm at the bank; after `expiresAt` the payment is declined.",
  schema: aboutPayment({
    nextAction: Type.Object({ type: Type.String({ description: "`redirect`: open the URL" }), url: Type.String() }),
    expiresAt: InstantShape,
    requiredAt: InstantShape,
  }),
  example: {
    ...aboutSample,
    nextAction: { type: "redirect", url: "https://bank.example/confirm/1" },
    expiresAt: atSample("09:45:03"),
    requiredAt: atSample("09:30:03"),
  },
});

/** The code of PaymentDeclined when the customer did not do in time what the bank had asked for. */
export const paymentTimeIsUp = "ActionExpired";

export const paymentDeclined = contract({
  name: "PaymentDeclined",
  version: 1,
  description: "This payment will not come about. Another one of the same order may.",
  schema: aboutPayment({ code: CodeShape, declinedAt: InstantShape }),
  example: { ...aboutSample, code: "CardIsExpired", declinedAt: atSample("09:30:03") },
});

export const paymentUnknown = contract({
  name: "PaymentUnknown",
  version: 1,
  description: "The provider did not answer; it is asked again what became of it. For operators: nothing is to be done for the order yet.",
  schema: aboutPayment({ operation: CodeShape, unknownAt: InstantShape }),
  example: { ...aboutSample, operation: "Authorise", unknownAt: atSample("09:30:13") },
});

export const paymentCaptured = contract({
  name: "PaymentCaptured",
  version: 1,
  description: "Money was taken. `captured` is all that was taken so far.",
  schema: aboutPayment({ captureId: CaptureIdShape, amount: MoneyShape, captured: MoneyShape, sums, capturedAt: InstantShape }),
  example: { ...aboutSample, captureId: "ful_1", amount: euros(1_410), captured: euros(1_410), capturedAt: atSample("10:20:00") },
});

export const captureFailed = contract({
  name: "CaptureFailed",
  version: 1,
  description: "Money could not be taken, not even after trying again. An operator's from now on.",
  schema: aboutPayment({ captureId: CaptureIdShape, amount: MoneyShape, code: CodeShape, failedAt: InstantShape }),
  example: { ...aboutSample, captureId: "ful_1", amount: euros(1_410), code: "CardIsExpired", failedAt: atSample("10:26:00") },
});

export const refundSucceeded = contract({
  name: "RefundSucceeded",
  version: 1,
  description: "Money was given back. `refunded` is all that was given back so far.",
  schema: aboutPayment({ refundId: RefundIdShape, amount: MoneyShape, refunded: MoneyShape, sums, refundedAt: InstantShape }),
  example: { ...aboutSample, refundId: "ret_1", amount: euros(255), refunded: euros(255), refundedAt: atSample("16:00:02") },
});

export const refundFailed = contract({
  name: "RefundFailed",
  version: 1,
  description: "Money could not be given back, not even after trying again. An operator's from now on.",
  schema: aboutPayment({ refundId: RefundIdShape, amount: MoneyShape, code: CodeShape, failedAt: InstantShape }),
  example: { ...aboutSample, refundId: "ret_1", amount: euros(255), code: "AccountIsClosed", failedAt: atSample("16:06:00") },
});

export const paymentVoided = contract({
  name: "PaymentVoided",
  version: 1,
  description: "What was set aside and not taken was let go, of a payment that goes on, or has been settled before.",
  schema: aboutPayment({ amount: MoneyShape, sums: SumsShape, voidedAt: InstantShape }),
  example: {
    ...aboutSample,
    amount: euros(510),
    sums: { version: 9, authorised: 1_920, captured: 1_410, voided: 510, refunded: 0 },
    voidedAt: atSample("10:20:02"),
  },
});

export const paymentSettled = contract({
  name: "PaymentSettled",
  version: 1,
  description: "The payment was abandoned, and nothing of it is held any more. Null amounts: it had never begun.",
  schema: aboutPayment({ refunded: orNull(MoneyShape), voided: orNull(MoneyShape), sums, settledAt: InstantShape }),
  example: { ...aboutSample, refunded: euros(0), voided: euros(1_920), settledAt: atSample("09:50:02") },
});

export const authorisationAtRisk = contract({
  name: "AuthorisationAtRisk",
  version: 1,
  description: "What was set aside could not be set aside anew, and is lost at `expiresAt` unless it is taken before.",
  schema: aboutPayment({ amount: MoneyShape, code: CodeShape, expiresAt: InstantShape, foundAt: InstantShape }),
  example: {
    ...aboutSample,
    amount: euros(1_920),
    code: "CardIsDeclined",
    expiresAt: atSample("23:59:59"),
    foundAt: atSample("09:30:00"),
  },
});

export const authorisationLapsed = contract({
  name: "AuthorisationLapsed",
  version: 1,
  description: "What was set aside and not taken is no longer.",
  schema: aboutPayment({ amount: MoneyShape, sums, lapsedAt: InstantShape }),
  example: { ...aboutSample, amount: euros(1_920), lapsedAt: atSample("23:59:59") },
});

export const paymentDisputed = contract({
  name: "PaymentDisputed",
  version: 1,
  description: "The customer wants money back from the bank. The merchant may answer until `respondBy`.",
  schema: aboutPayment({ amount: MoneyShape, respondBy: InstantShape, disputedAt: InstantShape }),
  example: { ...aboutSample, amount: euros(1_410), respondBy: atSample("23:59:59"), disputedAt: atSample("18:00:00") },
});

export const disputeClosed = contract({
  name: "DisputeClosed",
  version: 1,
  description: "The bank has decided whose the disputed money is.",
  schema: aboutPayment({ amount: MoneyShape, isWon: Type.Boolean({ description: "By the merchant" }), closedAt: InstantShape }),
  example: { ...aboutSample, amount: euros(1_410), isWon: true, closedAt: atSample("19:00:00") },
});

/** All that billing says. */
export const billingLanguage = [
  paymentAuthorised,
  paymentRequiresAction,
  paymentDeclined,
  paymentUnknown,
  paymentCaptured,
  captureFailed,
  refundSucceeded,
  refundFailed,
  paymentVoided,
  paymentSettled,
  authorisationAtRisk,
  authorisationLapsed,
  paymentDisputed,
  disputeClosed,
  invoiceIssued,
  invoicePaid,
  invoiceCredited,
  taxRatesSet,
  orderPoliciesSet,
] as const;
