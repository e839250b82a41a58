import { type Answer, exactly, type Route, route, SkuText } from "@waybill/contracts/http";
import { LocationId } from "@waybill/contracts/vocabulary";
import Type from "typebox";
import { inventoryLimits } from "../domain/limits.ts";
import { stockItemSegment } from "../domain/stock-item-id.ts";
import { actorOf } from "./change-stock.ts";
import type { InventoryPorts } from "./ports.ts";
import { BackorderLimitJson, LocationText, OptionalLocation, PriorityJson, stockParams, UnitsJson } from "./stock-json.ts";

const StockPolicyJson = exactly(
  {
    ...{ sku: SkuText, location: LocationText, safetyStock: UnitsJson, backorderLimit: BackorderLimitJson, priority: PriorityJson },
    version: Type.Integer({ minimum: 0 }),
  },
  { title: "StockPolicy" },
);

export const putStockPolicy = ({ log, stock, places }: InventoryPorts): Route =>
  route({
    operation: "putStockPolicy",
    method: "PUT",
    path: "/v1/stock/:sku",
    summary: "Say how an article is kept at a location",
    description: "What is left out is as usual: no safety stock, no limit to backorders of its own, the usual priority.",
    params: stockParams,
    body: exactly(
      {
        location: OptionalLocation,
        safetyStock: Type.Optional(UnitsJson),
        backorderLimit: Type.Optional(BackorderLimitJson),
        priority: Type.Optional(PriorityJson),
      },
      { title: "PutStockPolicy" },
    ),
    example: { location: "main", safetyStock: 2, backorderLimit: 10 },
    answers: { 200: StockPolicyJson },
    refusals: ["QuantityIsOutOfRange", "PriorityIsOutOfRange", "ArticleHasTooManyLocations", "VersionIsStale"],
    handle: async ({ params: { sku }, body, caller: { merchant }, at, command, precondition }): Promise<Answer> => {
      const { location = LocationId.default, safetyStock = 0, backorderLimit = null, priority = inventoryLimits.usualPriority } = body;
      const actor = actorOf(command);
      const known = await places.put(merchant, sku, { location, priority: null, ...actor });
      if (known.kind !== "accepted" && known.kind !== "nothingToDo") return known;
      const set = { type: "SetStockPolicy", safetyStock, backorderLimit, at, ...precondition } as const;
      const outcome = await stock.handle(stockItemSegment({ sku, location }), set, command);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      // Only then: whoever meant another version has changed nothing.
      const placed = await places.put(merchant, sku, { location, priority, ...actor });
      if (placed.kind !== "accepted" && placed.kind !== "nothingToDo") return placed;
      const { version, replayed } = outcome;
      const answer = {
        kind: "done",
        status: 200,
        body: { sku, location, safetyStock, backorderLimit, priority, version },
        version,
        replayed,
      } as const;
      if (outcome.kind === "nothingToDo") return answer;
      const { partition, position } = outcome;
      return { ...answer, written: { log: log.name, incarnation: log.incarnation, partition, position } };
    },
  });
