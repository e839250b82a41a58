import type { AddressedCommand } from "@waybill/kernel/saga";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { type OrderId, PaymentId } from "./ids.ts";
import { CodeShape, MoneyShape, OrderIdShape } from "./message-shapes.ts";

// What others may ask of billing: `ask("authorise", { ...paymentAddress(paymentId), command })`. Accepted means that the work has
// begun, or was done already; what comes of it is said in `billing.ts`. The same command again changes nothing.

/** The payment with this number of an order, from 1: every try to pay, and every part that is paid in another way, has its own. */
export const paymentIdOf = (orderId: OrderId, number: number): PaymentId => PaymentId.derive(orderId, "payment", String(number));

/** Where commands for a payment are sent. */
export const paymentAddress = (paymentId: PaymentId): Omit<AddressedCommand, "command"> => ({
  context: "billing",
  aggregate: "payment",
  id: paymentId,
});

const NameShape = Type.String({ minLength: 1, maxLength: 100, description: "The asker's name for it: the same again is the same thing" });

/**
 * Sets money aside. Nothing due, and the methods `recorded` and `on_delivery`, are authorised at once without a provider.
 * Refused: `PaymentIsAbandoned` when it was abandoned before, `PaymentIsAnother` when the same id stands for something else,
 * `AmountIsOutOfRange`, `MethodIsNoReference`.
 */
export const AuthorisePaymentShape = Type.Object({
  type: Type.Literal("AuthorisePayment"),
  orderId: OrderIdShape,
  /** Of the payment within its order, as in `paymentIdOf`. */
  number: Type.Integer({ minimum: 1 }),
  amount: MoneyShape,
  /** A reference to a method, such as `pm_ok`; never card data. */
  method: Type.String({ minLength: 1, maxLength: 100 }),
});
export type AuthorisePayment = Static<typeof AuthorisePaymentShape>;

/**
 * Takes what was set aside, or a part of it; without an amount all that is left. `releaseRest` gives back what is then left: it is the
 * last capture. Refused: `PaymentIsNotCreated`, `PaymentIsNotAuthorised`, `PaymentIsAbandoned`, `PaymentIsDeclined`, `PaymentIsExpired`,
 * `PaymentIsVoiding`, `PaymentIsVoided`, `PaymentIsLost`, `CaptureExceedsAuthorisation`, `CaptureExceedsDue`, `CurrencyDiffers`,
 * `AmountIsOutOfRange`.
 */
export const CapturePaymentShape = Type.Object({
  type: Type.Literal("CapturePayment"),
  captureId: NameShape,
  amount: Type.Optional(MoneyShape),
  releaseRest: Type.Optional(Type.Boolean()),
});
export type CapturePayment = Static<typeof CapturePaymentShape>;

/**
 * The order is dead: all that is set aside is given up, all that was taken is given back, whatever comes later. Never refused, not even
 * for a payment that nobody has heard of: that one stays abandoned. `PaymentSettled` tells when nothing is held any more.
 */
export const AbandonPaymentShape = Type.Object({
  type: Type.Literal("AbandonPayment"),
  orderId: OrderIdShape,
  /** A word such as `OrderCancelled`: never what somebody typed. */
  reason: CodeShape,
});
export type AbandonPayment = Static<typeof AbandonPaymentShape>;

/**
 * Gives back a part of what was taken. Refused: `PaymentIsNotCreated`, `PaymentIsDisputed`, `RefundExceedsCapture`, `CurrencyDiffers`,
 * `AmountIsOutOfRange`.
 */
export const RefundPaymentShape = Type.Object({
  type: Type.Literal("RefundPayment"),
  refundId: NameShape,
  amount: MoneyShape,
  reason: CodeShape,
});
export type RefundPayment = Static<typeof RefundPaymentShape>;

/**
 * The order costs less: of this payment no more than `due` is kept, for good. What was taken beyond it is given back by itself, what is
 * set aside beyond it is not taken any more. The least that was ever asked counts, so it may be asked again, late, and in any order.
 * Nothing to do for a payment that was abandoned. Refused: `PaymentIsNotCreated`, `CurrencyDiffers`, `AmountIsOutOfRange`.
 */
export const LowerPaymentShape = Type.Object({
  type: Type.Literal("LowerPayment"),
  due: MoneyShape,
  /** Why, in a word such as `Shortfall`. */
  reason: CodeShape,
});
export type LowerPayment = Static<typeof LowerPaymentShape>;

/** What may be asked of a payment. */
const PaymentCommandShape = Type.Union([
  AuthorisePaymentShape,
  CapturePaymentShape,
  AbandonPaymentShape,
  RefundPaymentShape,
  LowerPaymentShape,
]);
export type PaymentCommand = AuthorisePayment | CapturePayment | AbandonPayment | RefundPayment | LowerPayment;

const validator = Compile(PaymentCommandShape);
/** Whether what was asked is one of them; unknown fields pass, as they do in messages. */
export const isPaymentCommand = (asked: unknown): asked is PaymentCommand => validator.Check(asked);
