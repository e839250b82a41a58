import { type Answer, type CursorKey, pageOf, pageQuery, type Route, readPage, route } from "@waybill/contracts/http";
import { orderParams } from "./order-access.ts";
import { notPlaced } from "./order-answer.ts";
import { HistoryEntryJson, historyEntryJson } from "./order-history-json.ts";
import type { OrderingPorts, RecordedOrderEvent } from "./ports.ts";

export const getOrderHistory = (ports: OrderingPorts): Route =>
  route({
    operation: "getOrderHistory",
    method: "GET",
    path: "/v1/orders/:orderId/history",
    summary: "Everything that happened to the order, who or what caused it, oldest first",
    params: orderParams,
    query: pageQuery({}),
    answers: { 200: pageOf(HistoryEntryJson, "HistoryPage") },
    refusals: ["OrderIsNotPlaced"],
    handle: async ({ params: { orderId }, query: { limit, cursor }, caller: { merchant } }): Promise<Answer> => {
      const page = await readPage(
        { scope: ["history", merchant, orderId], limit, cursor },
        {
          keyOf: ({ recorded }: RecordedOrderEvent) => [recorded.version],
          read: (after, rows) => ports.orderHistory.read(merchant, orderId, { after: versionIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      if (page.items.length === 0 && cursor === undefined) return notPlaced();
      return { kind: "done", status: 200, body: { items: page.items.map(historyEntryJson), next: page.next } };
    },
  });

const versionIn = (key: CursorKey | null): number => (Number.isSafeInteger(key?.[0]) ? Number(key?.[0]) : 0);
