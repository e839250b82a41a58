import type { InventoryRefusal } from "@waybill/inventory";
import type { Status } from "./problem-status.ts";

/** What inventory's refusals are in HTTP; the reasons are those of `problem-status.ts`. */
export const inventoryStatus: Readonly<Record<InventoryRefusal["code"], Status>> = {
  ArticleHasTooManyLocations: 409,
  BackorderLimitIsReached: 409,
  HoldHasExpired: 409,
  OutOfStock: 409,
  ReservationIsCommitted: 409,
  TooFewAreOnHand: 409,
  TooFewAreReserved: 409,
  PriorityIsOutOfRange: 422,
  QuantityIsOutOfRange: 422,
  ReasonIsMissing: 422,
  ReasonIsTooLong: 422,
  StockIsTooLarge: 422,
};
