import { heardIn } from "@waybill/kernel/ear";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import { decodeCartEvent, decodeOrderEvent } from "./aggregates.ts";
import { customerCart } from "./read-models/customer-cart.ts";
import { createCustomerCartQueries, createCustomerCartQueriesInMemory } from "./read-models/customer-cart-queries.ts";
import { customerNews, customerStanding } from "./read-models/customer-standing.ts";
import { createCustomerStandingQueries, createCustomerStandingQueriesInMemory } from "./read-models/customer-standing-queries.ts";
import { orderDeadline } from "./read-models/order-deadline.ts";
import { createOrderDeadlineQueries, createOrderDeadlineQueriesInMemory } from "./read-models/order-deadline-queries.ts";
import { orderSummary } from "./read-models/order-summary.ts";
import { createOrderSummaryQueries, createOrderSummaryQueriesInMemory } from "./read-models/order-summary-queries.ts";
import { productNews, productPrice } from "./read-models/product-price.ts";
import { createProductPriceQueries, createProductPriceQueriesInMemory } from "./read-models/product-price-queries.ts";
import { saleNews, saleTerms } from "./read-models/sale-terms.ts";
import { createSaleTermsQueries, createSaleTermsQueriesInMemory } from "./read-models/sale-terms-queries.ts";

/** What ordering keeps up to date for those who ask, and how it is asked where. */
export const orderingReadModels = {
  orderSummary: {
    model: orderSummary,
    decode: decodeOrderEvent,
    onPostgres: createOrderSummaryQueries,
    inMemory: createOrderSummaryQueriesInMemory,
  },
  orderDeadline: {
    model: orderDeadline,
    decode: decodeOrderEvent,
    onPostgres: createOrderDeadlineQueries,
    inMemory: createOrderDeadlineQueriesInMemory,
  },
  customerCart: {
    model: customerCart,
    decode: decodeCartEvent,
    onPostgres: createCustomerCartQueries,
    inMemory: createCustomerCartQueriesInMemory,
  },
  /** Of what the catalog says. */
  productPrice: {
    model: productPrice,
    decode: (entry: RecordedEvent) => heardIn(entry, productNews),
    onPostgres: createProductPriceQueries,
    inMemory: createProductPriceQueriesInMemory,
  },
  /** Of what customers says. */
  customerStanding: {
    model: customerStanding,
    decode: (entry: RecordedEvent) => heardIn(entry, customerNews),
    onPostgres: createCustomerStandingQueries,
    inMemory: createCustomerStandingQueriesInMemory,
  },
  /** Of what billing says. */
  saleTerms: {
    model: saleTerms,
    decode: (entry: RecordedEvent) => heardIn(entry, saleNews),
    onPostgres: createSaleTermsQueries,
    inMemory: createSaleTermsQueriesInMemory,
  },
};
