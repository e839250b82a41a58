import { booksOf, type Simulated } from "../simulate.ts";
import type { Finding } from "./books.ts";
import { checkMoney } from "./money.ts";
import { ordersIn } from "./orders.ts";
import { checkAsks, checkEnds, checkParked, checkReservationWork, checkUndoing, checkVisits } from "./progress.ts";
import { checkPromises } from "./promises.ts";
import { checkReadModels } from "./read-models.ts";
import { checkShownMoney } from "./shown-money.ts";
import { checkStock } from "./stock.ts";

/** Everything that has to be so, whatever went wrong on the way. */
export const checkAll = async ({ stores, visits, inspected, shown, now }: Simulated): Promise<readonly Finding[]> => {
  const books = await booksOf(stores);
  const orders = ordersIn(books);
  return [
    ...checkVisits(visits, orders),
    ...checkEnds(orders, now),
    ...checkStock(books, orders, now),
    ...checkPromises(books, orders),
    ...checkMoney(books, orders),
    ...checkShownMoney(books, orders, shown),
    ...checkAsks(books),
    ...checkUndoing(books),
    ...checkReservationWork(books),
    ...(await checkParked(stores)),
    ...checkReadModels(inspected),
  ];
};
