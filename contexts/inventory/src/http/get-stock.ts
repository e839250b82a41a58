import { type Answer, type CursorKey, pageOf, pageQuery, type Route, readPage, route } from "@waybill/contracts/http";
import { LocationId, parseSku } from "@waybill/contracts/vocabulary";
import Type from "typebox";
import type { InventoryPorts, ListedLevel } from "./ports.ts";
import { AvailableMostJson, itemJson, ListedStockJson, LocationText, StockJson, stockParams } from "./stock-json.ts";

export const getStock = ({ places, readItem }: InventoryPorts): Route =>
  route({
    operation: "getStock",
    method: "GET",
    path: "/v1/stock/:sku",
    summary: "What there is of an article, and where",
    description: "An article that never lay anywhere has no locations.",
    params: stockParams,
    answers: { 200: StockJson },
    handle: async ({ params: { sku }, caller: { merchant } }): Promise<Answer> => {
      const known = (await places.placesOf(merchant, sku)).toSorted((a, b) => (a.location < b.location ? -1 : 1));
      const locations = await Promise.all(
        known.map(async ({ location, priority }) => ({ location, priority, ...itemJson(await readItem(merchant, { sku, location })) })),
      );
      return { kind: "done", status: 200, body: { sku, locations } };
    },
  });

export const listStock = ({ stockLevels }: InventoryPorts): Route =>
  route({
    operation: "listStock",
    method: "GET",
    path: "/v1/stock",
    summary: "What there is of all articles, by SKU and location",
    query: pageQuery({
      location: Type.Optional(LocationText),
      availableMost: Type.Optional(AvailableMostJson),
    }),
    answers: { 200: pageOf(ListedStockJson, "StockPage") },
    reads: "stock_level",
    handle: async ({ query: { location = null, availableMost = null, limit, cursor }, caller: { merchant } }): Promise<Answer> => {
      const scope = ["stock", merchant, JSON.stringify([location, availableMost])];
      const page = await readPage(
        { scope, limit, cursor },
        {
          keyOf: (row: ListedLevel) => [row.sku, row.location],
          read: (after, rows) => stockLevels.page({ merchant, location, availableMost, after: placeIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      const items = page.items.map((row) => ({ sku: row.sku, location: row.location, ...itemJson(row) }));
      return { kind: "done", status: 200, body: { items, next: page.next } };
    },
  });

const placeIn = (key: CursorKey | null) => {
  const [sku, location] = [parseSku(String(key?.[0] ?? "")), LocationId.parse(String(key?.[1] ?? ""))];
  return sku === null || location === null ? null : { sku, location };
};
