/** The words that every context uses and means the same by. */
export * from "./currency.ts";
export * from "./external-id.ts";
export * from "./ids.ts";
export * from "./limits.ts";
export * from "./money.ts";
export * from "./order-policies.ts";
export * from "./payment-methods.ts";
export type * from "./person.ts";
export * from "./rounding.ts";
export * from "./sku.ts";
export * from "./unit-price.ts";
