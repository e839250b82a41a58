import type { Route, StuckThings } from "@waybill/contracts/http";
import { decodeEvent } from "@waybill/kernel/aggregate";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { withIfVersion } from "@waybill/kernel/if-version";
import type { Member } from "@waybill/kernel/member";
import { withRefuse } from "@waybill/kernel/refuse";
import { atWork } from "@waybill/kernel/saga-at-work";
import { hearerOf } from "@waybill/kernel/saga-hearing";
import type { Sealer } from "@waybill/kernel/sealed";
import type { StreamWatch } from "@waybill/kernel/stream-watch";
import { type Voice, voiceOf } from "@waybill/kernel/voice";
import { cartAggregate, decodeOrderEvent, orderAggregate } from "./aggregates.ts";
import { type CustomersOrders, customersOrders } from "./customers-orders.ts";
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
import { payOrder } from "./http/pay-order.ts";
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
  SaleTerms,
} from "./http/ports.ts";
import { quoteLines } from "./http/quote-lines.ts";
import { streamOrder } from "./http/stream-order.ts";
import { stuckOrders } from "./http/stuck-orders.ts";
import { keepingImportedReturns } from "./imported-returns.ts";
import { promising } from "./promising.ts";
import type { CustomerCartQueries } from "./read-models/customer-cart-queries.ts";
import { askedOrdering } from "./sagas/asked.ts";
import { cancelOrderHears, cancelOrder as cancelOrderSaga } from "./sagas/cancel-order.ts";
import { cartTimekeeper } from "./sagas/cart-timekeeper.ts";
import { checkout, checkoutHears } from "./sagas/checkout.ts";
import { fulfilOrder } from "./sagas/fulfil-order.ts";
import { fulfilOrderHears } from "./sagas/fulfil-order-words.ts";
import { saysOfCart, saysOfOrder } from "./says.ts";
import { eventsOf, readingOn } from "./stream-events.ts";

/** What ordering says to others. */
export const orderingVoices = (): readonly Voice[] => [voiceOf(orderAggregate, saysOfOrder), voiceOf(cartAggregate, saysOfCart)];

/** What ordering is given to run on. */
export interface OrderingParts {
  readonly pipeline: CommandPipeline;
  readonly streams: StreamWatch;
  readonly orderList: OrderList;
  readonly prices: ProductPrices;
  readonly terms: SaleTerms;
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
  payOrder,
  cancelOrder,
  holdOrder,
  resumeOrder,
];
const cartRoutes = [
  ...[openCart, getCart, changeCart, addCartItem, changeCartItem, removeCartItem, addCartDiscount, removeCartDiscounts],
  ...[mergeCart, checkOutCart, quoteLines],
];

const orderHistoryIn = (log: EventLog): OrderHistory => {
  const decode = (recorded: RecordedEvent): RecordedOrderEvent => ({ event: decodeOrderEvent(recorded), recorded });
  const readOn = readingOn(log, decode);
  return {
    read: async (merchant, orderId, page) => {
      const stream = streamName(merchant, orderAggregate.type, orderId);
      return page === undefined ? readOn(stream) : (await eventsOf(log, stream, page)).map(decode);
    },
  };
};

const cartHistoryIn = (log: EventLog): CartHistory => ({
  read: async (merchant, cartId, upToVersion = Number.POSITIVE_INFINITY) => {
    const recorded = await eventsOf(log, streamName(merchant, cartAggregate.type, cartId), { after: 0, limit: upToVersion });
    return recorded.map((one) => decodeEvent(cartAggregate, one));
  },
});
