import {
  checkoutStarted,
  orderChoiceRequested,
  orderCompleted,
  orderConfirmed,
  orderExpired,
  orderLinesCancelled,
  orderLinesReturned,
  orderPlaced,
  orderPutOnHold,
  orderRejected,
  orderResumed,
} from "@waybill/contracts/ordering";
import {
  orderAmended,
  orderAmendmentAbandoned,
  orderAmendmentStarted,
  orderCancellationRefused,
  orderCancellationStarted,
  orderCancelled,
  orderPaymentsAdded,
} from "@waybill/contracts/ordering-changes";
import { CartId, MerchantId, type Money, OrderId, orderPoliciesOf } from "@waybill/contracts/vocabulary";
import { derivedUuid } from "@waybill/kernel/id";
import { type IntegrationEvent, say } from "@waybill/kernel/integration-event";
import type { Sealed } from "@waybill/kernel/sealed";
import type { Says } from "@waybill/kernel/voice";
import type { CartEvent } from "./domain/cart-events.ts";
import type { DeliveryWish, LinesCancelled, LinesReturned, OrderEvent, OrderPlaced, ShortLine } from "./domain/order-events.ts";
import type { NumberedPayment } from "./domain/order-payments.ts";
import type { Quote } from "./domain/quote.ts";

/** What ordering says of an order. */
export const saysOfOrder: Says<OrderEvent> = (event, { stream }) => {
  const [merchant = "", , id = ""] = stream.split("/");
  const [merchantId, orderId] = [MerchantId.parse(merchant), OrderId.parse(id)];
  if (merchantId === null || orderId === null) throw new TypeError(`${stream} is not the stream of an order`);
  const said = saidOf(event, { merchantId, orderId });
  return said === null ? [] : [said];
};

/** Of a cart only that it becomes an order; what is in it is nobody else's business. */
export const saysOfCart: Says<CartEvent> = (event, { stream }) => {
  if (event.type !== "CheckoutStarted") return [];
  const [merchant = "", , id = ""] = stream.split("/");
  const [merchantId, cartId] = [MerchantId.parse(merchant), CartId.parse(id)];
  if (merchantId === null || cartId === null) throw new TypeError(`${stream} is not the stream of a cart`);
  return [say(checkoutStarted, { merchantId, cartId, orderId: event.orderId, startedAt: event.at })];
};

/** Which order a message is about. */
type About = { readonly merchantId: MerchantId; readonly orderId: OrderId };

const saidOf = (event: OrderEvent, about: About): IntegrationEvent | null => {
  switch (event.type) {
    case "OrderPlaced":
      return say(orderPlaced, { ...about, ...wish(event), placedAt: event.at });
    case "OrderPaymentsAdded":
      return say(orderPaymentsAdded, { ...about, payments: event.payments.map(numbered), addedAt: event.at });
    case "CustomerChoiceRequested":
      return say(orderChoiceRequested, { ...about, short: event.short.map(shortLine), requestedAt: event.at });
    case "OrderRejected":
      return say(orderRejected, {
        ...about,
        reason: event.reason,
        short: event.short.map(shortLine),
        ...fromCart(event),
        rejectedAt: event.at,
      });
    case "OrderExpired":
      return say(orderExpired, { ...about, ...fromCart(event), expiredAt: event.at });
    case "OrderConfirmed":
      return say(orderConfirmed, { ...about, authorised: money(event.authorised), ...fromCart(event), confirmedAt: event.at });
    case "OrderCompleted": {
      const { captured, refunded, at } = event;
      return say(orderCompleted, { ...about, captured: money(captured), refunded: money(refunded), completedAt: at });
    }
    case "LinesReturned":
    case "LinesCancelled":
      return ofLines(event, about);
    case "AmendmentStarted":
    case "AmendmentAbandoned":
    case "OrderAmended":
    case "CancellationStarted":
    case "CancellationRefused":
    case "OrderCancelled":
    case "OrderPutOnHold":
    case "OrderResumed":
      return ofChange(event, about);
    // History from elsewhere: nothing follows from it.
    case "OrderImported":
    // A step that only ordering itself waits for: what others need to know is that the order is confirmed, or is not.
    case "OrderReserved":
    // What billing has said of payments, noted for whoever looks at the order.
    case "OrderPaymentAuthorised":
    case "OrderPaymentDeclined":
    case "OrderPaymentCaptured":
    case "OrderPaymentRefunded":
    case "OrderPaymentVoided":
    // Facts from fulfilment and delivery, which said so themselves. Ordering only counts them.
    case "FulfilmentStarted":
    case "LinesHandedOver":
    case "LinesDelivered":
      return null;
  }
};

const ofLines = (event: LinesCancelled | LinesReturned, about: About): IntegrationEvent | null => {
  const lines = event.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  if (event.type === "LinesReturned") {
    // History from elsewhere, as what was ordered there: the goods lie where they lie, and the money was given back.
    if (event.returnedAt !== undefined) return null;
    return say(orderLinesReturned, { ...about, source: event.source, lines, credit: money(event.credit), returnedAt: event.at });
  }
  const { source, reason, due, at } = event;
  return say(orderLinesCancelled, { ...about, source, reason, lines, due: money(due), cancelledAt: at });
};

type Change = Extract<
  OrderEvent,
  { readonly type: "OrderAmended" | "OrderCancelled" | "OrderPutOnHold" | "OrderResumed" | `${"Amendment" | "Cancellation"}${string}` }
>;

const ofChange = (event: Change, about: About): IntegrationEvent => {
  const { at } = event;
  switch (event.type) {
    case "AmendmentStarted":
      return say(orderAmendmentStarted, { ...about, attempt: event.attempt, proposed: priced(event.proposed), startedAt: at });
    case "AmendmentAbandoned":
      return say(orderAmendmentAbandoned, { ...about, attempt: event.attempt, abandonedAt: at });
    case "OrderAmended":
      return say(orderAmended, { ...about, quote: priced(event.quote), amendedAt: at });
    case "CancellationStarted":
      return say(orderCancellationStarted, { ...about, attempt: event.attempt, payments: event.payments, startedAt: at });
    case "CancellationRefused":
      return say(orderCancellationRefused, { ...about, attempt: event.attempt, code: event.code, refusedAt: at });
    case "OrderCancelled":
      return say(orderCancelled, { ...about, ...fromCart(event), cancelledAt: at });
    case "OrderPutOnHold":
      return say(orderPutOnHold, { ...about, hold: holdId(about, event.reason), until: event.until, putOnHoldAt: at });
    case "OrderResumed":
      return say(orderResumed, { ...about, holds: event.reasons.map((reason) => holdId(about, reason)), resumedAt: at });
  }
};

const wish = ({ customerId, externalId, quote, payments, delivery, promise, contact, address, note, ...more }: OrderPlaced) => ({
  customerId,
  externalId,
  quote: priced(quote),
  payments: payments.map(({ method, amount }) => ({ method, amount })),
  allowPartial: more.allowPartial,
  policies: orderPoliciesOf(more.policies),
  delivery: delivery && deliveryWish(delivery),
  promise: promise && { from: promise.from, until: promise.until },
  contact: contact && sealed(contact),
  address: address && sealed(address),
  note: note && sealed(note),
});

const numbered = ({ number, method, amount }: NumberedPayment) => ({ number, method, amount });

const deliveryWish = ({ method, slot, instructions }: DeliveryWish) => ({
  method,
  slot,
  instructions: instructions && sealed(instructions),
});

const priced = ({ currency, pricesIncludeTax, lines, delivery, totals }: Quote) => ({
  currency,
  pricesIncludeTax,
  lines: lines.map(({ lineId, sku, name, quantity, unitPrice, discount, taxRatePpm, tax, total }) => {
    const { amount, decimals } = unitPrice;
    return { lineId, sku, name, quantity, unitPrice: { amount, decimals, currency }, discount, taxRatePpm, tax, total };
  }),
  delivery: { fee: delivery.fee, taxRatePpm: delivery.taxRatePpm, tax: delivery.tax, total: delivery.total },
  totals: {
    items: totals.items,
    discount: totals.discount,
    deliveryFee: totals.deliveryFee,
    tax: totals.tax,
    grand: totals.grand,
  },
});

const shortLine = ({ lineId, sku, requested, available }: ShortLine) => ({ lineId, sku, requested, available });

const fromCart = ({ cartId }: { readonly cartId: CartId | null }) => (cartId === null ? {} : { cartId });

const money = ({ amount, currency }: Money) => ({ amount, currency });

/** As it is: only its subject's key opens it, wherever it goes. */
const sealed = <T>({ sealed: text, subject }: Sealed<T>): Sealed<T> => ({ sealed: text, subject });

/** The same for the same reason of one order, so that what is lifted can be told from what remains; the reason itself stays here. */
const holdId = ({ orderId }: About, reason: string): string => derivedUuid(orderId, "hold", reason);
