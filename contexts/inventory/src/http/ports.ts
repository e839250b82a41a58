import type { LocationId, MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { CommandOutcome } from "@waybill/kernel/command-outcome";
import type { EventLog, RecordedEvent } from "@waybill/kernel/event-log";
import type { StockHandler } from "../aggregates.ts";
import type { Place, Sourcing, SourcingEvent, SourcingRefusal } from "../domain/sourcing.ts";
import type { StockEvent } from "../domain/stock-events.ts";
import type { StockItemId } from "../domain/stock-item-id.ts";

/** What inventory's routes stand on; the module fills it. */
export interface InventoryPorts {
  readonly log: Pick<EventLog, "incarnation" | "name">;
  readonly stock: StockHandler;
  readonly places: Places;
  /** As it is now. */
  readonly readItem: (merchant: MerchantId, item: StockItemId) => Promise<ItemState>;
  readonly movements: Movements;
  readonly stockLevels: StockLevels;
}

/** Where articles lie. */
export interface Places {
  placesOf(merchant: MerchantId, sku: Sku): Promise<readonly Place[]>;
  /** The article may lie there; with a priority when it is given. */
  put(
    merchant: MerchantId,
    sku: Sku,
    place: { readonly location: LocationId; readonly priority: number | null; readonly actor?: string },
  ): Promise<CommandOutcome<Sourcing, SourcingEvent, SourcingRefusal>>;
}

/** What there is of an article at a location, and how it is kept. */
export interface ItemState extends StockEventLevel {
  readonly safetyStock: number;
  readonly backorderLimit: number | null;
  readonly version: number;
}
type StockEventLevel = StockEvent["level"];

/** What happened to an article at a location, oldest first. */
export interface Movements {
  read(
    merchant: MerchantId,
    item: StockItemId,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly RecordedMovement[]>;
}

export interface RecordedMovement {
  readonly event: StockEvent;
  readonly recorded: RecordedEvent;
}

/** One article at one location as lists show it. */
export interface ListedLevel extends ItemState {
  readonly sku: Sku;
  readonly location: LocationId;
}

/** Answers what there is of a merchant's articles, by SKU and location; as of a moment ago. */
export interface StockLevels {
  page(wanted: {
    readonly merchant: MerchantId;
    /** Null for all. */
    readonly location: LocationId | null;
    /** No more than so many available; null for any number. */
    readonly availableMost: number | null;
    /** The article and location to go on after; null from the beginning. */
    readonly after: { readonly sku: Sku; readonly location: LocationId } | null;
    readonly limit: number;
  }): Promise<readonly ListedLevel[]>;
}
