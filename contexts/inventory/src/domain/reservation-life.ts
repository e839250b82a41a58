import type { Life } from "@waybill/kernel/life";
import type { Reservation } from "./stock.ts";
import type { StockEvent } from "./stock-events.ts";

/** Events of a stock item that are about one order. */
export type ReservationEventType =
  | Extract<StockEvent, { readonly taken: number }>["type"]
  | "BackorderFilled"
  | "ReservationShortened"
  | "StockConsumed";

/** What an order has of a stock item: nothing before, and nothing when it has ended. */
export type ReservationStatus = "Absent" | Reservation["status"];

export const reservationLife: Life<ReservationStatus, ReservationEventType> = {
  // Committed at once: its hold had expired, and what it had was still there.
  Absent: { ReservationHeld: ["Held", "Backordered"], ReservationCommitted: "Committed" },
  Held: {
    ReservationHeld: ["Held", "Backordered"],
    ReservationCommitted: "Committed",
    ReservationReleased: ["Held", "Absent"],
    ReservationExpired: "Absent",
    ReservationShortened: ["Held", "Absent"],
  },
  Backordered: {
    ReservationHeld: ["Held", "Backordered"],
    BackorderFilled: ["Backordered", "Held"],
    ReservationCommitted: "Committed",
    ReservationReleased: ["Held", "Backordered", "Absent"],
    ReservationExpired: "Absent",
    ReservationShortened: "Backordered",
  },
  Committed: {
    BackorderFilled: "Committed",
    StockConsumed: ["Committed", "Absent"],
    ReservationReleased: ["Committed", "Absent"],
    ReservationShortened: ["Committed", "Absent"],
  },
};
