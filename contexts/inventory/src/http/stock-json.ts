import { exactly, idText, SkuText } from "@waybill/contracts/http";
import { LocationId } from "@waybill/contracts/vocabulary";
import Type from "typebox";
import { inventoryLimits } from "../domain/limits.ts";
import type { ItemState } from "./ports.ts";

export const LocationText = idText(LocationId, "main");
export const stockParams = exactly({ sku: SkuText });
/** `main` when nothing is said. */
export const OptionalLocation = Type.Optional(LocationText);
export const ReasonText = Type.String({ minLength: 1, maxLength: inventoryLimits.reasonCharacters });
const units = (description?: string) =>
  Type.Integer({ minimum: 0, maximum: inventoryLimits.unitsAtLocation, ...(description === undefined ? {} : { description }) });
export const UnitsJson = units();
export const AvailableMostJson = units("Only where no more than so many can be had");
export const PriorityJson = Type.Integer({
  ...{ minimum: 0, maximum: inventoryLimits.priorityMost, default: inventoryLimits.usualPriority },
  description: "After `main`, locations with lower numbers are asked first",
});
export const BackorderLimitJson = Type.Union([UnitsJson, Type.Null()], {
  description: "Units that may be promised before they have come, where the product allows it; null for as many as are wanted",
});

/** How much there is of an article at a location. */
export const levelShape = {
  onHand: UnitsJson,
  held: units("Of it, set aside for orders that are not paid yet"),
  committed: units("Of it, set aside for orders that are"),
  awaited: units("Promised to orders, and not come yet"),
  available: units("What the next order can have"),
};

/** An article at a location right after something was done to it. */
export const StockLevelJson = exactly(
  { sku: SkuText, location: LocationText, ...levelShape, version: Type.Integer({ minimum: 0 }) },
  { title: "StockLevel" },
);

const kept = {
  ...levelShape,
  safetyStock: units("Units that no order gets"),
  backorderLimit: BackorderLimitJson,
};

/** An article at a location as lists show it. */
export const ListedStockJson = exactly(
  { sku: SkuText, location: LocationText, ...kept, version: Type.Integer({ minimum: 0 }) },
  { title: "ListedStock" },
);

/** An article wherever it lies. */
export const StockJson = exactly(
  {
    sku: SkuText,
    locations: Type.Array(exactly({ location: LocationText, priority: PriorityJson, ...kept, version: Type.Integer({ minimum: 0 }) })),
  },
  { title: "Stock" },
);

export const itemJson = ({ onHand, held, committed, awaited, available, safetyStock, backorderLimit, version }: ItemState) => ({
  ...{ onHand, held, committed, awaited, available, safetyStock, backorderLimit, version },
});
