import Type from "typebox";
import { contractsOf } from "./contract.ts";
import { atSample } from "./message-samples.ts";
import { AmountShape, CartIdShape, CodeShape, InstantShape } from "./message-shapes.ts";
import { AttemptShape, aboutOrder, aboutSample, QuoteShape, quoteSample } from "./ordering-shapes.ts";

// What ordering says of changes of mind, and of those who pay otherwise than they said first.

const contract = contractsOf("ordering");

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
  schema: aboutOrder({
    attempt: AttemptShape,
    payments: Type.Optional(Type.Integer({ minimum: 0, description: "How many payments the order was given: they are numbered from 1" })),
    startedAt: InstantShape,
  }),
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
  schema: aboutOrder({ cartId: Type.Optional(CartIdShape), cancelledAt: InstantShape }),
  example: { ...aboutSample, cancelledAt: atSample("09:50:03") },
});

export const orderPaymentsAdded = contract({
  name: "OrderPaymentsAdded",
  version: 1,
  description: "Somebody said how to pay what no payment of the order covers: another attempt to pay.",
  schema: aboutOrder({
    payments: Type.Array(
      Type.Object({
        number: Type.Integer({ minimum: 1, description: "Of the payment within its order" }),
        method: Type.String({ description: "A reference to a method, never a card" }),
        amount: AmountShape,
      }),
      { minItems: 1 },
    ),
    addedAt: InstantShape,
  }),
  example: { ...aboutSample, payments: [{ number: 2, method: "pm_ok", amount: 1_920 }], addedAt: atSample("09:34:00") },
});
