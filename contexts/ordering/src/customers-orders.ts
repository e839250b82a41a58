import type { Caller } from "@waybill/contracts/http";
import { type CustomerId, KeyId, type MerchantId, type OrderId } from "@waybill/contracts/vocabulary";
import type { Json } from "@waybill/kernel/brand";
import type { Sealer } from "@waybill/kernel/sealed";
import { isEnd } from "./domain/order-life.ts";
import { cartBody, cartRecordOf } from "./http/cart-answer.ts";
import type { CartHistory, CartTokens } from "./http/cart-ports.ts";
import { recordOf } from "./http/order-answer.ts";
import { orderJson } from "./http/order-rendering.ts";
import type { OrderHistory, OrderList, OrderSummary } from "./http/ports.ts";
import type { CustomerCartQueries } from "./read-models/customer-cart-queries.ts";

/** What ordering knows of persons, for where contexts meet. What is asked by customer is as of what the list of orders shows. */
export interface CustomersOrders {
  /** Whose order it is, by all that was recorded of it; null when the merchant has no such order. */
  personOf(merchant: MerchantId, orderId: OrderId): Promise<OrdersPerson | null>;
  /** Those that have not ended, so that the customer is still needed for them. */
  live(merchant: MerchantId, customerId: CustomerId): Promise<readonly OrderId[]>;
  /** All of them, however they ended. */
  all(merchant: MerchantId, customerId: CustomerId): Promise<readonly OrderId[]>;
  /** Orders and carts as the office sees them, with contact and addresses opened; for the person themselves. */
  records(merchant: MerchantId, customerId: CustomerId): Promise<CustomersRecords>;
}

export type CustomersRecords = { readonly orders: readonly Json[]; readonly carts: readonly Json[] };

/** `isGuest`: what the order says of its person is sealed under its own id. Nobody's, if it was imported. */
export interface OrdersPerson {
  readonly isGuest: boolean;
  readonly isUnderWay: boolean;
}

export interface CustomersOrdersParts {
  readonly orderList: OrderList;
  readonly orderHistory: OrderHistory;
  readonly customerCarts: CustomerCartQueries;
  readonly cartHistory: CartHistory;
  readonly cartTokens: CartTokens;
  readonly sealer: Sealer;
}

export const customersOrders = (parts: CustomersOrdersParts): CustomersOrders => {
  const { orderList, orderHistory } = parts;
  return {
    personOf: async (merchant, orderId) => {
      const record = recordOf(await orderHistory.read(merchant, orderId));
      if (record === null) return null;
      return { isGuest: record.customerId === null && record.imported === null, isUnderWay: !isEnd(record.order.status) };
    },
    live: async (merchant, customerId) =>
      (await ordersOf(orderList, merchant, customerId)).filter(({ status }) => !isEnd(status)).map(({ orderId }) => orderId),
    all: async (merchant, customerId) => (await ordersOf(orderList, merchant, customerId)).map(({ orderId }) => orderId),
    records: async (merchant, customerId) => ({
      orders: await orderRecords(parts, merchant, customerId),
      carts: await cartRecords(parts, merchant, customerId),
    }),
  };
};

const orderRecords = async ({ orderList, orderHistory, sealer }: CustomersOrdersParts, merchant: MerchantId, customerId: CustomerId) => {
  const records: Json[] = [];
  for (const { orderId } of await ordersOf(orderList, merchant, customerId)) {
    const record = recordOf(await orderHistory.read(merchant, orderId));
    if (record !== null) records.push(asJson(await orderJson(record, office(merchant), sealer)));
  }
  return records;
};

/** Each with what was said at its last checkout. */
const cartRecords = async (parts: CustomersOrdersParts, merchant: MerchantId, customerId: CustomerId) => {
  const records: Json[] = [];
  for (const cartId of await parts.customerCarts.of(merchant, customerId)) {
    const record = cartRecordOf(await parts.cartHistory.read(merchant, cartId));
    if (record === null) continue;
    const { contact = null, address = null, note = null } = record.checkout ?? {};
    const [saidContact, saidAddress, saidNote] = [contact, address, note].map((one) => one && parts.sealer.open<Json>(one));
    const checkout = record.checkout && { contact: await saidContact, address: await saidAddress, note: await saidNote };
    records.push(asJson({ ...cartBody(parts, record, office(merchant)), checkout }));
  }
  return records;
};

/** Sees what is personal. */
const office = (merchant: MerchantId): Caller => ({ keyId: KeyId.derive("customers-orders"), role: "admin", merchant });

/** Asked for by the customer alone, never by status: an order that moves on between two questions would be in the answer to neither. */
const ordersOf = async (orderList: OrderList, merchant: MerchantId, customerId: CustomerId): Promise<readonly OrderSummary[]> => {
  const filter = { status: null, customerId, externalId: null, placedAfter: null };
  const orders: OrderSummary[] = [];
  for (;;) {
    const last = orders.at(-1);
    const after = last === undefined ? null : { placedAt: last.placedAt, orderId: last.orderId };
    const page = await orderList.page({ merchant, filter, after, limit: pageOrders });
    orders.push(...page);
    if (page.length < pageOrders) return orders;
  }
};

/** Orders that are looked at together: most customers have fewer. */
const pageOrders = 200;

const asJson = (value: object): Json => JSON.parse(JSON.stringify(value));
