import type { Address, Contact, CustomerId, ExternalId, MerchantId, OrderId, Sku } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import { evolve, notPlaced, type PlacedOrder } from "./order.ts";
import type { DeliveryWish, OrderEvent, OrderImported, OrderPlaced, PromisedWindow, ShortLine } from "./order-events.ts";
import type { LineQuantity } from "./order-lines.ts";
import type { Quote } from "./quote.ts";

/**
 * All that the events of one order tell, beside what decisions need: plain JSON, folded event by event, from which
 * `orderDocument` renders the order. What decides and what is shown cannot drift apart, because one holds the other.
 */
export type OrderRecord = {
  readonly order: PlacedOrder;
  readonly orderId: OrderId;
  readonly merchantId: MerchantId;
  readonly customerId: CustomerId | null;
  readonly externalId: ExternalId | null;
  /** What only an imported order has: how its old home called the customer and the country. */
  readonly imported: { readonly customerRef: string | null; readonly country: string | null } | null;
  readonly quote: Quote;
  readonly delivery: DeliveryWish | null;
  readonly promise: PromisedWindow | null;
  readonly contact: Sealed<Contact> | null;
  readonly address: Sealed<Address> | null;
  readonly note: Sealed<string> | null;
  readonly metadata: { readonly [label: string]: string };
  /** Of the reserved lines: units that stock has yet to arrive for. */
  readonly backordered: readonly LineQuantity[];
  /** In minor units, as the order's steps said it; what was noted of its payments, those know. */
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
  readonly refusal: RecordedRefusal | null;
  readonly placedAt: Instant;
  readonly updatedAt: Instant;
  /** How many events have been folded: the aggregate's version. */
  readonly version: number;
};

/** Why the order did not come about, or what the customer has to choose about. */
export type RecordedRefusal = {
  readonly code: string;
  readonly lines: readonly { readonly sku: Sku; readonly requested: number; readonly available: number }[];
};

/** The record after one more event; null until the order exists. */
export const evolveRecord = (record: OrderRecord | null, event: OrderEvent): OrderRecord | null => {
  const order = evolve(record?.order ?? notPlaced, event);
  if (order.status === "NotPlaced") return null;
  if (event.type === "OrderPlaced") return begun(order, event, placedFacts(event));
  if (event.type === "OrderImported") return begun(order, event, importedFacts(event));
  return record && { ...record, ...learnt(event, record), order, version: record.version + 1, updatedAt: event.at };
};

type Begun = "address" | "contact" | "customerId" | "delivery" | "imported" | "metadata" | "note" | "placedAt" | "promise";

const begun = (order: PlacedOrder, event: OrderImported | OrderPlaced, facts: Pick<OrderRecord, Begun>): OrderRecord => ({
  ...facts,
  order,
  orderId: event.orderId,
  merchantId: event.merchantId,
  externalId: event.externalId,
  quote: event.quote,
  backordered: [],
  authorised: 0,
  captured: 0,
  refunded: 0,
  refusal: null,
  updatedAt: event.at,
  version: 1,
});

const placedFacts = (event: OrderPlaced): Pick<OrderRecord, Begun> => ({
  customerId: event.customerId,
  imported: null,
  delivery: event.delivery,
  promise: event.promise,
  contact: event.contact,
  address: event.address,
  note: event.note,
  metadata: event.metadata,
  placedAt: event.at,
});

const importedFacts = (event: OrderImported): Pick<OrderRecord, Begun> => ({
  customerId: null,
  imported: { customerRef: event.customerRef, country: event.country },
  delivery: null,
  promise: null,
  contact: null,
  address: null,
  note: null,
  metadata: {},
  placedAt: event.placedAt,
});

/** What an event tells beside the step that it is. */
const learnt = (event: Exclude<OrderEvent, OrderImported | OrderPlaced>, { authorised }: OrderRecord): Partial<OrderRecord> => {
  switch (event.type) {
    case "OrderReserved":
      return { backordered: event.backordered };
    case "CustomerChoiceRequested":
      return { refusal: { code: "SomeLinesAreShort", lines: event.short.map(shortage) } };
    case "OrderRejected":
      return { refusal: { code: event.reason, lines: event.short.map(shortage) } };
    case "OrderPaymentAuthorised":
      return { authorised: authorised + event.amount.amount };
    case "OrderConfirmed":
      return { authorised: event.authorised.amount };
    case "FulfilmentStarted":
      return event.promise ? { promise: event.promise } : {};
    case "OrderAmended":
      return { quote: event.quote, refusal: null };
    case "OrderCompleted":
      return { captured: event.captured.amount, refunded: event.refunded.amount };
    case "OrderPaymentsAdded":
    case "OrderPaymentDeclined":
    case "OrderPaymentCaptured":
    case "OrderPaymentRefunded":
    case "OrderPaymentVoided":
    case "OrderExpired":
    case "LinesHandedOver":
    case "LinesDelivered":
    case "LinesReturned":
    case "LinesCancelled":
    case "AmendmentStarted":
    case "AmendmentAbandoned":
    case "CancellationStarted":
    case "CancellationRefused":
    case "OrderCancelled":
    case "OrderPutOnHold":
    case "OrderResumed":
      return {};
  }
};

const shortage = ({ sku, requested, available }: ShortLine) => ({ sku, requested, available });
