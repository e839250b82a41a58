import Type, { type TProperties } from "typebox";
import { atSample, customerSample, eurSample, orderSample, priceSample, sealedSample, skuSample } from "./message-samples.ts";
import {
  AmountShape,
  CurrencyShape,
  InstantShape,
  MerchantIdShape,
  OrderIdShape,
  QuantityShape,
  SkuShape,
  UnitPriceShape,
} from "./message-shapes.ts";

/** Every message of ordering is about one order of one merchant. */
export const aboutOrder = <Properties extends TProperties>(properties: Properties) =>
  Type.Object({ merchantId: MerchantIdShape, orderId: OrderIdShape, ...properties });
export const aboutSample = { merchantId: "default", orderId: orderSample } as const;

export const AttemptShape = Type.Integer({
  minimum: 1,
  description: "Counts the times that the order was locked: what answers an older one is too late",
});

/** Names a hold without telling its reason, which somebody typed. */
export const HoldIdShape = Type.String({ format: "uuid" });
export const holdSample = "5f0c1f9e-8a51-8d0e-9c4b-3f6f0e3b9a77";

export const SourceShape = Type.String({
  minLength: 1,
  description: "What the fact comes from: a fulfilment, a delivery, a return. It counts once",
});

const LineIdShape = Type.Integer({ minimum: 1, description: "The line's number within its order, for ever" });

export const LineQuantitiesShape = Type.Array(Type.Object({ lineId: LineIdShape, quantity: QuantityShape }));

/** Lines of which there is not enough. */
export const ShortLinesShape = Type.Array(
  Type.Object({ lineId: LineIdShape, sku: SkuShape, requested: QuantityShape, available: Type.Integer({ minimum: 0 }) }),
);
export const shortSample = [{ lineId: 1, sku: skuSample, requested: 6, available: 4 }];

/** When the customer was told that it comes. */
export const WindowShape = Type.Object({ from: InstantShape, until: InstantShape });

/** What the merchant has decided about its orders, as in the vocabulary's `OrderPolicies`. */
export const OrderPoliciesShape = Type.Object({
  awaitingCustomerMinutes: Type.Integer({ minimum: 1, description: "How long the customer has to choose, when some is short" }),
  reservedMinutes: Type.Integer({ minimum: 1, description: "How long stock is kept for what is not paid" }),
  paymentAttempts: Type.Optional(Type.Integer({ minimum: 1, description: "How often a customer may say how to pay; absent: once" })),
  capture: Type.Optional(
    Type.String({
      description: "`on_confirmation`: all of the money is taken as soon as the order is confirmed; else, or absent, at hand-over",
    }),
  ),
});

const TaxRateShape = Type.Integer({ minimum: 0, description: "In millionths: 25.5 % is 255000" });

/** A price, worked out once: invoices copy it. All amounts are of its currency. */
export const QuoteShape = Type.Object({
  currency: CurrencyShape,
  pricesIncludeTax: Type.Boolean(),
  lines: Type.Array(
    Type.Object({
      lineId: LineIdShape,
      sku: SkuShape,
      name: Type.String(),
      quantity: QuantityShape,
      unitPrice: UnitPriceShape,
      discount: AmountShape,
      taxRatePpm: TaxRateShape,
      tax: AmountShape,
      total: AmountShape,
    }),
  ),
  delivery: Type.Object({ fee: AmountShape, taxRatePpm: TaxRateShape, tax: AmountShape, total: AmountShape }),
  totals: Type.Object({ items: AmountShape, discount: AmountShape, deliveryFee: AmountShape, tax: AmountShape, grand: AmountShape }),
});
export const quoteSample = {
  currency: eurSample,
  pricesIncludeTax: true,
  lines: [
    {
      lineId: 1,
      sku: skuSample,
      name: "White hanging heart T-light holder",
      quantity: 6,
      unitPrice: priceSample,
      discount: 0,
      taxRatePpm: 240_000,
      tax: 296,
      total: 1_530,
    },
  ],
  delivery: { fee: 390, taxRatePpm: 240_000, tax: 75, total: 390 },
  totals: { items: 1_530, discount: 0, deliveryFee: 390, tax: 371, grand: 1_920 },
};

/** What somebody wants who places an order. */
export const wishSample = {
  customerId: customerSample,
  externalId: null,
  quote: quoteSample,
  payments: [{ method: "pm_ok", amount: quoteSample.totals.grand }],
  allowPartial: false,
  delivery: { method: "courier", slot: null, instructions: sealedSample },
  promise: { from: atSample("10:30:00"), until: atSample("11:00:00") },
  contact: sealedSample,
  address: sealedSample,
  note: null,
};

export const euros = (amount: number) => ({ amount, currency: eurSample });
