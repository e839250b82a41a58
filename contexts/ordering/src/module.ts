import type { Route } from "@waybill/contracts/http";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { withIfVersion } from "@waybill/kernel/if-version";
import { limits } from "@waybill/kernel/limits";
import { withRefuse } from "@waybill/kernel/refuse";
import type { Sealer } from "@waybill/kernel/sealed";
import type { Order } from "./domain/order.ts";
import type { OrderCommand } from "./domain/order-commands.ts";
import { orderDecider } from "./domain/order-decider.ts";
import type { OrderEvent } from "./domain/order-events.ts";
import type { OrderRefusal } from "./domain/order-rules.ts";
import { getOrder } from "./http/get-order.ts";
import { getOrderActions } from "./http/get-order-actions.ts";
import { getOrderHistory } from "./http/get-order-history.ts";
import { holdOrder, resumeOrder } from "./http/hold-order.ts";
import { importOrder } from "./http/import-order.ts";
import { listOrders } from "./http/list-orders.ts";
import { placeOrder } from "./http/place-order.ts";
import type {
  OrderHistory,
  OrderingPorts,
  OrderingRequestRefusal,
  OrderList,
  OrderTokens,
  ProductPrices,
  RecordedOrderEvent,
} from "./http/ports.ts";
import { orderSummary } from "./read-models/order-summary.ts";
import { createOrderSummaryQueries, createOrderSummaryQueriesInMemory } from "./read-models/order-summary-queries.ts";

/** How the kernel keeps orders. */
export const orderAggregate: Aggregate<OrderCommand, Order, OrderEvent, OrderRefusal> = { type: "order", decider: orderDecider };

/** A recorded event as ordering speaks of it today. */
const decodeOrderingEvent = (recorded: RecordedEvent): OrderEvent => decodeEvent(orderAggregate, recorded);

/** What ordering keeps up to date for those who ask, and how it is asked where. */
export const orderingReadModels = {
  orderSummary: {
    model: orderSummary,
    decode: decodeOrderingEvent,
    onPostgres: createOrderSummaryQueries,
    inMemory: createOrderSummaryQueriesInMemory,
  },
};

/** What ordering is given to run on. */
export interface OrderingParts {
  readonly pipeline: CommandPipeline;
  readonly orderList: OrderList;
  readonly prices: ProductPrices;
  readonly sealer: Sealer;
  readonly tokens: OrderTokens;
}

/** Ordering at work: what it offers over HTTP. */
export interface Ordering {
  readonly routes: readonly Route[];
}

export const openOrdering = ({ pipeline, orderList, prices, sealer, tokens }: OrderingParts): Ordering => {
  const { log, clock } = pipeline;
  const aggregate = withIfVersion(withRefuse<OrderingRequestRefusal>()(orderAggregate));
  const orders = createCommandHandler(pipeline, aggregate);
  const ports: OrderingPorts = { log, clock, orders, orderHistory: historyIn(log), orderList, prices, sealer, tokens };
  const declared = [placeOrder, importOrder, listOrders, getOrder, getOrderHistory, getOrderActions, holdOrder, resumeOrder];
  return { routes: declared.map((declare) => declare(ports)) };
};

const historyIn = (log: EventLog): OrderHistory => ({
  read: async (merchant, orderId, { after, limit } = { after: 0, limit: Number.POSITIVE_INFINITY }) => {
    const stream = streamName(merchant, orderAggregate.type, orderId);
    const events: RecordedOrderEvent[] = [];
    for (;;) {
      const wanted = Math.min(limit - events.length, limits.streamPageEvents);
      const page = wanted > 0 ? await log.readStream(stream, after + events.length, wanted) : [];
      events.push(...page.map((recorded) => ({ event: decodeOrderingEvent(recorded), recorded })));
      if (page.length < wanted || wanted <= 0) return events;
    }
  },
});
