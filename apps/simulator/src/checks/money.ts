import type { RecordedEvent } from "@waybill/kernel/event-log";
import { type Books, type Finding, factIn, streamsOf } from "./books.ts";
import { ended, type OrderStanding } from "./orders.ts";

/** A line in the bank's books. */
type Booked = { readonly at: number } & (
  | {
      readonly type: "Booked";
      readonly key: string;
      readonly kind: "authorise" | "capture" | "refund" | "renew" | "void";
      readonly amount: { readonly amount: number };
      readonly result: string;
    }
  | { readonly type: "Confirmed"; readonly key: string; readonly isConfirmed: boolean; readonly amount: { readonly amount: number } }
);

export type PaymentFact =
  | {
      readonly type: "PaymentCreated";
      readonly orderId: string;
      readonly number: number;
      readonly amount: { readonly amount: number };
      readonly provider: string | null;
    }
  | {
      readonly type: "OrphanFound" | "PaymentAuthorised" | "PaymentCaptured" | "PaymentVoided" | "RefundSucceeded" | "AuthorisationLapsed";
      readonly amount: number;
      /** Of a refund. */
      readonly refundId?: string;
    };

/** What stands in a ledger, ours or the bank's. */
interface Sums {
  authorised: number;
  held: number;
  captured: number;
  refunded: number;
  /** What somebody in the office gave back, of what was refunded. */
  byHand: number;
}
type BankSums = Pick<Sums, "captured" | "held" | "refunded">;

/** Nobody is charged without an order, and nobody twice; what an order that died had paid comes back by itself. */
export const checkMoney = (books: Books, orders: ReadonlyMap<string, OrderStanding>): readonly Finding[] => {
  const accounts = streamsOf(books, "billing", "simulated-account");
  const payments = streamsOf(books, "billing", "payment");
  const findings: Finding[] = [];
  const moneyOfOrder = new Map<string, OrderSums>();
  for (const [paymentId, events] of payments) {
    const created = events.map(factIn<PaymentFact>).find((fact) => fact.type === "PaymentCreated");
    if (created?.type !== "PaymentCreated") continue;
    const wrong = (text: string): void =>
      void findings.push({ promise: "money is conserved", text: `${paymentId} of ${created.orderId}: ${text}`, about: created.orderId });
    const ours = ledgerOf(events);
    const bank = bankLedgerOf(accounts.get(paymentId) ?? []);
    if (bank.charged > created.amount.amount) wrong(`the bank set aside ${bank.charged} of ${created.amount.amount} that were asked for`);
    if (created.provider !== null) for (const text of differences(ours, bank)) wrong(text);
    const sums = moneyOfOrder.get(created.orderId) ?? { set: 0, kept: 0, goodwill: 0 };
    const kept = ours.captured - ours.refunded;
    // Where nothing of it is left, it was not goodwill.
    const goodwill = ours.held + kept > 0 ? ours.byHand : 0;
    moneyOfOrder.set(created.orderId, { set: sums.set + ours.held, kept: sums.kept + kept, goodwill: sums.goodwill + goodwill });
  }
  for (const paymentId of accounts.keys()) {
    if (!payments.has(paymentId))
      findings.push({ promise: "nobody is charged without an order", text: `the bank knows ${paymentId}, we do not`, about: paymentId });
  }
  return [...findings, ...[...moneyOfOrder].flatMap(([orderId, sums]) => checkOrder(orderId, sums, orders.get(orderId)))];
};

/** What the payments of an order have; what was given back by hand is goodwill where something of that payment is left. */
interface OrderSums {
  readonly set: number;
  readonly kept: number;
  readonly goodwill: number;
}

const checkOrder = (orderId: string, { set, kept, goodwill }: OrderSums, order: OrderStanding | undefined): readonly Finding[] => {
  const found = (text: string): readonly Finding[] => [{ promise: "captured − refunded is what is due, or nothing", text, about: orderId }];
  if (order === undefined) return found(`${orderId} was never placed, and ${set + kept} of its money is not given back`);
  if (ended.has(order.status))
    return set + kept === 0 ? [] : found(`${orderId} is ${order.status}; ${set} is set aside, and ${kept} is kept`);
  if (order.status !== "Confirmed") return [];
  const text = `${orderId} is Confirmed for ${order.due} of ${order.ordered}; ${set} is set aside, and ${kept} is kept`;
  // What was taken off a promised order may stay set aside; more than it ever cost, by whatever payments, may not.
  if (kept > order.due || set + kept > order.ordered) return found(text);
  const isPaid = set + kept + goodwill >= order.due || order.wasHeldForMoney;
  return isPaid
    ? []
    : [{ promise: "what is promised is paid for, or held", text: `${text}, ${goodwill} of it was given back`, about: orderId }];
};

const differences = (ours: BankSums, bank: BankSums): readonly string[] =>
  (["held", "captured", "refunded"] as const)
    .filter((field) => ours[field] !== bank[field])
    .map((field) => `the bank has ${bank[field]} ${field}, and our books ${ours[field]}`);

export const ledgerOf = (events: readonly RecordedEvent[]): Sums => {
  const sums: Sums = { authorised: 0, held: 0, captured: 0, refunded: 0, byHand: 0 };
  for (const fact of events.map(factIn<PaymentFact>)) {
    switch (fact.type) {
      case "PaymentAuthorised":
      case "OrphanFound":
        sums.authorised += fact.amount;
        sums.held += fact.amount;
        break;
      case "PaymentVoided":
      case "AuthorisationLapsed":
        sums.held -= fact.amount;
        break;
      case "PaymentCaptured":
        sums.held -= fact.amount;
        sums.captured += fact.amount;
        break;
      case "RefundSucceeded":
        sums.refunded += fact.amount;
        if (fact.refundId?.startsWith("by-hand-")) sums.byHand += fact.amount;
        break;
      default:
    }
  }
  return sums;
};

const bankLedgerOf = (events: readonly RecordedEvent[]): BankSums & { readonly charged: number } => {
  const sums: BankSums = { held: 0, captured: 0, refunded: 0 };
  let charged = 0;
  for (const fact of events.map(factIn<Booked>)) {
    const amount = fact.amount.amount;
    const kind = fact.type === "Confirmed" ? "authorise" : fact.kind;
    const isDone = fact.type === "Confirmed" ? fact.isConfirmed : fact.result === "done";
    if (!isDone) continue;
    if (kind === "authorise") charged += amount;
    if (kind === "authorise") sums.held += amount;
    else if (kind === "void") sums.held = 0;
    else if (kind === "capture") Object.assign(sums, { held: sums.held - amount, captured: sums.captured + amount });
    else if (kind === "refund") sums.refunded += amount;
  }
  return { ...sums, charged };
};
