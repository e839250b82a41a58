import { exactly, MoneyJson, QuantityJson, SkuText, UnitPriceJson } from "@waybill/contracts/http";
import Type, { type StaticDecode } from "typebox";
import { orderingLimits } from "../domain/limits.ts";

const NameText = Type.String({
  minLength: 1,
  maxLength: orderingLimits.lineNameCharacters,
  description: "As the customer reads it; else the product's",
});

/** A line as it is ordered. Price, discount and name are for staff keys; left out, the catalog says them. */
export const LineBody = exactly(
  {
    sku: SkuText,
    quantity: QuantityJson,
    unitPrice: Type.Optional(UnitPriceJson),
    discount: Type.Optional(MoneyJson),
    name: Type.Optional(NameText),
  },
  { title: "LineToOrder" },
);
export type OrderedLine = StaticDecode<typeof LineBody>;

export const LinesBody = Type.Array(LineBody, { minItems: 1, maxItems: orderingLimits.orderLines });
