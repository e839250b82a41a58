import { isAmount, type Money } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { orderingLimits } from "./limits.ts";
import { type Hold, isLocked, type PlacedOrder } from "./order.ts";
import type { OrderStatus } from "./order-life.ts";
import { type LineRefusal, type RequoteRefusal, unitsLeft, unitsOnTheWay, worthOf } from "./order-lines.ts";
import { coveredBy, type PaymentDetails } from "./order-payments.ts";
import type { QuoteRefusal } from "./quote.ts";

/** Why an order does not do what it was asked: codes that are true sentences about it. */
export type OrderRefusal =
  | LineRefusal
  | QuoteRefusal
  | RequoteRefusal
  | { readonly code: `OrderIs${OrderStatus}` }
  | { readonly code: "OrderIsOnItsWay" | "PartIsDelivered" | "NothingIsWithCustomer" | "NothingIsLeft" | "OrderIsNotOnHold" }
  | { readonly code: "OrderIsOnHold"; readonly reasons: readonly string[] }
  | { readonly code: "OrderHasTooManyHolds"; readonly limit: number }
  | ReasonRefusal
  | { readonly code: "HoldEndsBeforeItBegins" }
  | { readonly code: "CustomerIsBlocked" | "OrderDoesNotAllowPartial" | "NoLineIsShort" | "ReservationsAreNotCommitted" }
  | { readonly code: "PaymentsDoNotAddUp"; readonly due: number; readonly given: number }
  | { readonly code: "PaymentIsNoReference" | "OrderHasTooManyPayments" | "CurrencyDiffers" | "PaymentIsUnknown" }
  /** By payments that were authorised, or may still be. */
  | { readonly code: "DueIsCovered"; readonly due: number; readonly covered: number }
  | { readonly code: "TooLittleIsAuthorised"; readonly due: number; readonly authorised: number }
  | { readonly code: "CreditIsOutOfRange"; readonly due: number; readonly credit: number }
  | { readonly code: "UnitsAreLeft"; readonly left: number; readonly onTheWay: number }
  | { readonly code: "MoneyIsNotBalanced"; readonly due: number; readonly captured: number; readonly refunded: number }
  | { readonly code: "AttemptIsOver"; readonly attempt: number }
  | { readonly code: "DeadlineHasMoved" | "OrderIsNotStuck" };

export type ReasonRefusal = { readonly code: "ReasonIsMissing" | "ReasonIsTooLong" };

/** What a rule says: why not, or null. */
export type Said = OrderRefusal | null;

/** What the order costs now in minor units: lines that were not cancelled and the delivery, less what returns gave back. */
export const dueFor = ({ lines, deliveryFee, credited }: Pick<PlacedOrder, "credited" | "deliveryFee" | "lines">): number => {
  const anythingIsWanted = lines.some((line) => line.quantity > line.cancelled);
  return anythingIsWanted ? lines.reduce((sum, line) => sum + worthOf(line), deliveryFee) - credited : 0;
};

export const onHold = (order: PlacedOrder): Said =>
  order.holds.length > 0 ? { code: "OrderIsOnHold", reasons: order.holds.map(({ reason }) => reason) } : null;

export const notOnHold = (order: PlacedOrder): Said => (order.holds.length > 0 ? null : { code: "OrderIsNotOnHold" });

/** What has left the house cannot be called back as a whole: what is still here can be cancelled line by line. */
export const partlyGone = (order: PlacedOrder): Said => {
  if (order.lines.some((line) => unitsOnTheWay(line) > 0)) return { code: "OrderIsOnItsWay" };
  return order.lines.some((line) => line.delivered > 0) ? { code: "PartIsDelivered" } : null;
};

/** A locked order that was not confirmed before has no lines in anyone's hands. */
export const notConfirmed = (order: PlacedOrder): Said => {
  if (!isLocked(order)) return null;
  const { status } = order.before;
  return status === "Confirmed" || status === "InFulfilment" ? null : { code: `OrderIs${order.status}` };
};

/** Facts are counted while a saga works; wishes wait until it is done. */
export const locked = (order: PlacedOrder): Said => (isLocked(order) ? { code: `OrderIs${order.status}` } : null);

export const nothingWithCustomer = (order: PlacedOrder): Said =>
  order.lines.some((line) => line.delivered > line.returned) ? null : { code: "NothingIsWithCustomer" };

export const nothingLeft = (order: PlacedOrder): Said =>
  order.lines.some((line) => unitsLeft(line) > 0) ? null : { code: "NothingIsLeft" };

export const unitsAreLeft = (order: PlacedOrder): Said => {
  const left = order.lines.reduce((sum, line) => sum + unitsLeft(line), 0);
  const onTheWay = order.lines.reduce((sum, line) => sum + unitsOnTheWay(line), 0);
  return left + onTheWay > 0 ? { code: "UnitsAreLeft", left, onTheWay } : null;
};

export const notBalanced = (order: PlacedOrder, captured: Money, refunded: Money): Said => {
  const due = dueFor(order);
  if (captured.amount - refunded.amount === due) return null;
  return { code: "MoneyIsNotBalanced", due, captured: captured.amount, refunded: refunded.amount };
};

export const tooLittle = (order: PlacedOrder, authorised: Money): Said => {
  const due = dueFor(order);
  return authorised.amount >= due ? null : { code: "TooLittleIsAuthorised", due, authorised: authorised.amount };
};

export const creditOutOfRange = (order: PlacedOrder, credit: Money): Said => {
  const due = dueFor(order);
  return credit.amount >= 0 && credit.amount <= due ? null : { code: "CreditIsOutOfRange", due, credit: credit.amount };
};

export const otherCurrency = (order: PlacedOrder, ...amounts: readonly Pick<Money, "currency">[]): Said =>
  amounts.every(({ currency }) => currency === order.currency) ? null : { code: "CurrencyDiffers" };

export const badPayments = (payments: readonly PaymentDetails[], due: number): Said => {
  if (payments.length === 0) return null;
  if (payments.length > orderingLimits.payments) return { code: "OrderHasTooManyPayments" };
  if (payments.some(({ method }) => !isMethodReference(method))) return { code: "PaymentIsNoReference" };
  const given = payments.reduce((sum, { amount }) => sum + amount, 0);
  return given === due && payments.every(({ amount }) => isAmount(amount) && amount >= 0)
    ? null
    : { code: "PaymentsDoNotAddUp", due, given };
};

/** What is added covers the rest of what is due, no less and no more: so the same wish twice, at once or not, is one payment. */
export const badAddedPayments = (order: PlacedOrder, added: readonly PaymentDetails[]): Said => {
  const left = dueFor(order) - coveredBy(order.payments);
  const isCovered = dueIsCovered(order);
  if (isCovered) return isCovered;
  if (order.payments.length + added.length > orderingLimits.paymentsInAll) return { code: "OrderHasTooManyPayments" };
  return added.length === 0 ? { code: "PaymentsDoNotAddUp", due: left, given: 0 } : badPayments(added, left);
};

export const dueIsCovered = (order: PlacedOrder): Said => {
  const [due, covered] = [dueFor(order), coveredBy(order.payments)];
  return covered >= due ? { code: "DueIsCovered", due, covered } : null;
};

export const unknownPayment = (order: PlacedOrder, number: number): Said =>
  order.payments[number - 1] === undefined ? { code: "PaymentIsUnknown" } : null;

// A card number must never get into an event, where it would stay for ever: thirteen digits in a row are taken for one.
export const isMethodReference = (method: string): boolean => /^[A-Za-z][\w.-]{0,99}$/.test(method) && !/(?:\d[._-]?){13}/.test(method);

export const badReason = (reason: string): ReasonRefusal | null => {
  if (reason.trim() === "") return { code: "ReasonIsMissing" };
  return reason.length > orderingLimits.reasonCharacters ? { code: "ReasonIsTooLong" } : null;
};

export const badHold = (order: PlacedOrder, { reason, until }: Hold, at: Instant): Said => {
  const others = order.holds.filter((hold) => hold.reason !== reason);
  if (others.length >= orderingLimits.holds) return { code: "OrderHasTooManyHolds", limit: orderingLimits.holds };
  return until !== null && until <= at ? { code: "HoldEndsBeforeItBegins" } : badReason(reason);
};

/** What comes from a saga that lost its lock is too late. */
export const attemptIsOver = (order: PlacedOrder, attempt: number): Said =>
  attempt === order.attempts ? null : { code: "AttemptIsOver", attempt };
