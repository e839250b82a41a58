import { type Money, moneyOf, type OutsideUnitPrice, outsideUnitPrice, type Sku } from "@waybill/contracts/vocabulary";
import { type Hold, isLocked, type PlacedOrder } from "./order.ts";
import { type Deadline, deadlineOf } from "./order-deadlines.ts";
import type { OrderStatus } from "./order-life.ts";
import { type OrderLine, unitsLeft } from "./order-lines.ts";
import { orderNumber } from "./order-number.ts";
import { moneyOf as moneyMoved } from "./order-payments.ts";
import type { OrderRecord, RecordedRefusal } from "./order-record.ts";
import { dueFor } from "./order-rules.ts";
import type { LineId, QuoteLine } from "./quote.ts";

/**
 * An order as the API shows it (http-api.md), but that times are instants, which the edge writes as ISO 8601, and that
 * contact, address and note are sealed, which the edge opens for those who may see them.
 */
export type OrderDocument = Pick<
  OrderRecord,
  | "address"
  | "contact"
  | "customerId"
  | "delivery"
  | "externalId"
  | "merchantId"
  | "metadata"
  | "note"
  | "placedAt"
  | "promise"
  | "updatedAt"
  | "version"
> & {
  readonly id: OrderRecord["orderId"];
  readonly number: string;
  readonly status: OrderStatus;
  readonly holds: readonly Hold[];
  readonly customerRef: string | null;
  readonly country: string | null;
  readonly currency: string;
  readonly lines: readonly LineDocument[];
  /** As ordered; `payment.due` is what is left of it. */
  readonly totals: { readonly [total in "deliveryFee" | "discount" | "grand" | "items" | "tax"]: Money };
  readonly payment: PaymentDocument;
  readonly refusal: RecordedRefusal | null;
  readonly deadline: Deadline | null;
};

export type LineDocument = {
  readonly id: LineId;
  readonly sku: Sku;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: OutsideUnitPrice;
  readonly discount: Money;
  readonly tax: Money;
  readonly total: Money;
  /** Units that lie in stock for this order now. */
  readonly reserved: number;
  readonly handedOver: number;
  readonly delivered: number;
  readonly returned: number;
  readonly cancelled: number;
};

/**
 * Of all the order's payments together, as far as ordering was told: billing knows more, a moment earlier. Nothing is due for an order
 * that ended without a sale, or was paid elsewhere. What was authorised stays so when it was taken or let go.
 */
export type PaymentDocument = {
  readonly status: PaymentStatus;
  readonly due: Money;
  readonly authorised: Money;
  readonly captured: Money;
  readonly refunded: Money;
};

export const paymentStatuses = [
  ...["External", "NotRequired", "Awaited", "Authorised", "PartiallyCaptured", "Captured"],
  ...["PartiallyRefunded", "Refunded", "Released", "Settled"],
] as const;
type PaymentStatus = (typeof paymentStatuses)[number];

export const orderDocument = (record: OrderRecord): OrderDocument => {
  const { order, quote } = record;
  const money = (amount: number) => moneyOf(amount, order.currency);
  const { items, discount, tax, deliveryFee, grand } = quote.totals;
  return {
    id: record.orderId,
    number: orderNumber(record.orderId),
    status: order.status,
    holds: order.holds,
    merchantId: record.merchantId,
    customerId: record.customerId,
    customerRef: record.imported?.customerRef ?? null,
    country: record.imported?.country ?? null,
    externalId: record.externalId,
    currency: order.currency,
    lines: linesOf(record),
    totals: { items: money(items), discount: money(discount), tax: money(tax), deliveryFee: money(deliveryFee), grand: money(grand) },
    payment: paymentOf(record),
    refusal: record.refusal,
    delivery: record.delivery,
    promise: record.promise,
    contact: record.contact,
    address: record.address,
    note: record.note,
    metadata: record.metadata,
    placedAt: record.placedAt,
    updatedAt: record.updatedAt,
    version: record.version,
    deadline: deadlineOf(order),
  };
};

const linesOf = ({ order, quote, backordered }: OrderRecord): readonly LineDocument[] => {
  const quoted = new Map(quote.lines.map((line) => [line.lineId, line]));
  const awaited = new Map(backordered.map(({ lineId, quantity }) => [lineId, quantity]));
  const aside = isSetAside(order);
  return order.lines.flatMap((line) => {
    const inStock = aside ? Math.max(0, unitsLeft(line) - (awaited.get(line.lineId) ?? 0)) : 0;
    const terms = quoted.get(line.lineId);
    return terms ? [lineDocument(terms, line, inStock)] : [];
  });
};

const lineDocument = (terms: QuoteLine, line: OrderLine, reserved: number): LineDocument => {
  const { currency } = terms.unitPrice;
  return {
    id: terms.lineId,
    sku: terms.sku,
    name: terms.name,
    quantity: terms.quantity,
    unitPrice: outsideUnitPrice(terms.unitPrice),
    discount: moneyOf(terms.discount, currency),
    tax: moneyOf(terms.tax, currency),
    total: moneyOf(terms.total, currency),
    reserved,
    handedOver: line.handedOver,
    delivered: line.delivered,
    returned: line.returned,
    cancelled: line.cancelled,
  };
};

/** Where the order stands, whatever saga has locked it. */
const standingOf = (order: PlacedOrder): OrderStatus => (isLocked(order) ? order.before.status : order.status);

const isSetAside = (order: PlacedOrder): boolean => ["Reserved", "Confirmed", "InFulfilment"].includes(standingOf(order));

const paymentOf = (record: OrderRecord): PaymentDocument => {
  const { order } = record;
  const moved = moneyMoved(order.payments);
  const authorised = Math.max(record.authorised, moved.authorised);
  const captured = Math.max(record.captured, moved.captured);
  const refunded = Math.max(record.refunded, moved.refunded);
  const due = record.imported || isDead(order) ? 0 : dueFor(order);
  const status = record.imported ? "External" : paymentStatusOf(order, { ...moved, authorised, captured, refunded });
  const money = (amount: number) => moneyOf(amount, order.currency);
  return { status, due: money(due), authorised: money(authorised), captured: money(captured), refunded: money(refunded) };
};

/** Whether it ended without a sale. */
const isDead = ({ status }: PlacedOrder): boolean => ["Rejected", "Expired", "Cancelled"].includes(status);

/** What has moved last says how it stands; before anything was taken, the order does. */
const paymentStatusOf = (order: PlacedOrder, money: ReturnType<typeof moneyMoved>): PaymentStatus => {
  if (money.captured > 0) return ofTaken(order, money);
  if (isDead(order)) return "Released";
  if (dueFor(order) === 0 && money.authorised === 0) return "NotRequired";
  if (order.status === "Completed") return "Settled";
  const isPromised = ["Confirmed", "InFulfilment"].includes(standingOf(order));
  if (isPromised) return money.authorised > 0 && money.voided >= money.authorised ? "Released" : "Authorised";
  // Paid, and kept back.
  return money.authorised - money.voided >= dueFor(order) ? "Authorised" : "Awaited";
};

/** Completed is settled when all that is due was taken, and no more was kept. */
const ofTaken = (order: PlacedOrder, { captured, refunded }: ReturnType<typeof moneyMoved>): PaymentStatus => {
  if (refunded >= captured) return "Refunded";
  if (order.status === "Completed" && captured - refunded === dueFor(order)) return "Settled";
  if (refunded > 0) return "PartiallyRefunded";
  return isDead(order) || captured >= dueFor(order) ? "Captured" : "PartiallyCaptured";
};
