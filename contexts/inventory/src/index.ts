import type { SourcingRefusal } from "./domain/sourcing.ts";
import type { StockRefusal } from "./domain/stock-commands.ts";

export { inventoryReadModels, inventoryVoices, openInventory } from "./module.ts";

/** Every reason that inventory may give over HTTP for not doing something. */
export type InventoryRefusal = SourcingRefusal | StockRefusal;
