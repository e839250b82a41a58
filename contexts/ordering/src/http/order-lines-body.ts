import { exactly, MoneyJson, QuantityJson, SkuText, UnitPriceJson } from "@waybill/contracts/http";
import Type, { type StaticDecode } from "typebox";
import { orderingLimits } from "../domain/limits.ts";

const NameText = Type.String({
  minLength: 1,
  maxLength: orderingLimits.lineNameCharacters,
  description: "As the customer reads it; else the product's",
});

const itemFields = {
  sku: SkuText,
  quantity: QuantityJson,
  unitPrice: Type.Optional(UnitPriceJson),
  name: Type.Optional(NameText),
};

/** An item as it is put into a cart. Price and name are for staff keys; left out, the catalog says them. */
export const ItemBody = exactly(itemFields, { title: "ItemToAdd" });
export type ItemToAdd = StaticDecode<typeof ItemBody>;

/** A line as it is ordered, discount and all. */
export const LineBody = exactly({ ...itemFields, discount: Type.Optional(MoneyJson) }, { title: "LineToOrder" });
export type OrderedLine = StaticDecode<typeof LineBody>;

/** Whether a line says what only staff keys may say. */
export const setsPrices = ({ unitPrice, discount, name }: OrderedLine): boolean =>
  unitPrice !== undefined || discount !== undefined || name !== undefined;

export const LinesBody = Type.Array(LineBody, { minItems: 1, maxItems: orderingLimits.orderLines });
