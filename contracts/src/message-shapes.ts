import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import Type, { type TSchema } from "typebox";
import type { Currency } from "./currency.ts";
import type { ExternalId } from "./external-id.ts";
import type { CartId, CustomerId, InvoiceId, LocationId, MerchantId, OrderId, PaymentId } from "./ids.ts";
import type { Sku } from "./sku.ts";

// The shapes that messages are made of. They are frozen with every version that uses them, so they say what a thing looks
// like and leave the limits to those who decide. They are open: who reads an older version lets new fields pass.

const typeId = "[0-7][0-9a-hjkmnp-tv-z]{25}";

export const MerchantIdShape = Type.Unsafe<MerchantId>(Type.String({ pattern: `^(?:default|mer_${typeId})$` }));
export const OrderIdShape = Type.Unsafe<OrderId>(Type.String({ pattern: `^ord_${typeId}$` }));
export const CartIdShape = Type.Unsafe<CartId>(Type.String({ pattern: `^cart_${typeId}$` }));
export const PaymentIdShape = Type.Unsafe<PaymentId>(Type.String({ pattern: `^pay_${typeId}$` }));
export const InvoiceIdShape = Type.Unsafe<InvoiceId>(Type.String({ pattern: `^inv_${typeId}$` }));
export const CustomerIdShape = Type.Unsafe<CustomerId>(Type.String({ pattern: `^cus_${typeId}$` }));
export const ExternalIdShape = Type.Unsafe<ExternalId>(Type.String({ minLength: 1, description: "What another system calls it" }));
export const LocationIdShape = Type.Unsafe<LocationId>(Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$" }));
export const SkuShape = Type.Unsafe<Sku>(Type.String({ minLength: 1 }));

export const InstantShape = Type.Unsafe<Instant>(Type.Integer({ description: "UTC, in milliseconds since 1970-01-01T00:00:00Z" }));

/** A word that code acts on, such as `OutOfStock`. Others may come later: whoever hears one it does not know treats it as unknown. */
export const CodeShape = Type.String({ pattern: "^[A-Z][A-Za-z0-9]*$" });

export const CurrencyShape = Type.Unsafe<Currency>(Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217" }));
export const AmountShape = Type.Integer({ description: "In minor units: cents, yen, fils" });
export const MoneyShape = Type.Object({ amount: AmountShape, currency: CurrencyShape });
export const UnitPriceShape = Type.Object({
  amount: Type.Integer({ minimum: 0 }),
  decimals: Type.Integer({ minimum: 0, description: "The price is amount × 10^-decimals of the currency's major unit" }),
  currency: CurrencyShape,
});

export const QuantityShape = Type.Integer({ minimum: 1 });

/** Personal data: readable only with its subject's key, and gone for ever when the key is. */
export const sealedShape = <T>() =>
  Type.Unsafe<Sealed<T>>(Type.Object({ sealed: Type.String({ pattern: "^[A-Za-z0-9_-]+$" }), subject: Type.String({ minLength: 1 }) }));

export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
