import {
  type Answer,
  type CursorKey,
  ExternalIdText,
  InstantText,
  pageOf,
  pageQuery,
  type Route,
  readPage,
  route,
} from "@waybill/contracts/http";
import { moneyOf, OrderId } from "@waybill/contracts/vocabulary";
import { type Instant, instant, isoFromInstant } from "@waybill/kernel/clock";
import Type from "typebox";
import { orderNumber } from "../domain/order-number.ts";
import { CustomerIdText, OrderStatusText, OrderSummaryJson } from "./order-json.ts";
import type { OrderFilter, OrderingPorts, OrderSummary } from "./ports.ts";

export const listOrders = ({ orderList }: OrderingPorts): Route =>
  route({
    operation: "listOrders",
    method: "GET",
    path: "/v1/orders",
    summary: "Orders, the newest first",
    query: pageQuery({
      status: Type.Optional(OrderStatusText),
      customerId: Type.Optional(CustomerIdText),
      externalId: Type.Optional(ExternalIdText),
      placedAfter: Type.Optional(InstantText),
    }),
    answers: { 200: pageOf(OrderSummaryJson, "OrderPage") },
    reads: "order_summary",
    handle: async ({ query, caller: { merchant } }): Promise<Answer> => {
      const { limit, cursor, status = null, customerId = null, externalId = null, placedAfter = null } = query;
      const filter: OrderFilter = { status, customerId, externalId, placedAfter };
      const scope = ["orders", merchant, JSON.stringify(Object.values(filter))];
      const page = await readPage(
        { scope, limit, cursor },
        {
          keyOf: ({ placedAt, orderId }: OrderSummary) => [placedAt, orderId],
          read: (after, rows) => orderList.page({ merchant, filter, after: placeIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      return { kind: "done", status: 200, body: { items: page.items.map(summaryJson), next: page.next } };
    },
  });

const placeIn = (key: CursorKey | null): { readonly placedAt: Instant; readonly orderId: OrderId } | null => {
  const [placedAt, id] = key ?? [];
  const orderId = typeof id === "string" ? OrderId.parse(id) : null;
  return typeof placedAt === "number" && Number.isSafeInteger(placedAt) && orderId !== null
    ? { placedAt: instant(placedAt), orderId }
    : null;
};

const summaryJson = (order: OrderSummary) => ({
  id: order.orderId,
  number: orderNumber(order.orderId),
  status: order.status,
  onHold: order.holds > 0,
  customerId: order.customerId,
  externalId: order.externalId,
  total: moneyOf(order.total, order.currency),
  lineCount: order.lineCount,
  units: order.units,
  placedAt: isoFromInstant(order.placedAt),
  updatedAt: isoFromInstant(order.updatedAt),
  version: order.version,
});
