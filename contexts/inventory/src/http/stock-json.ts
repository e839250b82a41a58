import { exactly, idText, orNull, SkuText } from "@waybill/contracts/http";
import { LocationId } from "@waybill/contracts/vocabulary";
import Type from "typebox";
import { inventoryLimits } from "../domain/limits.ts";
import type { ItemState } from "./ports.ts";

export const LocationText = idText(LocationId, "main");
export const stockParams = exactly({ sku: SkuText });
/** `main` when nothing is said. */
export const OptionalLocation = Type.Optional(LocationText);
export const ReasonText = Type.String({ minLength: 1, maxLength: inventoryLimits.reasonCharacters });
export const UnitsJson = Type.Integer({ minimum: 0, maximum: inventoryLimits.unitsAtLocation });
export const PriorityJson = Type.Integer({
  ...{ minimum: 0, maximum: inventoryLimits.priorityMost, default: inventoryLimits.usualPriority },
  description: "After `main`, locations with lower numbers are asked first",
});
export const BackorderLimitJson = {
  ...orNull(UnitsJson),
  description: "Units that may be promised before they have come, where the product allows it; null for as many as are wanted",
};

/** How much there is of an article at a location. */
export const levelShape = {
  onHand: UnitsJson,
  held: { ...UnitsJson, description: "Of it, set aside for orders that are not paid yet" },
  committed: { ...UnitsJson, description: "Of it, set aside for orders that are" },
  awaited: { ...UnitsJson, description: "Promised to orders, and not come yet" },
  available: { ...UnitsJson, description: "What the next order can have" },
};

/** An article at a location right after something was done to it. */
export const StockLevelJson = exactly(
  { sku: SkuText, location: LocationText, ...levelShape, version: Type.Integer({ minimum: 0 }) },
  { title: "StockLevel" },
);

const kept = {
  ...levelShape,
  safetyStock: { ...UnitsJson, description: "Units that no order gets" },
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
