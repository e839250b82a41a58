import Type from "typebox";
import { contractsOf } from "./contract.ts";
import { atSample } from "./message-samples.ts";
import {
  AmountShape,
  CodeShape,
  CustomerIdShape,
  ExternalIdShape,
  InstantShape,
  MoneyShape,
  orNull,
  sealedShape,
} from "./message-shapes.ts";
import {
  AttemptShape,
  aboutOrder,
  aboutSample,
  euros,
  HoldIdShape,
  holdSample,
  LineQuantitiesShape,
  QuoteShape,
  quoteSample,
  ShortLinesShape,
  SourceShape,
  shortSample,
  WindowShape,
  wishSample,
} from "./ordering-shapes.ts";
import type { Address, Contact } from "./person.ts";

// What ordering says of the promise. Personal data is sealed, and what somebody typed as a reason is not told: it may be personal.

const contract = contractsOf("ordering");

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
    contact: orNull(sealedShape<Contact>()),
    address: orNull(sealedShape<Address>()),
    note: orNull(sealedShape<string>()),
    placedAt: InstantShape,
  }),
  example: { ...aboutSample, ...wishSample, placedAt: atSample("09:30:00") },
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
  schema: aboutOrder({ reason: CodeShape, short: ShortLinesShape, rejectedAt: InstantShape }),
  example: { ...aboutSample, reason: "OutOfStock", short: shortSample, rejectedAt: atSample("09:30:02") },
});

export const orderExpired = contract({
  name: "OrderExpired",
  version: 1,
  description: "The order was not confirmed in time. Whatever was taken is given back.",
  schema: aboutOrder({ expiredAt: InstantShape }),
  example: { ...aboutSample, expiredAt: atSample("09:45:00") },
});

export const orderConfirmed = contract({
  name: "OrderConfirmed",
  version: 1,
  description: "The order is promised: goods are set aside, and it is paid for or sure to be.",
  schema: aboutOrder({ authorised: MoneyShape, confirmedAt: InstantShape }),
  example: { ...aboutSample, authorised: euros(1_920), confirmedAt: atSample("09:30:04") },
});

export const orderAmendmentStarted = contract({
  name: "OrderAmendmentStarted",
  version: 1,
  description: "Another content is being tried; until it is settled the order waits.",
  schema: aboutOrder({ attempt: AttemptShape, proposed: QuoteShape, startedAt: InstantShape }),
  example: { ...aboutSample, attempt: 1, proposed: quoteSample, startedAt: atSample("09:40:00") },
});

export const orderAmendmentAbandoned = contract({
  name: "OrderAmendmentAbandoned",
  version: 1,
  description: "The order stays as it was.",
  schema: aboutOrder({ attempt: AttemptShape, abandonedAt: InstantShape }),
  example: { ...aboutSample, attempt: 1, abandonedAt: atSample("09:41:00") },
});

export const orderAmended = contract({
  name: "OrderAmended",
  version: 1,
  description: "The order's content and price are now these.",
  schema: aboutOrder({ quote: QuoteShape, amendedAt: InstantShape }),
  example: { ...aboutSample, quote: quoteSample, amendedAt: atSample("09:41:00") },
});

export const orderCancellationStarted = contract({
  name: "OrderCancellationStarted",
  version: 1,
  description: "The order is to be cancelled; what is under way is being stopped.",
  schema: aboutOrder({ attempt: AttemptShape, startedAt: InstantShape }),
  example: { ...aboutSample, attempt: 1, startedAt: atSample("09:50:00") },
});

export const orderCancellationRefused = contract({
  name: "OrderCancellationRefused",
  version: 1,
  description: "It was too late to cancel; the order goes on.",
  schema: aboutOrder({ attempt: AttemptShape, code: CodeShape, refusedAt: InstantShape }),
  example: { ...aboutSample, attempt: 1, code: "OrderIsOnItsWay", refusedAt: atSample("09:50:03") },
});

export const orderCancelled = contract({
  name: "OrderCancelled",
  version: 1,
  description: "The order is off: nothing of it will be brought, or nothing of it was.",
  schema: aboutOrder({ cancelledAt: InstantShape }),
  example: { ...aboutSample, cancelledAt: atSample("09:50:03") },
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
  orderPlaced,
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
