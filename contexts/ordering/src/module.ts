import type { Route, StuckThings } from "@waybill/contracts/http";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { heardIn } from "@waybill/kernel/ear";
import { type EventLog, type RecordedEvent, streamName, streamParts } from "@waybill/kernel/event-log";
import { withIfVersion } from "@waybill/kernel/if-version";
import type { Member } from "@waybill/kernel/member";
import { withRefuse } from "@waybill/kernel/refuse";
import { atWork } from "@waybill/kernel/saga-at-work";
import { hearerOf } from "@waybill/kernel/saga-hearing";
import type { Sealer } from "@waybill/kernel/sealed";
import type { StreamWatch } from "@waybill/kernel/stream-watch";
import { type Voice, voiceOf } from "@waybill/kernel/voice";
import { type CustomersOrders, customersOrders } from "./customers-orders.ts";
import type { Cart } from "./domain/cart.ts";
import type { CartCommand } from "./domain/cart-commands.ts";
import { cartDecider } from "./domain/cart-decider.ts";
import type { CartEvent } from "./domain/cart-events.ts";
import type { CartRefusal } from "./domain/cart-rules.ts";
import type { Order } from "./domain/order.ts";
import type { OrderCommand } from "./domain/order-commands.ts";
import { orderDecider } from "./domain/order-decider.ts";
import type { OrderEvent } from "./domain/order-events.ts";
import type { OrderRefusal } from "./domain/order-rules.ts";
import { cancelOrder } from "./http/cancel-order.ts";
import type { CartHistory, CartPorts, CartTokens } from "./http/cart-ports.ts";
import { addCartItem, changeCartItem, removeCartItem } from "./http/change-items.ts";
import { checkOutCart } from "./http/check-out-cart.ts";
import { chooseLines } from "./http/choose-lines.ts";
import { addCartDiscount, removeCartDiscounts } from "./http/discount-cart.ts";
import { getOrder } from "./http/get-order.ts";
import { getOrderActions } from "./http/get-order-actions.ts";
import { getOrderHistory } from "./http/get-order-history.ts";
import { holdOrder, resumeOrder } from "./http/hold-order.ts";
import { importOrder } from "./http/import-order.ts";
import { importReturn } from "./http/import-return.ts";
import { listOrders } from "./http/list-orders.ts";
import { mergeCart } from "./http/merge-carts.ts";
import { changeCart, getCart, openCart } from "./http/open-cart.ts";
import { placeNotedOrderOf } from "./http/place-noted-order.ts";
import { placeOrder } from "./http/place-order.ts";
import type {
  CustomerStandings,
  OrderHistory,
  OrderingRequestRefusal,
  OrderList,
  OrderTokens,
  OverdueOrders,
  ProductPrices,
  RecordedOrderEvent,
} from "./http/ports.ts";
import { quoteLines } from "./http/quote-lines.ts";
import { streamOrder } from "./http/stream-order.ts";
import { stuckOrders } from "./http/stuck-orders.ts";
import { keepingImportedReturns } from "./imported-returns.ts";
import { promising } from "./promising.ts";
import { customerCart } from "./read-models/customer-cart.ts";
import {
  type CustomerCartQueries,
  createCustomerCartQueries,
  createCustomerCartQueriesInMemory,
} from "./read-models/customer-cart-queries.ts";
import { customerNews, customerStanding } from "./read-models/customer-standing.ts";
import { createCustomerStandingQueries, createCustomerStandingQueriesInMemory } from "./read-models/customer-standing-queries.ts";
import { orderDeadline } from "./read-models/order-deadline.ts";
import { createOrderDeadlineQueries, createOrderDeadlineQueriesInMemory } from "./read-models/order-deadline-queries.ts";
import { orderSummary } from "./read-models/order-summary.ts";
import { createOrderSummaryQueries, createOrderSummaryQueriesInMemory } from "./read-models/order-summary-queries.ts";
import { productNews, productPrice } from "./read-models/product-price.ts";
import { createProductPriceQueries, createProductPriceQueriesInMemory } from "./read-models/product-price-queries.ts";
import { askedOrdering } from "./sagas/asked.ts";
import { cancelOrderHears, cancelOrder as cancelOrderSaga } from "./sagas/cancel-order.ts";
import { cartTimekeeper } from "./sagas/cart-timekeeper.ts";
import { checkout, checkoutHears } from "./sagas/checkout.ts";
import { fulfilOrder } from "./sagas/fulfil-order.ts";
import { fulfilOrderHears } from "./sagas/fulfil-order-words.ts";
import { saysOfCart, saysOfOrder } from "./says.ts";
import { eventsOf } from "./stream-events.ts";

/** How the kernel keeps orders. */
export const orderAggregate: Aggregate<OrderCommand, Order, OrderEvent, OrderRefusal> = {
  type: "order",
  decider: orderDecider,
  // Before carts there was no word of them.
  upcasters: { OrderPlaced: [(data) => ({ cartId: null, ...data })] },
};

/** How the kernel keeps carts. */
const cartAggregate: Aggregate<CartCommand, Cart, CartEvent, CartRefusal> = { type: "cart", decider: cartDecider };

/** A recorded event as ordering speaks of it today. */
const decodeOrderingEvent = (recorded: RecordedEvent): OrderEvent => decodeEvent(orderAggregate, recorded);

/** Null for an event of something else. */
const decodeCartEvent = (recorded: RecordedEvent): CartEvent | null =>
  streamParts(recorded.stream).type === cartAggregate.type ? decodeEvent(cartAggregate, recorded) : null;

/** What ordering keeps up to date for those who ask, and how it is asked where. */
export const orderingReadModels = {
  orderSummary: {
    model: orderSummary,
    decode: decodeOrderingEvent,
    onPostgres: createOrderSummaryQueries,
    inMemory: createOrderSummaryQueriesInMemory,
  },
  orderDeadline: {
    model: orderDeadline,
    decode: decodeOrderingEvent,
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
};

/** What ordering says to others. */
export const orderingVoices = (): readonly Voice[] => [voiceOf(orderAggregate, saysOfOrder), voiceOf(cartAggregate, saysOfCart)];

/** What ordering is given to run on. */
export interface OrderingParts {
  readonly pipeline: CommandPipeline;
  readonly streams: StreamWatch;
  readonly orderList: OrderList;
  readonly prices: ProductPrices;
  /** Without it nobody is blocked. */
  readonly customerStandings?: CustomerStandings;
  readonly customerCarts: CustomerCartQueries;
  readonly overdueOrders: OverdueOrders;
  readonly retryParkedFor: CartPorts["retryParkedFor"];
  readonly sealer: Sealer;
  readonly tokens: OrderTokens;
  readonly cartTokens: CartTokens;
}

/** Ordering at work: what it offers over HTTP, and to other contexts. */
export interface Ordering {
  readonly routes: readonly Route[];
  readonly member: Member;
  /** Orders past their deadlines, and what can be done about them. */
  readonly stuck: StuckThings;
  /** What customers must know of orders. */
  readonly customersOrders: CustomersOrders;
}

const nobodyIsBlocked: CustomerStandings = { find: async () => "Known" };

export const openOrdering = ({ pipeline, streams, customerStandings = nobodyIsBlocked, ...given }: OrderingParts): Ordering => {
  const { log, clock } = pipeline;
  const refusable = withRefuse<OrderingRequestRefusal>();
  const ports: CartPorts = {
    ...given,
    customerStandings,
    log,
    clock,
    orders: createCommandHandler(pipeline, withIfVersion(refusable(orderAggregate))),
    orderHistory: orderHistoryIn(log),
    watchOrder: (merchant, orderId, onAppended) => streams.watch(streamName(merchant, orderAggregate.type, orderId), onAppended),
    ...keepingImportedReturns(pipeline),
    carts: createCommandHandler(pipeline, withIfVersion(refusable(cartAggregate))),
    cartHistory: cartHistoryIn(log),
  };
  const sagas = [
    hearerOf(atWork(pipeline, checkout), checkoutHears),
    hearerOf(atWork(pipeline, fulfilOrder), fulfilOrderHears),
    hearerOf(atWork(pipeline, cancelOrderSaga), cancelOrderHears),
  ];
  const target = askedOrdering(log.name, { ...ports, orders: promising(ports), placeNotedOrder: placeNotedOrderOf(ports) });
  return {
    routes: [...orderRoutes, ...cartRoutes].map((declare) => declare(ports)),
    member: { target, sagas, timekeepers: [cartTimekeeper(cartAggregate, ports.carts)], timersVersion: 1 },
    stuck: stuckOrders(ports),
    customersOrders: customersOrders({ ...given, ...ports }),
  };
};

const orderRoutes = [
  placeOrder,
  importOrder,
  importReturn,
  listOrders,
  getOrder,
  getOrderHistory,
  streamOrder,
  getOrderActions,
  chooseLines,
  cancelOrder,
  holdOrder,
  resumeOrder,
];
const cartRoutes = [
  ...[openCart, getCart, changeCart, addCartItem, changeCartItem, removeCartItem, addCartDiscount, removeCartDiscounts],
  ...[mergeCart, checkOutCart, quoteLines],
];

const orderHistoryIn = (log: EventLog): OrderHistory => ({
  read: async (merchant, orderId, { after, limit } = { after: 0, limit: Number.POSITIVE_INFINITY }) => {
    const recorded = await eventsOf(log, streamName(merchant, orderAggregate.type, orderId), { after, limit });
    return recorded.map((one): RecordedOrderEvent => ({ event: decodeOrderingEvent(one), recorded: one }));
  },
});

const cartHistoryIn = (log: EventLog): CartHistory => ({
  read: async (merchant, cartId, upToVersion = Number.POSITIVE_INFINITY) => {
    const recorded = await eventsOf(log, streamName(merchant, cartAggregate.type, cartId), { after: 0, limit: upToVersion });
    return recorded.map((one) => decodeEvent(cartAggregate, one));
  },
});
