import type { LocationId, MerchantId, OrderId, Sku } from "@waybill/contracts/vocabulary";
import type { Clock } from "@waybill/kernel/clock";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import type { CommandContext } from "@waybill/kernel/command-identity";
import type { StockHandler } from "../aggregates.ts";
import type {
  OrderReservation,
  ReservationWorkCommand,
  ReservationWorkEvent,
  ReservationWorkRefusal,
} from "../domain/order-reservation.ts";

/** Where articles lie. */
export interface Sources {
  /** The locations of an article, in the order in which they are asked for it. */
  locationsOf(merchant: MerchantId, sku: Sku): Promise<readonly LocationId[]>;
  /** The article may lie there from now on. @throws StoreUnavailable when it is to be said again later. */
  add(merchant: MerchantId, sku: Sku, location: LocationId): Promise<void>;
}

/** What the catalog says of articles, as far as it has been heard here. */
export interface BackorderPolicies {
  /** Those of these articles that may be sold before they have arrived. */
  allowed(merchant: MerchantId, skus: readonly Sku[]): Promise<readonly Sku[]>;
}

/** What reservations are carried out with; the module fills it. */
export interface WorkPorts {
  readonly clock: Pick<Clock, "now">;
  readonly reservations: CommandHandler<ReservationWorkCommand, OrderReservation, ReservationWorkEvent, ReservationWorkRefusal>;
  /** As it is in the log now. */
  readonly readReservation: (merchant: MerchantId, orderId: string) => Promise<OrderReservation>;
  readonly stock: StockHandler;
  readonly sources: Sources;
  readonly policies: BackorderPolicies;
}

/** Whose reservation is worked on, and what stands behind it. */
export interface WorkOccasion {
  readonly orderId: OrderId;
  readonly merchant: MerchantId;
  readonly context: CommandContext;
}
