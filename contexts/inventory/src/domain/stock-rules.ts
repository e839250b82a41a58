import type { OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { entriesIn } from "./sorted-map.ts";
import { availableOf, isOpen, overdueIn, type Reservation, reservationOf, waitingIn } from "./stock.ts";
import type { StockDraft } from "./stock-draft.ts";

/**
 * What is there and nobody's goes to those who wait, first come first. Whose time is over waits no more, but for the one order that is
 * just being decided about.
 */
export const fillBackorders = (draft: StockDraft, at: Instant, decided?: OrderId): void => {
  for (const [, orderId] of waitingIn(draft.stock())) {
    const free = availableOf(draft.stock());
    if (free === 0) return;
    const waiting = reservationOf(draft.stock(), orderId) ?? null;
    if (waiting === null) continue;
    if (isOpen(waiting) && waiting.expiresAt <= at && orderId !== decided) {
      expire(draft, orderId, at);
      continue;
    }
    const quantity = Math.min(free, waiting.awaited);
    draft.record({ type: "BackorderFilled", orderId, quantity, awaited: waiting.awaited - quantity, at });
  }
};

/** Ends an order's hold. What it had goes to those who wait. */
export const expire = (draft: StockDraft, orderId: OrderId, at: Instant): void => {
  const reservation = reservationOf(draft.stock(), orderId) ?? null;
  if (!isOpen(reservation)) return;
  draft.record({ type: "ReservationExpired", orderId, taken: reservation.taken, awaited: reservation.awaited, at });
};

/**
 * A hold lasts no moment longer than it was asked for: before anybody is refused, those whose time is over make room. What this order has
 * may be more afterwards, for it may have been waiting.
 */
export const makeRoom = (draft: StockDraft, wanted: number, { orderId, at }: { readonly orderId: OrderId; readonly at: Instant }): void => {
  for (const overdue of overdueIn(draft.stock(), at)) {
    if (availableOf(draft.stock()) >= wanted) return;
    if (overdue === orderId) continue;
    expire(draft, overdue, at);
    fillBackorders(draft, at, orderId);
  }
};

/** Orders cannot have more than there is: the newest holds lose first, then the newest commitments. */
export const shortenReservations = (draft: StockDraft, at: Instant): void => {
  const { onHand, held, committed, reservations } = draft.stock();
  let missing = held + committed - onHand;
  if (missing <= 0) return;
  const losers = [...entriesIn(reservations)].filter(([, { taken }]) => taken > 0).sort(([, a], [, b]) => whoLosesFirst(a, b));
  for (const [orderId, loser] of losers) {
    if (missing === 0) return;
    const { taken, awaited } = loser;
    const quantity = Math.min(taken, missing);
    const wasCommitted = !isOpen(loser);
    draft.record({ type: "ReservationShortened", orderId, quantity, left: taken + awaited - quantity, wasCommitted, at });
    missing -= quantity;
  }
};

const whoLosesFirst = (a: Reservation, b: Reservation): number => Number(isOpen(b)) - Number(isOpen(a)) || b.arrival - a.arrival;
