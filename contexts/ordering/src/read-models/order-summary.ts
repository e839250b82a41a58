import type { Currency, CustomerId, ExternalId, MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import { targets } from "@waybill/kernel/life";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { OrderEvent, OrderImported, OrderPlaced } from "../domain/order-events.ts";
import { type OrderStatus, orderLife } from "../domain/order-life.ts";
import type { Quote } from "../domain/quote.ts";

/** One order as lists show it. */
export type OrderSummaryRow = {
  readonly orderId: OrderId;
  readonly merchant: MerchantId;
  readonly status: OrderStatus;
  /** Where a locked order returns to; else its status. */
  readonly standing: OrderStatus;
  /** The reasons that hold it. */
  readonly heldFor: readonly string[];
  readonly holds: number;
  readonly customerId: CustomerId | null;
  readonly externalId: ExternalId | null;
  readonly currency: Currency;
  readonly total: number;
  readonly lineCount: number;
  readonly units: number;
  readonly placedAt: Instant;
  readonly updatedAt: Instant;
  readonly version: number;
};

/** Answers which orders a merchant has, the newest first, and where each stands. */
export const orderSummary: ReadModel<OrderEvent, OrderSummaryRow> = {
  name: "order_summary",
  version: 2,
  columns: {
    orderId: "text",
    merchant: "text",
    status: "text",
    standing: "text",
    heldFor: "json",
    holds: "integer",
    customerId: "text",
    externalId: "text",
    currency: "text",
    total: "bigint",
    lineCount: "integer",
    units: "bigint",
    placedAt: "bigint",
    updatedAt: "bigint",
    version: "integer",
  },
  // One for each way to ask; newest first in all of them, because an index is read as fast backwards.
  indexes: [
    "(merchant, placed_at, order_id)",
    "(merchant, status, placed_at, order_id)",
    "(merchant, customer_id, placed_at, order_id) where customer_id is not null",
    "(merchant, external_id, placed_at, order_id) where external_id is not null",
  ],
  of: "order",
  keyOf: (_, { stream }) => streamParts(stream).id,
  project: (row, event, { version }) => {
    if (event.type === "OrderPlaced")
      return { ...begun(event), ...statusAfter("NotPlaced", null, event), customerId: event.customerId, placedAt: event.at };
    if (event.type === "OrderImported") return { ...begun(event), ...statusAfter("NotPlaced", null, event), placedAt: event.placedAt };
    return row && { ...row, ...statusAfter(row.status, row.standing, event), ...learnt(row, event), updatedAt: event.at, version };
  },
};

const begun = (event: OrderImported | OrderPlaced) => ({
  orderId: event.orderId,
  merchant: event.merchantId,
  heldFor: [],
  holds: 0,
  customerId: null,
  externalId: event.externalId,
  currency: event.quote.currency,
  ...sizeOf(event.quote),
  updatedAt: event.at,
  version: 1,
});

const sizeOf = ({ totals, lines }: Quote) => ({
  total: totals.grand,
  lineCount: lines.length,
  units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
});

/** By the very table that decides: where it names several, the order returns to where it was before it was locked. */
const statusAfter = (
  status: OrderStatus,
  standing: OrderStatus | null,
  { type }: OrderEvent,
): Pick<OrderSummaryRow, "standing" | "status"> => {
  const [only, ...others] = targets(orderLife, status, type);
  const next = others.length > 0 ? (standing ?? status) : (only ?? status);
  if (!isLock(next)) return { status: next, standing: next };
  // While an order is locked its work may begin all the same.
  return { status: next, standing: type === "FulfilmentStarted" ? "InFulfilment" : (standing ?? status) };
};

const isLock = (status: OrderStatus): boolean => status === "Amending" || status === "Cancelling";

const endings: ReadonlySet<OrderStatus> = new Set(["Completed", "Rejected", "Expired", "Cancelled"]);

const learnt = (row: OrderSummaryRow, event: OrderEvent): Partial<OrderSummaryRow> => {
  if (event.type === "OrderPutOnHold") return holding([...row.heldFor.filter((reason) => reason !== event.reason), event.reason]);
  if (event.type === "OrderResumed") return holding(row.heldFor.filter((reason) => !event.reasons.includes(reason)));
  if (event.type === "OrderAmended") return sizeOf(event.quote);
  const [next] = targets(orderLife, row.status, event.type);
  return next !== undefined && endings.has(next) ? holding([]) : {};
};

const holding = (heldFor: readonly string[]) => ({ heldFor, holds: heldFor.length });
