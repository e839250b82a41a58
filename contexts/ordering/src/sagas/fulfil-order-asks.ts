import { type PaymentCommand, paymentAddress, paymentIdOf } from "@waybill/contracts/billing-commands";
import { ofReservation, parseReservationRefusal } from "@waybill/contracts/reservation";
import type { Money, OrderId, OrderPolicies } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { Refusal } from "@waybill/kernel/decider";
import { derivedUuid } from "@waybill/kernel/id";
import { type AddressedCommand, type Asked, ask, askQuietly, setTimer, type TimerSet } from "@waybill/kernel/saga";
import type { ChangingCommand, FulfillingCommand, PayingCommand, PlacingCommand } from "../domain/order-commands.ts";
import { allowedMs } from "../domain/order-deadlines.ts";
import type { RejectionReason, ShortLine } from "../domain/order-events.ts";
import type { LineQuantity } from "../domain/order-lines.ts";
import type { NumberedPayment } from "../domain/order-payments.ts";
import type { WantedContent } from "./fulfil-order-facts.ts";
import { authorisedIn, type Content, type FulfilOrderState, keptOf } from "./fulfil-order-state.ts";

/** What it calls what it asks for. */
export type FulfilOrderAsk =
  | "complete"
  | "letGo"
  | "shorten"
  | "abandon"
  | "authorise"
  | "capture"
  | "choice"
  | "commit"
  | "confirm"
  | "expire"
  | "held"
  | "hold"
  | "lower"
  | "noteAuthorised"
  | "noteDeclined"
  | "noteMoney"
  | "reject"
  | "release"
  | "reserve"
  | "resume";
type Ask = Asked<FulfilOrderAsk>;

/** A saga at work on an order knows which. */
export interface Begun extends FulfilOrderState {
  readonly orderId: OrderId;
  readonly content: Content;
  readonly since: Instant;
}

type Timed = "AwaitingCustomer" | "Placed" | "Reserved";

/** What holds stock outlives the order's own deadlines, so that the order is the one to say that it is too late (domain: 2 minutes). */
const holdsLongerMs = 2 * 60_000;

export const deadlineAfter = (since: Instant, status: Timed, policies: OrderPolicies): TimerSet<"deadline"> =>
  setTimer("deadline", { dueAt: instant(since + (allowedMs(status, policies) ?? 0)) });

type Wish = Pick<Begun, "allowPartial" | "attempt" | "policies" | "since"> & { readonly content: Pick<WantedContent, "lines"> };

export const reserve = (orderId: OrderId, wish: Wish): Ask => {
  const { attempt, allowPartial, content, since, policies } = wish;
  const deadlineMs = (status: Timed): number => allowedMs(status, policies) ?? 0;
  const lines = content.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  // Whoever may have to choose holds what there is for as long as that may take.
  const longest = deadlineMs("Placed") + Math.max(deadlineMs("Reserved"), allowPartial ? deadlineMs("AwaitingCustomer") : 0);
  const expiresAt = instant(since + longest + holdsLongerMs);
  return ask("reserve", ofReservation(orderId, { type: "ReserveLines", attempt, lines, allowPartial, expiresAt }));
};

export const commit = ({ orderId, attempt }: Begun): Ask => ask("commit", ofReservation(orderId, { type: "CommitReservation", attempt }));

export const release = ({ orderId, attempt }: Begun, reason: string): Ask =>
  ask("release", ofReservation(orderId, { type: "ReleaseReservation", attempt, reason }));

export const releaseLines = (
  { orderId, content }: Begun,
  { source, reason, lines }: { readonly source: string; readonly reason: string; readonly lines: readonly LineQuantity[] },
): Ask => {
  const bySku = new Map(content.lines.map(({ lineId, sku }) => [lineId, sku]));
  const units = lines.flatMap(({ lineId, quantity }) => {
    const sku = bySku.get(lineId);
    return sku === undefined ? [] : [{ sku, quantity }];
  });
  return ask("letGo", ofReservation(orderId, { type: "ReleaseLines", source: sourceOf(source), lines: units, reason }));
};

/** A source of ours may be longer than inventory takes one. */
const sourceOf = (source: string): string => (source.length <= 100 ? source : derivedUuid("source", source));

export const authorise = (
  orderId: OrderId,
  { payments, currency }: Pick<WantedContent, "currency"> & { readonly payments: readonly NumberedPayment[] },
): readonly Ask[] =>
  payments.map((payment) => {
    const amount = { amount: payment.amount, currency };
    const { number, method } = payment;
    // That a provider is asked changes nothing; what comes of it is heard of billing.
    return askQuietly("authorise", addressed({ orderId, number }, { type: "AuthorisePayment", orderId, number, amount, method }));
  });

/** By whom the money is brought: a courier takes it at the door. */
const onDelivery = "on_delivery";

/** All that is set aside is taken, each payment once. What is taken off the order later is given back. */
export const capture = ({ orderId, content, authorised }: Begun): readonly Ask[] =>
  content.payments
    .filter(({ number, method }) => method !== onDelivery && (authorised[paymentIdOf(orderId, number)] ?? 0) > 0)
    .map(({ number }) => askPayment("capture", { orderId, number }, { type: "CapturePayment", captureId: "confirmation" }));

export const abandon = (orderId: OrderId, number: number, reason: string): Ask =>
  askPayment("abandon", { orderId, number }, { type: "AbandonPayment", orderId, reason });

/** The order costs less: its last payment is lowered first. */
export const lower = ({ orderId, content }: Begun, due: Money, reason: string): readonly Ask[] =>
  keptOf(content, due.amount).flatMap((part, index) => {
    if (part.amount >= (content.payments[index]?.amount ?? 0)) return [];
    const still = { amount: part.amount, currency: due.currency };
    return [askPayment("lower", { orderId, number: part.number }, { type: "LowerPayment", due: still, reason })];
  });

interface OrderPayment {
  readonly orderId: OrderId;
  readonly number: number;
}

const askPayment = (name: FulfilOrderAsk, payment: OrderPayment, wanted: PaymentCommand): Ask => ask(name, addressed(payment, wanted));

const addressed = ({ orderId, number }: OrderPayment, wanted: PaymentCommand): AddressedCommand => {
  const { context, aggregate, id } = paymentAddress(paymentIdOf(orderId, number));
  return { context, aggregate, id, command: wanted };
};

type OwnCommand = ChangingCommand | FulfillingCommand | PayingCommand | PlacingCommand;

export const askOrder = (name: FulfilOrderAsk, id: OrderId, wanted: OwnCommand): Ask =>
  ask(name, { context: "ordering", aggregate: "order", id, command: wanted });

/** The order may refuse that its stock is held; that it knows changes nothing. */
export const tellHeld = (id: OrderId, at: Instant): Ask =>
  askQuietly("held", { context: "ordering", aggregate: "order", id, command: { type: "ReserveOrder", backordered: [], at } });

export const confirm = (state: Begun, at: Instant): Ask => {
  const authorised = { amount: authorisedIn(state), currency: state.content.currency };
  const { orderId, customerId } = state;
  return askOrder("confirm", orderId, { type: "ConfirmOrder", customerId, authorised, reservationsCommitted: true, at });
};

/** The number of a payment within the order; null for a payment that is not the order's. */
export const numberOf = (paymentId: string, { orderId, content }: Begun): number | null =>
  content.payments.find(({ number }) => paymentIdOf(orderId, number) === paymentId)?.number ?? null;

/** What is to be kept of one payment, in minor units. */
export const dueOf = (number: number, { content }: Begun): number =>
  keptOf(content, content.due).find((payment) => payment.number === number)?.amount ?? 0;

export const expire = ({ orderId, since }: Begun, at: Instant): Ask => askOrder("expire", orderId, { type: "ExpireOrder", since, at });

export const reject = (
  { orderId }: Begun,
  reason: RejectionReason,
  more: { readonly short: readonly ShortLine[]; readonly at: Instant },
): Ask => askOrder("reject", orderId, { type: "RejectOrder", reason, short: more.short, at: more.at });

/**
 * The lines that fall short, of what inventory says of articles: what there is of one goes to its lines in their order. Empty when the
 * refusal speaks of something else.
 */
export const shortLines = (content: Content, refusal: Refusal): readonly ShortLine[] => {
  const told = parseReservationRefusal(refusal);
  if (told === null || !("lines" in told)) return [];
  const left = new Map(
    told.lines.map((line) => [line.sku, "available" in line ? line.available : "held" in line ? line.held : line.reserved]),
  );
  return content.lines.flatMap(({ lineId, sku, quantity: requested }) => {
    const there = left.get(sku);
    if (there === undefined) return [];
    const available = Math.min(there, requested);
    left.set(sku, there - available);
    return available < requested ? [{ lineId, sku, requested, available }] : [];
  });
};
