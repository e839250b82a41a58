import Type from "typebox";
import { contractsOf } from "./contract.ts";
import { atSample, cartSample, orderSample } from "./message-samples.ts";
import {
  AmountShape,
  CartIdShape,
  CodeShape,
  CustomerIdShape,
  ExternalIdShape,
  InstantShape,
  MerchantIdShape,
  MoneyShape,
  OrderIdShape,
  orNull,
  sealedShape,
} from "./message-shapes.ts";
import {
  orderAmended,
  orderAmendmentAbandoned,
  orderAmendmentStarted,
  orderCancellationRefused,
  orderCancellationStarted,
  orderCancelled,
  orderPaymentsAdded,
} from "./ordering-changes.ts";
import {
  aboutOrder,
  aboutSample,
  euros,
  HoldIdShape,
  holdSample,
  LineQuantitiesShape,
  OrderPoliciesShape,
  QuoteShape,
  ShortLinesShape,
  SourceShape,
  shortSample,
  WindowShape,
  wishSample,
} from "./ordering-shapes.ts";
import type { Address, Contact } from "./person.ts";

// What ordering says of the promise. Personal data is sealed, and what somebody typed as a reason is not told: it may be personal.

const contract = contractsOf("ordering");

/** Of the cart that the order was made of; absent when it was made of none. */
const FromCart = Type.Optional(CartIdShape);

export const checkoutStarted = contract({
  name: "CheckoutStarted",
  version: 1,
  description: "A cart is locked, because an order is to be made of it.",
  schema: Type.Object({ merchantId: MerchantIdShape, cartId: CartIdShape, orderId: OrderIdShape, startedAt: InstantShape }),
  example: { merchantId: "default", cartId: cartSample, orderId: orderSample, startedAt: atSample("09:29:59") },
});

export const orderPlaced = contract({
  name: "OrderPlaced",
  version: 1,
  description: "Somebody wants these goods: nothing is promised yet.",
  schema: aboutOrder({
    customerId: orNull(CustomerIdShape),
    externalId: orNull(ExternalIdShape),
    quote: QuoteShape,
    payments: Type.Array(
      Type.Object({ method: Type.String({ description: "A reference to a method, never a card" }), amount: AmountShape }),
    ),
    allowPartial: Type.Boolean(),
    delivery: orNull(Type.Object({ method: Type.String(), slot: orNull(Type.String()), instructions: orNull(sealedShape<string>()) })),
    promise: orNull(WindowShape),
    /** Those in force when it was placed; absent in what was said before there were any. */
    policies: Type.Optional(OrderPoliciesShape),
    contact: orNull(sealedShape<Contact>()),
    address: orNull(sealedShape<Address>()),
    note: orNull(sealedShape<string>()),
    placedAt: InstantShape,
  }),
  example: {
    ...aboutSample,
    ...wishSample,
    policies: { awaitingCustomerMinutes: 30, reservedMinutes: 15 },
    placedAt: atSample("09:30:00"),
  },
});

export const orderChoiceRequested = contract({
  name: "OrderChoiceRequested",
  version: 1,
  description: "Some lines are short, and the customer decides what becomes of the order.",
  schema: aboutOrder({ short: ShortLinesShape, requestedAt: InstantShape }),
  example: { ...aboutSample, short: shortSample, requestedAt: atSample("09:30:02") },
});

export const orderRejected = contract({
  name: "OrderRejected",
  version: 1,
  description: "The order will not come about, for a reason that is not the customer's. Whatever was taken is given back.",
  schema: aboutOrder({ reason: CodeShape, short: ShortLinesShape, cartId: FromCart, rejectedAt: InstantShape }),
  example: { ...aboutSample, reason: "OutOfStock", short: shortSample, rejectedAt: atSample("09:30:02") },
});

export const orderExpired = contract({
  name: "OrderExpired",
  version: 1,
  description: "The order was not confirmed in time. Whatever was taken is given back.",
  schema: aboutOrder({ cartId: FromCart, expiredAt: InstantShape }),
  example: { ...aboutSample, expiredAt: atSample("09:45:00") },
});

export const orderConfirmed = contract({
  name: "OrderConfirmed",
  version: 1,
  description: "The order is promised: goods are set aside, and it is paid for or sure to be.",
  schema: aboutOrder({ authorised: MoneyShape, cartId: FromCart, confirmedAt: InstantShape }),
  example: { ...aboutSample, authorised: euros(1_920), confirmedAt: atSample("09:30:04") },
});

export const orderLinesCancelled = contract({
  name: "OrderLinesCancelled",
  version: 1,
  description: "Units of lines will not be brought; the whole order costs `due` from now on.",
  schema: aboutOrder({
    source: SourceShape,
    reason: CodeShape,
    lines: LineQuantitiesShape,
    due: MoneyShape,
    cancelledAt: InstantShape,
  }),
  example: {
    ...aboutSample,
    source: "ful_1",
    reason: "ShortPicked",
    lines: [{ lineId: 1, quantity: 2 }],
    due: euros(1_410),
    cancelledAt: atSample("10:05:00"),
  },
});

export const orderLinesReturned = contract({
  name: "OrderLinesReturned",
  version: 1,
  description: "Units of lines came back; the customer gets `credit` for them.",
  schema: aboutOrder({ source: SourceShape, lines: LineQuantitiesShape, credit: MoneyShape, returnedAt: InstantShape }),
  example: {
    ...aboutSample,
    source: "ret_1",
    lines: [{ lineId: 1, quantity: 1 }],
    credit: euros(255),
    returnedAt: atSample("16:00:00"),
  },
});

export const orderPutOnHold = contract({
  name: "OrderPutOnHold",
  version: 1,
  description: "Nothing is to be picked or handed over until every hold of the order is lifted.",
  schema: aboutOrder({ hold: HoldIdShape, until: orNull(InstantShape), putOnHoldAt: InstantShape }),
  example: { ...aboutSample, hold: holdSample, until: null, putOnHoldAt: atSample("09:35:00") },
});

export const orderResumed = contract({
  name: "OrderResumed",
  version: 1,
  description: "These holds are lifted; others may remain.",
  schema: aboutOrder({ holds: Type.Array(HoldIdShape), resumedAt: InstantShape }),
  example: { ...aboutSample, holds: [holdSample], resumedAt: atSample("09:38:00") },
});

export const orderCompleted = contract({
  name: "OrderCompleted",
  version: 1,
  description: "Everything that was to be brought was brought, and the money is settled.",
  schema: aboutOrder({ captured: MoneyShape, refunded: MoneyShape, completedAt: InstantShape }),
  example: { ...aboutSample, captured: euros(1_920), refunded: euros(0), completedAt: atSample("10:50:00") },
});

/** All that ordering says. */
export const orderingLanguage = [
  checkoutStarted,
  orderPlaced,
  orderPaymentsAdded,
  orderChoiceRequested,
  orderRejected,
  orderExpired,
  orderConfirmed,
  orderAmendmentStarted,
  orderAmendmentAbandoned,
  orderAmended,
  orderCancellationStarted,
  orderCancellationRefused,
  orderCancelled,
  orderLinesCancelled,
  orderLinesReturned,
  orderPutOnHold,
  orderResumed,
  orderCompleted,
] as const;
