import { type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import { inventoryLimits } from "./limits.ts";
import { availableOf, isOpen, reservationOf, type Stock } from "./stock.ts";
import type { CommitStock, ConsumeStock, ExpireHold, HoldStock, ReleaseStock, ReservingCommand, StockRefusal } from "./stock-commands.ts";
import { draftOn } from "./stock-draft.ts";
import type { StockEvent } from "./stock-events.ts";
import { expire, fillBackorders, makeRoom } from "./stock-rules.ts";

type StockDecision = Decision<StockEvent, StockRefusal>;

/** What an order may have of it. Here, and nowhere else, it is decided who gets the last one. */
export const decideReserving = (command: ReservingCommand, stock: Stock): StockDecision => {
  switch (command.type) {
    case "HoldStock":
      return hold(command, stock);
    case "CommitStock":
      return commit(command, stock);
    case "ReleaseStock":
      return release(command, stock);
    case "ExpireHold":
      return expireHold(command, stock);
    case "ConsumeStock":
      return consume(command, stock);
  }
};

const hold = ({ orderId, taken, awaited, expiresAt, at }: HoldStock, stock: Stock): StockDecision => {
  if (taken + awaited < 1) return reject({ code: "QuantityIsOutOfRange" });
  const before = reservationOf(stock, orderId) ?? null;
  if (before !== null && !isOpen(before)) return reject({ code: "ReservationIsCommitted" });
  if (before?.taken === taken && before.awaited === awaited && before.expiresAt === expiresAt) return nothingToDo;
  const draft = draftOn(stock);
  makeRoom(draft, taken - (before?.taken ?? 0), { orderId, at });
  const mine = reservationOf(draft.stock(), orderId);
  const available = availableOf(draft.stock()) + (mine?.taken ?? 0);
  if (taken > available) return reject({ code: "OutOfStock", available });
  const room = backorderRoom(draft.stock()) + (mine?.awaited ?? 0);
  if (awaited > room) return reject({ code: "BackorderLimitIsReached", room });
  draft.record({ type: "ReservationHeld", orderId, taken, awaited, expiresAt, at });
  fillBackorders(draft, at);
  return draft.decision();
};

/** Units that may still be promised before they have come. */
const backorderRoom = ({ awaited, backorderLimit, queue }: Stock): number => {
  if (queue.size >= inventoryLimits.awaitingOrders) return 0;
  return Math.max(0, (backorderLimit ?? inventoryLimits.unitsAtLocation) - awaited);
};

const commit = ({ orderId, taken, awaited, at }: CommitStock, stock: Stock): StockDecision => {
  if (reservationOf(stock, orderId)?.status === "Committed") return nothingToDo;
  const draft = draftOn(stock);
  // What has expired, or was lost to a count, is taken again if it is there. Only what was to wait from the beginning may wait.
  makeRoom(draft, missingIn(draft.stock(), { orderId, taken, awaited }), { orderId, at });
  const missing = missingIn(draft.stock(), { orderId, taken, awaited });
  const mine = reservationOf(draft.stock(), orderId);
  const again = Math.min(missing, availableOf(draft.stock()));
  const has = (mine?.taken ?? 0) + again;
  const waits = (mine?.awaited ?? 0) + missing - again;
  if (waits > Math.max(mine?.awaited ?? 0, awaited)) return reject({ code: "HoldHasExpired", available: has + (mine?.awaited ?? 0) });
  draft.record({ type: "ReservationCommitted", orderId, taken: has, awaited: waits, at });
  fillBackorders(draft, at);
  return draft.decision();
};

const missingIn = (stock: Stock, { orderId, taken, awaited }: Pick<CommitStock, "awaited" | "orderId" | "taken">): number => {
  const mine = reservationOf(stock, orderId);
  return Math.max(0, taken + awaited - (mine?.taken ?? 0) - (mine?.awaited ?? 0));
};

const release = ({ orderId, quantity, reason, at }: ReleaseStock, stock: Stock): StockDecision => {
  const mine = reservationOf(stock, orderId);
  const reserved = (mine?.taken ?? 0) + (mine?.awaited ?? 0);
  if (mine === undefined && quantity === "all") return nothingToDo;
  if (mine === undefined || (quantity !== "all" && quantity > reserved)) return reject({ code: "TooFewAreReserved", reserved });
  const awaited = Math.min(mine.awaited, quantity === "all" ? mine.awaited : quantity);
  const taken = quantity === "all" ? mine.taken : quantity - awaited;
  const draft = draftOn(stock);
  draft.record({ type: "ReservationReleased", orderId, taken, awaited, left: reserved - taken - awaited, reason, at });
  fillBackorders(draft, at);
  return draft.decision();
};

const expireHold = ({ orderId, expiresAt, at }: ExpireHold, stock: Stock): StockDecision => {
  const mine = reservationOf(stock, orderId) ?? null;
  if (!isOpen(mine) || mine.expiresAt !== expiresAt) return nothingToDo;
  const draft = draftOn(stock);
  expire(draft, orderId, at);
  fillBackorders(draft, at);
  return draft.decision();
};

const consume = ({ orderId, quantity, source, at }: ConsumeStock, stock: Stock): StockDecision => {
  const mine = reservationOf(stock, orderId);
  const reserved = mine?.status === "Committed" ? mine.taken : 0;
  if (quantity > reserved) return reject({ code: "TooFewAreReserved", reserved });
  const draft = draftOn(stock);
  draft.record({ type: "StockConsumed", orderId, quantity, source, at });
  return draft.decision();
};
