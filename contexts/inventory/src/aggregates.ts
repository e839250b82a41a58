import type { Aggregate } from "@waybill/kernel/aggregate";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import { type IfVersion, type Versioned, type VersionIsStale, withIfVersion } from "@waybill/kernel/if-version";
import {
  type OrderReservation,
  orderReservationDecider,
  type ReservationWorkCommand,
  type ReservationWorkEvent,
  type ReservationWorkRefusal,
} from "./domain/order-reservation.ts";
import { type Sourcing, type SourcingCommand, type SourcingEvent, type SourcingRefusal, sourcingDecider } from "./domain/sourcing.ts";
import type { Stock } from "./domain/stock.ts";
import type { StockCommand, StockRefusal } from "./domain/stock-commands.ts";
import type { StockEvent } from "./domain/stock-events.ts";
import { stockDecider } from "./domain/stock-item.ts";
import { stockItemType } from "./domain/stock-item-id.ts";

type StockAggregate = Aggregate<StockCommand & IfVersion, Versioned<Stock>, StockEvent, StockRefusal | VersionIsStale>;

/**
 * How the kernel keeps stock items, for everybody: whoever kept them another way would not understand the snapshots.
 * A snapshot of 10,000 reservations is 2 MB, so it is not kept too often; without any, a stream of 10,000 events takes a tenth of a
 * second to read.
 */
export const stockAggregate: StockAggregate = withIfVersion({ type: stockItemType, decider: stockDecider, snapshotEveryEvents: 2_000 });

/** One for all who command stock items in a process: what one of them knows of a hot article, all of them know. */
export type StockHandler = CommandHandler<StockCommand & IfVersion, Versioned<Stock>, StockEvent, StockRefusal | VersionIsStale>;

/** How the kernel keeps what is known of where articles lie. */
export const sourcingAggregate: Aggregate<SourcingCommand, Sourcing, SourcingEvent, SourcingRefusal> = {
  type: "sourcing",
  decider: sourcingDecider,
};

/** How the kernel keeps orders' reservations. */
export const reservationAggregate: Aggregate<ReservationWorkCommand, OrderReservation, ReservationWorkEvent, ReservationWorkRefusal> = {
  type: "reservation",
  decider: orderReservationDecider,
};
