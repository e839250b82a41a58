import { type Answer, ExternalIdText, exactly, InstantText, type Route, route } from "@waybill/contracts/http";
import { LocationId } from "@waybill/contracts/vocabulary";
import { derivedUuid } from "@waybill/kernel/id";
import Type from "typebox";
import { stockItemSegment } from "../domain/stock-item-id.ts";
import { DeltaJson } from "./change-stock.ts";
import type { InventoryPorts } from "./ports.ts";
import { LocationText, OptionalLocation, ReasonText, stockParams } from "./stock-json.ts";

const SourceText = Type.String({
  pattern: "^[\\w.-]{1,60}$",
  description: "Which system it comes from: two may have an adjustment of the same id",
  examples: ["online-retail"],
});

const ImportedAdjustmentJson = exactly(
  { sku: stockParams.properties.sku, location: LocationText, version: Type.Integer({ minimum: 1 }) },
  { title: "ImportedStockAdjustment" },
);

export const importStockAdjustment = ({ log, stock }: InventoryPorts): Route =>
  route({
    operation: "importStockAdjustment",
    method: "POST",
    path: "/v1/stock/:sku/adjustments/import",
    summary: "Take in an adjustment of stock that was made elsewhere",
    description:
      "History: it is listed among the movements, and what there is now stays as it is. Sent again (the same source and externalId) it adds " +
      "nothing and answers 200.",
    params: stockParams,
    body: exactly(
      {
        source: SourceText,
        externalId: ExternalIdText,
        location: OptionalLocation,
        delta: DeltaJson,
        reason: ReasonText,
        adjustedAt: InstantText,
      },
      { title: "ImportStockAdjustment" },
    ),
    answers: { 200: ImportedAdjustmentJson, 201: ImportedAdjustmentJson },
    refusals: ["QuantityIsOutOfRange", "ReasonIsMissing", "ReasonIsTooLong", "ArticleHasTooManyLocations"],
    handle: async ({ params: { sku }, body, caller: { merchant }, command: context, at }): Promise<Answer> => {
      const { source, externalId, location = LocationId.default, delta, reason, adjustedAt } = body;
      const what = { type: "ImportStockAdjustment", source: `${source}/${externalId}`, delta, reason, adjustedAt, at } as const;
      // Once for ever, and not by a key that is forgotten after a week: the id is made of what it is called elsewhere.
      const commandId = derivedUuid(merchant, "import", source, externalId);
      const once = { ...context, commandId, request: `${source}/${externalId}`, replayableForMs: null };
      const outcome = await stock.handle(stockItemSegment({ sku, location }), what, once);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      const { version } = outcome;
      const answer = { kind: "done", body: { sku, location, version }, version } as const;
      if (outcome.kind === "nothingToDo" || outcome.replayed) return { ...answer, status: 200 };
      const { name, incarnation } = log;
      return { ...answer, status: 201, written: { log: name, incarnation, partition: outcome.partition, position: outcome.position } };
    },
  });
