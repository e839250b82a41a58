import { type Answer, exactly, type Incoming, type Route, route } from "@waybill/contracts/http";
import { LocationId, type Sku } from "@waybill/contracts/vocabulary";
import Type from "typebox";
import { inventoryLimits } from "../domain/limits.ts";
import type { AdjustStock, CountStock } from "../domain/stock-commands.ts";
import { stockItemSegment } from "../domain/stock-item-id.ts";
import type { InventoryPorts } from "./ports.ts";
import { OptionalLocation, ReasonText, StockLevelJson, stockParams, UnitsJson } from "./stock-json.ts";

export const DeltaJson = Type.Integer({
  ...{ minimum: -inventoryLimits.adjustedUnits, maximum: inventoryLimits.adjustedUnits },
  description: "Units that came in, or, below 0, are gone",
});

export const adjustStock = (ports: InventoryPorts): Route =>
  route({
    operation: "adjustStock",
    method: "POST",
    path: "/v1/stock/:sku/adjustments",
    summary: "Say that units of an article came in or are gone",
    description:
      "What comes in goes to orders that wait for it first. When fewer are left than are reserved, the newest reservations lose.",
    params: stockParams,
    body: exactly({ location: OptionalLocation, delta: DeltaJson, reason: ReasonText }, { title: "AdjustStock" }),
    example: { delta: 24, reason: "a delivery" },
    answers: { 200: StockLevelJson },
    refusals: [
      "TooFewAreOnHand",
      "StockIsTooLarge",
      "QuantityIsOutOfRange",
      "ReasonIsMissing",
      "ReasonIsTooLong",
      "ArticleHasTooManyLocations",
      "VersionIsStale",
    ],
    handle: (request): Promise<Answer> => {
      const { location = LocationId.default, delta, reason } = request.body;
      return change(ports, request, { location, command: { type: "AdjustStock", delta, reason, at: request.at } });
    },
  });

export const countStock = (ports: InventoryPorts): Route =>
  route({
    operation: "countStock",
    method: "POST",
    path: "/v1/stock/:sku/counts",
    summary: "Say how many units of an article are really there",
    params: stockParams,
    body: exactly({ location: OptionalLocation, counted: UnitsJson, reason: ReasonText }, { title: "CountStock" }),
    example: { counted: 23, reason: "yearly count" },
    answers: { 200: StockLevelJson },
    refusals: ["QuantityIsOutOfRange", "ReasonIsMissing", "ReasonIsTooLong", "ArticleHasTooManyLocations", "VersionIsStale"],
    handle: (request): Promise<Answer> => {
      const { location = LocationId.default, counted, reason } = request.body;
      return change(ports, request, { location, command: { type: "CountStock", counted, reason, at: request.at } });
    },
  });

type Asked = Pick<Incoming<{ readonly sku: Sku }, unknown, unknown>, "caller" | "command" | "params" | "precondition">;

const change = async (
  { log, stock, places, movements }: InventoryPorts,
  { params: { sku }, caller: { merchant }, command: context, precondition }: Asked,
  { location, command }: { readonly location: LocationId; readonly command: AdjustStock | CountStock },
): Promise<Answer> => {
  // First where it lies: a place with nothing there is no harm, but stock at a place that nobody knows would be lost.
  const put = await places.put(merchant, sku, { location, priority: null, ...actorOf(context) });
  if (put.kind !== "accepted" && put.kind !== "nothingToDo") return put;
  const item = { sku, location };
  const outcome = await stock.handle(stockItemSegment(item), { ...command, ...precondition }, context);
  if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
  const { version, replayed } = outcome;
  // As it was right after the command, so that a replay is answered alike.
  const [last] = version === 0 ? [] : await movements.read(merchant, item, { after: version - 1, limit: 1 });
  const { onHand, held, committed, awaited, available } = last?.event.level ?? nothing;
  const body = { sku, location, onHand, held, committed, awaited, available, version };
  const written =
    outcome.kind === "accepted"
      ? { written: { log: log.name, incarnation: log.incarnation, partition: outcome.partition, position: outcome.position } }
      : {};
  return { kind: "done", status: 200, body, version, replayed, ...written };
};

const nothing = { onHand: 0, held: 0, committed: 0, awaited: 0, available: 0 };

export const actorOf = ({ actor }: { readonly actor?: string }) => (actor === undefined ? {} : { actor });
