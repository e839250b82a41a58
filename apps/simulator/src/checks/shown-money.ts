import type { ShownMoney } from "../city/inspection.ts";
import { type Books, type Finding, factIn, streamsOf } from "./books.ts";
import { ledgerOf, type PaymentFact } from "./money.ts";
import { ended, type OrderStanding } from "./orders.ts";

type Money = Pick<ShownMoney, "authorised" | "captured" | "refunded">;

const nothing: Money = { authorised: 0, captured: 0, refunded: 0 };

/** Every order shows the money of all its payments, as it stands in their ledgers. */
export const checkShownMoney = (
  books: Books,
  orders: ReadonlyMap<string, OrderStanding>,
  shown: readonly ShownMoney[],
): readonly Finding[] => {
  const ledgers = ledgersByOrder(books);
  const known = new Set(shown.map(({ orderId }) => orderId));
  const missing = [...orders.keys()].filter((orderId) => !known.has(orderId));
  return [
    ...missing.map((orderId) => wrong(orderId, "it is not listed")),
    ...shown.flatMap((one) => checkOrder(one, ledgers.get(one.orderId) ?? nothing, orders.get(one.orderId))),
  ];
};

const wrong = (orderId: string, text: string): Finding => ({
  promise: "an order shows the money of its payments",
  text: `${orderId}: ${text}`,
  about: orderId,
});

const checkOrder = (shown: ShownMoney, ledger: Money, order: OrderStanding | undefined): readonly Finding[] => {
  const { orderId, status } = shown;
  const amounts = (["authorised", "captured", "refunded"] as const)
    .filter((field) => shown[field] !== ledger[field])
    .map((field) => wrong(orderId, `it shows ${shown[field]} ${field}, and its payments ${ledger[field]}`));
  const wanted = wordFor(ledger, order);
  return wanted === null || wanted === status ? amounts : [...amounts, wrong(orderId, `it shows ${status}, and is ${wanted}`)];
};

/** Null where the order's own status says more. */
const wordFor = ({ captured, refunded }: Money, order: OrderStanding | undefined): string | null => {
  if (captured > 0 && refunded === captured) return "Refunded";
  if (captured > 0) return refunded > 0 ? "PartiallyRefunded" : null;
  return order !== undefined && ended.has(order.status) ? "Released" : null;
};

const ledgersByOrder = (books: Books): ReadonlyMap<string, Money> => {
  const sums = new Map<string, Money>();
  for (const events of streamsOf(books, "billing", "payment").values()) {
    const created = events.map(factIn<PaymentFact>).find((fact) => fact.type === "PaymentCreated");
    if (created?.type !== "PaymentCreated") continue;
    const { authorised, captured, refunded } = ledgerOf(events);
    const sum = sums.get(created.orderId) ?? nothing;
    sums.set(created.orderId, {
      authorised: sum.authorised + authorised,
      captured: sum.captured + captured,
      refunded: sum.refunded + refunded,
    });
  }
  return sums;
};
