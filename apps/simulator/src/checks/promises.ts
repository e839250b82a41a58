import { type Books, type Finding, streamsOf } from "./books.ts";
import type { OrderStanding } from "./orders.ts";
import { reservedIn } from "./stock.ts";

/** An order that is promised has every unit that it still wants, there or to come, and no more. */
export const checkPromises = (books: Books, orders: ReadonlyMap<string, OrderStanding>): readonly Finding[] => {
  const had = unitsHad(books);
  return [...orders.values()].flatMap(({ orderId, status, lines }) => {
    if (status !== "Confirmed") return [];
    return [...new Set(lines.map(({ sku }) => sku))].flatMap((sku) => {
      const wanted = lines.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);
      const has = had.get(`${orderId} ${sku}`) ?? 0;
      const text = `${orderId} is promised ${wanted} of ${sku}, and stock has ${has} for it`;
      return has === wanted ? [] : [{ promise: "what is promised is there", text, about: orderId }];
    });
  });
};

/** Order and article → units, at all locations. */
const unitsHad = (books: Books): ReadonlyMap<string, number> => {
  const had = new Map<string, number>();
  for (const [item, events] of streamsOf(books, "inventory", "stock-item")) {
    // An item is `article@location`.
    const sku = decodeURIComponent(item.slice(0, item.indexOf("@")));
    for (const [orderId, { taken, awaited }] of reservedIn(events)) {
      const name = `${orderId} ${sku}`;
      had.set(name, (had.get(name) ?? 0) + taken + awaited);
    }
  }
  return had;
};
