import { backorderFilled, reservationExpired, reservationShort, stockChanged } from "@waybill/contracts/inventory";
import { MerchantId } from "@waybill/contracts/vocabulary";
import { type IntegrationEvent, say } from "@waybill/kernel/integration-event";
import type { Says } from "@waybill/kernel/voice";
import type { StockEvent } from "./domain/stock-events.ts";
import { parseStockItemSegment } from "./domain/stock-item-id.ts";

/** What inventory says of an article at a location. What somebody typed as a reason is not told. */
export const saysOfStock: Says<StockEvent> = (event, { stream }) => {
  const [merchant = "", , segment = ""] = stream.split("/");
  const [merchantId, item] = [MerchantId.parse(merchant), parseStockItemSegment(segment)];
  if (merchantId === null || item === null) throw new TypeError(`${stream} is not the stream of a stock item`);
  const about = { merchantId, sku: item.sku, location: item.location };
  // What leaves with a parcel could not be had before.
  if (event.type === "StockConsumed") return [];
  // History from elsewhere: as much can be had as before.
  if (event.type === "StockAdjustmentImported") return [];
  const { available } = event.level;
  return [...ofOrder(event, about), say(stockChanged, { ...about, available, changedAt: event.at })];
};

type About = { readonly merchantId: MerchantId } & NonNullable<ReturnType<typeof parseStockItemSegment>>;

const ofOrder = (
  event: Exclude<StockEvent, { readonly type: "StockAdjustmentImported" | "StockConsumed" }>,
  about: About,
): readonly IntegrationEvent[] => {
  switch (event.type) {
    case "ReservationExpired": {
      const { orderId, taken, awaited, at } = event;
      return [say(reservationExpired, { ...about, orderId, quantity: taken + awaited, expiredAt: at })];
    }
    case "ReservationShortened": {
      const { orderId, quantity, wasCommitted, at } = event;
      if (!wasCommitted) return [];
      return [say(reservationShort, { ...about, orderId, quantity, shortAt: at })];
    }
    case "BackorderFilled": {
      const { orderId, quantity, awaited, at } = event;
      return [say(backorderFilled, { ...about, orderId, quantity, awaited, filledAt: at })];
    }
    case "StockReceived":
    case "StockWrittenOff":
    case "StockCounted":
    case "StockReturned":
    case "StockPolicySet":
    case "ReservationHeld":
    case "ReservationCommitted":
    case "ReservationReleased":
      return [];
  }
};
