import { setTimeout as sleep } from "node:timers/promises";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { OrderId } from "@waybill/contracts/vocabulary";
import type { Chance } from "../host/chance.ts";
import type { Client } from "./client.ts";
import { giveBack, voidPayment } from "./office.ts";
import { bodyOf, type OrderBody } from "./order-body.ts";
import type { Article } from "./shop.ts";

/** What one customer was told. */
export interface Visit {
  readonly customer: string;
  /** The order that they were told was placed; null when none was, as far as they know. */
  orderId: string | null;
  /** Whether they wanted it cancelled, and were told that it is, or will be. */
  isCancelled: boolean;
}

export interface CustomerParts {
  readonly client: Client;
  readonly chance: Chance;
  readonly articles: readonly Article[];
}

/** How a card behaves; the common one is the most common. */
const methods = [
  ...["pm_ok", "pm_ok", "pm_ok", "pm_ok", "pm_ok"],
  ...["pm_declined", "pm_expired_card", "pm_requires_action", "pm_requires_action", "pm_requires_action"],
  ...["pm_timeout_then_ok", "pm_timeout_then_ok", "pm_timeout_then_declined", "pm_capture_fails_once", "recorded"],
];

/** Those that an order may have: two parts, and as many again for those that were declined. */
const payments = [1, 2, 3, 4] as const;

/** Somebody who orders, pays, and may think otherwise. */
export const visit = async (customer: string, parts: CustomerParts): Promise<Visit> => {
  const { client, chance } = parts;
  const told: Visit = { customer, orderId: null, isCancelled: false };
  const placed = chance.happens(0.3) ? await checkOut(customer, parts) : await placeOrder(customer, parts);
  if (placed === null) return told;
  told.orderId = placed.id;
  const orderId = OrderId.parse(placed.id);
  if (orderId === null) return told;
  const wishes = [choose(orderId, parts), pay(orderId, parts), ...payments.map((number) => actAtBank(orderId, number, parts))];
  if (chance.happens(0.25)) wishes.push(cancel(orderId, told, parts));
  if (chance.happens(0.12)) wishes.push(holdAndResume(orderId, parts));
  if (chance.happens(0.4)) wishes.push(capture(orderId, parts));
  if (chance.happens(0.35)) wishes.push(voidPayment(orderId, parts));
  if (chance.happens(0.15)) wishes.push(giveBack(orderId, parts));
  if (chance.happens(0.4)) wishes.push(cancelSome(orderId, parts));
  await Promise.all(wishes);
  // Whoever asks again under the same key is told of the same order.
  const again = placed.again === null ? null : await client.ask("placeOrder", placed.again);
  if (again?.kind === "done" && bodyOf(again).id !== placed.id) throw new Error(`${customer} was given a second order under one key`);
  return told;
};

interface Placed {
  readonly id: string;
  /** The request, to be sent again. */
  readonly again: { readonly body: object; readonly key: string } | null;
}

const address = { lines: ["Main Street 1"], city: "Helsinki", country: "FI" };

const linesOf = ({ chance, articles }: CustomerParts) => {
  const first = chance.below(articles.length);
  const count = 1 + chance.below(3);
  return articles
    .map((_, index) => articles[(first + index) % articles.length])
    .slice(0, count)
    .flatMap((article) => (article === undefined ? [] : [{ sku: article.sku, quantity: 1 + chance.below(4) }]));
};

/** As somebody orders who wants each unit wrapped by itself: several lines of one article. */
const lineByLine = (lines: ReturnType<typeof linesOf>): ReturnType<typeof linesOf> =>
  lines.flatMap(({ sku, quantity }) => Array.from({ length: quantity }, () => ({ sku, quantity: 1 })));

const placeOrder = async (customer: string, parts: CustomerParts): Promise<Placed | null> => {
  const { client, chance } = parts;
  const lines = chance.happens(0.5) ? lineByLine(linesOf(parts)) : linesOf(parts);
  const payment = await paymentOf(lines, parts);
  const body = { contact: { name: `Customer ${customer}` }, address, lines, ...payment, allowPartial: chance.happens(0.35) };
  const request = { body, key: `order of ${customer}` };
  const answer = await client.ask("placeOrder", request);
  return answer?.kind === "done" ? { id: bodyOf(answer).id, again: chance.happens(0.3) ? request : null } : null;
};

/** Said when it is ordered, or later. */
const paymentOf = async (lines: readonly object[], parts: CustomerParts): Promise<object> => {
  const { chance } = parts;
  if (chance.happens(0.1)) return {};
  return chance.happens(0.25) ? twoPayments(lines, parts) : { paymentMethod: chance.oneOf(methods) };
};

/** A part by each of two methods; all of it by one where nobody says what it costs. */
const twoPayments = async (lines: readonly object[], { client, chance }: CustomerParts): Promise<object> => {
  const [first, second] = [chance.oneOf(methods), chance.oneOf(methods)];
  const quote = await client.ask("quoteLines", { body: { lines } });
  if (quote?.kind !== "done") return { paymentMethod: first };
  const { amount, currency } = bodyOf(quote).totals.grand;
  if (amount < 2) return { paymentMethod: first };
  const part = 1 + chance.below(amount - 1);
  const payments = [
    { method: first, amount: { amount: part, currency } },
    { method: second, amount: { amount: amount - part, currency } },
  ];
  return { payments };
};

const checkOut = async (customer: string, parts: CustomerParts): Promise<Placed | null> => {
  const { client, chance } = parts;
  const cart = await client.ask("openCart", { body: { currency: "EUR" }, key: `cart of ${customer}` });
  if (cart?.kind !== "done") return null;
  const params = { cartId: bodyOf(cart).id };
  for (const line of linesOf(parts)) await client.ask("addCartItem", { params, body: line, key: `${line.sku} for ${customer}` });
  const body = { address, paymentMethod: chance.oneOf(methods), allowPartial: chance.happens(0.35) };
  const answer = await client.ask("checkOutCart", { params, body, key: `checkout of ${customer}` });
  return answer?.kind === "done" ? { id: bodyOf(answer).id, again: null } : null;
};

/** Looks now and then whether something is to be paid, and says how; sometimes twice at once, as from two windows. */
const pay = async (orderId: OrderId, { client, chance }: CustomerParts): Promise<void> => {
  if (chance.happens(0.2)) return;
  for (let look = 0; look < 4; look += 1) {
    await sleep(chance.between(1_000, look < 2 ? 20_000 : 5 * 60_000));
    const windows = chance.happens(0.3) ? ["left", "right"] : ["left"];
    const asked = windows.map((window) => {
      const body = { paymentMethod: chance.oneOf(methods) };
      return client.ask("payOrder", { params: { orderId }, body, key: `payment ${look} of ${orderId}, ${window}` });
    });
    await Promise.all(asked);
  }
};

/** Confirms or refuses at the bank, soon, too late, or never. */
const actAtBank = async (orderId: OrderId, number: number, { client, chance }: CustomerParts): Promise<void> => {
  if (chance.happens(0.2)) return;
  const lateness = chance.happens(0.4) ? chance.between(14 * 60_000, 21 * 60_000) : chance.between(1_000, 60_000);
  await sleep(lateness);
  const body = { paymentId: paymentIdOf(orderId, number), outcome: chance.happens(0.8) ? "confirm" : "refuse" };
  await client.ask("actAtSimulatedBank", { body });
};

/** Chooses what to go on with, when asked; or drops everything that is short; or never looks. */
const choose = async (orderId: OrderId, { client, chance }: CustomerParts): Promise<void> => {
  if (chance.happens(0.2)) return;
  await sleep(chance.between(2_000, 120_000));
  const order = await orderOf(orderId, client);
  if (order?.status !== "AwaitingCustomer") return;
  const lines = order.lines.map(({ id, quantity }) => ({ id, quantity: Math.max(1, Math.floor(quantity / 2)) }));
  const wanted = lines.length > 1 && chance.happens(0.5) ? lines.slice(1) : lines;
  await client.ask("chooseLines", { params: { orderId }, body: { lines: wanted }, key: `choice of ${orderId}` });
};

const cancel = async (orderId: OrderId, told: Visit, { client, chance }: CustomerParts): Promise<void> => {
  await sleep(chance.happens(0.8) ? chance.between(0, chance.oneOf([200, 1_000, 5_000])) : chance.between(0, 20 * 60_000));
  const answer = await client.ask("cancelOrder", { params: { orderId }, body: { reason: "changed my mind" }, key: `cancel ${orderId}` });
  told.isCancelled = answer?.kind === "done";
};

const holdAndResume = async (orderId: OrderId, { client, chance }: CustomerParts): Promise<void> => {
  await sleep(chance.between(0, 5_000));
  const params = { orderId };
  await client.ask("holdOrder", { params, body: { reason: "fraud check" }, key: `hold ${orderId}` });
  if (chance.happens(0.2)) return;
  await sleep(chance.happens(0.5) ? chance.between(0, 10_000) : chance.between(0, 25 * 60_000));
  const body = chance.happens(0.5) ? { reason: "fraud check" } : {};
  await client.ask("resumeOrder", { params, body, key: `resume ${orderId}` });
};

/** Wants one of each article less, once the order is promised. */
const cancelSome = async (orderId: OrderId, { client, chance }: CustomerParts): Promise<void> => {
  await sleep(chance.between(5_000, 90_000));
  const order = await orderOf(orderId, client);
  if (order?.status !== "Confirmed") return;
  const lines = order.lines.map(({ id }) => ({ id, quantity: 1 }));
  const body = { reason: "too much", lines };
  await client.ask("cancelOrder", { params: { orderId }, body, key: `less of ${orderId}` });
};

/** Somebody in the office takes the money of an order that is promised. */
const capture = async (orderId: OrderId, { client, chance }: CustomerParts): Promise<void> => {
  await sleep(chance.between(5_000, 60_000));
  if ((await orderOf(orderId, client))?.status !== "Confirmed") return;
  for (const number of payments) {
    const params = { paymentId: paymentIdOf(orderId, number) };
    await client.ask("capturePayment", { params, body: {}, key: `capture ${number} of ${orderId}` });
  }
};

const orderOf = async (orderId: OrderId, client: Client): Promise<OrderBody | null> => {
  const answer = await client.ask("getOrder", { params: { orderId } });
  return answer?.kind === "done" ? bodyOf(answer) : null;
};
