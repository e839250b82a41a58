import { type Answer, type CursorKey, exactly, InstantText, pageOf, pageQuery, type Route, readPage, route } from "@waybill/contracts/http";
import { LocationId } from "@waybill/contracts/vocabulary";
import { isoFromInstant } from "@waybill/kernel/clock";
import Type from "typebox";
import type { StockEvent } from "../domain/stock-events.ts";
import type { InventoryPorts, RecordedMovement } from "./ports.ts";
import { levelShape, OptionalLocation, stockParams } from "./stock-json.ts";

const text = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const MovementJson = exactly(
  {
    version: Type.Integer({ minimum: 1 }),
    movement: Type.String({ examples: ["StockReceived"] }),
    at: InstantText,
    adjustedAt: Type.Union([InstantText, Type.Null()], {
      description: "When it happened, where that was elsewhere: history, which changed nothing here",
    }),
    actor: text("Who asked: a key, a saga, a timer"),
    orderId: text("The order that it was for"),
    source: text("The fulfilment or return that it comes from"),
    reason: text("Why, as somebody said it"),
    quantity: Type.Union([Type.Integer(), Type.Null()], { description: "Units that it was about; below 0 where a count found fewer" }),
    ...levelShape,
  },
  { title: "StockMovement" },
);

export const listStockMovements = ({ movements }: InventoryPorts): Route =>
  route({
    operation: "listStockMovements",
    method: "GET",
    path: "/v1/stock/:sku/movements",
    summary: "Everything that happened to an article at a location, oldest first, with the level after each",
    params: stockParams,
    query: pageQuery({ location: OptionalLocation }),
    answers: { 200: pageOf(MovementJson, "StockMovementPage") },
    handle: async ({ params: { sku }, query: { location = LocationId.default, limit, cursor }, caller: { merchant } }): Promise<Answer> => {
      const page = await readPage(
        { scope: ["movements", merchant, sku, location], limit, cursor },
        {
          keyOf: ({ recorded }: RecordedMovement) => [recorded.version],
          read: (after, rows) => movements.read(merchant, { sku, location }, { after: versionIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      return { kind: "done", status: 200, body: { items: page.items.map(movementJson), next: page.next } };
    },
  });

const versionIn = (key: CursorKey | null): number => (Number.isSafeInteger(key?.[0]) ? Number(key?.[0]) : 0);

const movementJson = ({ event, recorded }: RecordedMovement) => {
  const { onHand, held, committed, awaited, available } = event.level;
  return {
    version: recorded.version,
    movement: event.type,
    at: isoFromInstant(event.at),
    adjustedAt: "adjustedAt" in event ? isoFromInstant(event.adjustedAt) : null,
    actor: recorded.causation.actor ?? null,
    orderId: "orderId" in event ? event.orderId : null,
    source: "source" in event ? event.source : null,
    reason: "reason" in event ? event.reason : null,
    quantity: unitsOf(event),
    ...{ onHand, held, committed, awaited, available },
  };
};

const unitsOf = (event: StockEvent): number | null => {
  if ("quantity" in event) return event.quantity;
  if ("taken" in event) return event.taken;
  return "difference" in event ? event.difference : null;
};
