import {
  moneyOf,
  OrderId,
  parseCurrency,
  parseExternalId,
  parseSku,
  parseUnitPrice,
  usualOrderPolicies,
} from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { ImportOrder, PlaceOrder } from "../domain/order-commands.ts";
import type {
  AmendmentStarted,
  CancellationStarted,
  CustomerChoiceRequested,
  FulfilmentStarted,
  LinesDelivered,
  LinesHandedOver,
  OrderAmended,
  OrderCancelled,
  OrderCompleted,
  OrderConfirmed,
  OrderEvent,
  OrderImported,
  OrderPlaced,
  OrderPutOnHold,
  OrderReserved,
} from "../domain/order-events.ts";
import type { OrderStatus } from "../domain/order-life.ts";
import type { OrderPaymentDeclined, OrderPaymentsAdded } from "../domain/order-payments.ts";
import { type LineTerms, type Quote, type QuoteTerms, quoteOf } from "../domain/quote.ts";

export const GBP = parseCurrency("GBP")!;
export const EUR = parseCurrency("EUR")!;
export const pounds = (amount: number) => moneyOf(amount, GBP);
const tea = parseSku("TEA")!;
const cup = parseSku("CUP")!;

/** `minute(2)` is two minutes after the order was placed. */
export const minute = (count: number): Instant => instant(1_700_000_000_000 + count * 60_000);

const unit = (amount: string) => parseUnitPrice({ amount, currency: "GBP" })!;
export const teaLine: LineTerms = {
  lineId: 1,
  sku: tea,
  name: "Loose tea",
  quantity: 3,
  unitPrice: unit("2.50"),
  discount: 0,
  taxRatePpm: 0,
};
export const cupLine: LineTerms = {
  ...teaLine,
  lineId: 2,
  sku: cup,
  name: "A cup",
  quantity: 2,
  unitPrice: unit("9.90"),
  taxRatePpm: 200_000,
};
export const terms: QuoteTerms = {
  currency: GBP,
  pricesIncludeTax: true,
  lines: [teaLine, cupLine],
  delivery: { fee: 395, taxRatePpm: 200_000 },
};

export const quoted = (from: QuoteTerms): Quote => {
  const result = quoteOf(from);
  if (result.kind === "refused") throw new Error(`the sample is refused: ${result.refusal.code}`);
  return result.quote;
};

/** Three teas at 2.50, two cups at 9.90, and 3.95 for bringing them: 31.25 in all. */
export const quote = quoted(terms);
export const grand = 3_125;
/** One cup less: 21.35. */
export const smaller = quoted({ ...terms, lines: [teaLine, { ...cupLine, quantity: 1 }] });

export const orderId = OrderId.derive("default", "orders", "sample");
const placing = {
  orderId,
  merchantId: "default",
  customerId: null,
  externalId: null,
  cartId: null,
  quote,
  payments: [{ method: "pm_ok", amount: grand }],
  allowPartial: true,
  policies: usualOrderPolicies,
  delivery: { method: "courier", slot: null, instructions: null },
  promise: { from: minute(60), until: minute(90) },
  contact: { sealed: "c2VhbGVk", subject: orderId },
  address: { sealed: "YWRkcmVzcw", subject: orderId },
  note: null,
  metadata: { channel: "web" },
  at: minute(0),
} as const;
export const place: PlaceOrder = { type: "PlaceOrder", customerIsBlocked: false, ...placing };
export const placed: OrderPlaced = { type: "OrderPlaced", ...placing };

const importing = {
  orderId,
  merchantId: "default",
  externalId: parseExternalId("536365")!,
  customerRef: "17850",
  country: "United Kingdom",
  quote,
  placedAt: minute(-100_000),
  at: minute(0),
} as const;
export const importIt: ImportOrder = { type: "ImportOrder", ...importing };
export const imported: OrderImported = { type: "OrderImported", ...importing };

export const short = [{ lineId: 2, sku: cup, requested: 2, available: 1 }];
export const reserved: OrderReserved = { type: "OrderReserved", backordered: [], at: minute(1) };
export const choiceRequested: CustomerChoiceRequested = { type: "CustomerChoiceRequested", short, at: minute(1) };
export const paymentDeclined: OrderPaymentDeclined = { type: "OrderPaymentDeclined", number: 1, code: "CardIsDeclined", at: minute(2) };
export const paymentCaptured = { type: "OrderPaymentCaptured", number: 1, captured: pounds(2_000), at: minute(6) } as const;
export const paymentRefunded = { type: "OrderPaymentRefunded", number: 1, refunded: pounds(500), at: minute(7) } as const;
export const paymentVoided = { type: "OrderPaymentVoided", number: 1, voided: pounds(1_125), at: minute(8) } as const;
export const paymentsAdded: OrderPaymentsAdded = {
  type: "OrderPaymentsAdded",
  payments: [{ number: 2, method: "pm_ok", amount: grand }],
  at: minute(3),
};
export const confirmed: OrderConfirmed = { type: "OrderConfirmed", authorised: pounds(grand), cartId: null, at: minute(2) };
export const started: FulfilmentStarted = { type: "FulfilmentStarted", promise: null, at: minute(3) };
export const handedOver: LinesHandedOver = {
  type: "LinesHandedOver",
  source: "ful_1",
  lines: [
    { lineId: 1, quantity: 2 },
    { lineId: 2, quantity: 1 },
  ],
  at: minute(4),
};
export const delivered: LinesDelivered = { type: "LinesDelivered", source: "dlv_1", lines: [{ lineId: 1, quantity: 1 }], at: minute(5) };
export const allLines = quote.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
export const allHandedOver: LinesHandedOver = { type: "LinesHandedOver", source: "ful_all", lines: allLines, at: minute(4) };
export const allDelivered: LinesDelivered = { type: "LinesDelivered", source: "dlv_all", lines: allLines, at: minute(5) };
export const completed: OrderCompleted = { type: "OrderCompleted", captured: pounds(grand), refunded: pounds(0), at: minute(6) };
export const amendmentStarted: AmendmentStarted = { type: "AmendmentStarted", attempt: 1, proposed: smaller, at: minute(4) };
export const amended: OrderAmended = { type: "OrderAmended", quote: smaller, at: minute(5) };
export const cancellationStarted: CancellationStarted = {
  type: "CancellationStarted",
  attempt: 1,
  reason: "Changed my mind",
  payments: 1,
  at: minute(4),
};
export const cancelled: OrderCancelled = { type: "OrderCancelled", reason: "Changed my mind", cartId: null, at: minute(5) };
export const putOnHold: OrderPutOnHold = { type: "OrderPutOnHold", reason: "Fraud check", until: minute(600), at: minute(2) };

/** For each status, events that lead there; before its end nothing has left the house. */
export const histories: Readonly<Record<OrderStatus, readonly OrderEvent[]>> = {
  NotPlaced: [],
  Placed: [placed],
  AwaitingCustomer: [placed, choiceRequested],
  Reserved: [placed, reserved],
  Confirmed: [placed, reserved, confirmed],
  InFulfilment: [placed, reserved, confirmed, started],
  Amending: [placed, reserved, confirmed, amendmentStarted],
  Cancelling: [placed, reserved, confirmed, cancellationStarted],
  Completed: [placed, reserved, confirmed, started, allHandedOver, allDelivered, completed],
  Rejected: [placed, { type: "OrderRejected", reason: "OutOfStock", short, cartId: null, at: minute(1) }],
  Expired: [placed, { type: "OrderExpired", cartId: null, at: minute(2) }],
  Cancelled: [placed, cancellationStarted, cancelled],
};
