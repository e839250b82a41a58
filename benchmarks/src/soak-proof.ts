import { setTimeout as sleep } from "node:timers/promises";
import type { Figures } from "./bench.ts";
import { unitsOfEach } from "./shop-over-http.ts";
import type { SoakCustomers } from "./soak-customers.ts";
import { withCallers } from "./stopwatch.ts";

const callers = 16;
/** How many answers are asked for again: each is one request, and any would show what is wrong. */
const replaysMost = 5_000;
/** How long what is under way may still take: an answer of the bank that got lost is looked up after seconds. */
const patienceMs = 180_000;

/** Looks at all that a soak has led to. @throws Error with the first thing that is wrong. */
export const proveSoak = async (customers: SoakCustomers, say: (line: string) => void): Promise<Figures> => {
  say("letting everything come to its end");
  await allEnded(customers);
  say("looking at every order, all stock and all money");
  const orders = await checkOrders(customers);
  await checkStock(customers, orders.promised);
  say("asking again for what was answered");
  const replays = await checkReplays(customers);
  return { orders: customers.orderIds.length, ...orders.statuses, replays, exact: true };
};

/** With a customer at the bank, or with the bank: a call of a server that was killed is looked up when its time is over, which no lag shows. */
const unfinished = ["RequiresAction", "Created", "Unknown", "Voiding", "Capturing"];

/** Nobody has anything left to do, and no customer is at the bank. */
const allEnded = async ({ ask }: SoakCustomers): Promise<void> => {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    // In this sequence: lists are a moment late, but not once everything is followed and nothing new comes.
    const { body: subscriptions } = await ask("GET /v1/ops/subscriptions");
    const listed = async (status: string) => JSON.parse((await ask(`GET /v1/payments?status=${status}&limit=200`)).body).items;
    const [atTheBank = [], ...underWay] = await Promise.all(unfinished.map(listed));
    for (const { id: paymentId } of atTheBank) {
      // Who has refused already cannot confirm any more; the bank's word of it got lost with the server that was to hear it.
      const { status } = await ask("POST /v1/providers/simulated/actions", { body: { paymentId, outcome: "confirm" } });
      if (status === 409) await ask("POST /v1/providers/simulated/actions", { body: { paymentId, outcome: "refuse" } });
    }
    if (atTheBank.length + underWay.flat().length === 0 && !/"lag":[1-9]/.test(subscriptions)) return;
    if (performance.now() > untilMs) {
      const waiting = JSON.stringify([...atTheBank, ...underWay.flat()]);
      const parked = (await ask("GET /v1/ops/parked")).body;
      throw new Error(`it does not come to an end: payments ${waiting}; parked ${parked}; ${subscriptions}`);
    }
    await sleep(500);
  }
};

const endings: ReadonlySet<string> = new Set(["Cancelled", "Confirmed", "Expired", "Rejected"]);

/** Every acknowledged order has ended, and just the confirmed ones keep their money. */
const checkOrders = async ({ ask, orderIds }: SoakCustomers) => {
  const statuses: Record<string, number> = {};
  const promised = new Map<string, number>();
  await withCallers(callers, orderIds.length, async (index) => {
    const orderId = orderIds[index];
    const order = JSON.parse((await ask(`GET /v1/orders/${orderId}`)).body);
    if (!endings.has(order.status)) {
      const payments = (await ask(`GET /v1/payments?orderId=${orderId}`)).body;
      throw new Error(`${orderId} is ${order.status}: ${JSON.stringify(order)} with ${payments}`);
    }
    statuses[order.status] = (statuses[order.status] ?? 0) + 1;
    const isPromised = order.status === "Confirmed";
    for (const { sku, quantity } of isPromised ? order.lines : []) promised.set(sku, (promised.get(sku) ?? 0) + quantity);
    const { items } = JSON.parse((await ask(`GET /v1/payments?orderId=${orderId}`)).body);
    let kept = 0;
    for (const { authorised, voided, refunded } of items) kept += authorised.amount - voided.amount - refunded.amount;
    const due = isPromised ? order.totals.grand.amount : 0;
    if (kept !== due) throw new Error(`${orderId} is ${order.status}, and ${kept} of ${due} are kept for it`);
  });
  return { statuses, promised };
};

const checkStock = async ({ ask, adjusted }: SoakCustomers, promised: ReadonlyMap<string, number>): Promise<void> => {
  for (const [sku, committed] of promised) {
    const { locations } = JSON.parse((await ask(`GET /v1/stock/${sku}`)).body);
    const onHand = unitsOfEach + (adjusted.get(sku) ?? 0);
    const [level] = locations;
    if (level.onHand !== onHand || level.held !== 0 || level.committed !== committed || level.available !== onHand - committed)
      throw new Error(`of ${sku} ${onHand} and ${committed} were expected: ${JSON.stringify(level)}`);
  }
};

/** The same answer under the same key, from whichever process. Of many, evenly some. */
const checkReplays = async ({ ask, acknowledged }: SoakCustomers): Promise<number> => {
  const step = Math.max(1, Math.ceil(acknowledged.length / replaysMost));
  const some = acknowledged.filter((_, index) => index % step === 0);
  await withCallers(callers, some.length, async (index) => {
    const one = some[index];
    if (one === undefined) return;
    const again = await ask(one.what, { body: one.body, idempotencyKey: one.idempotencyKey });
    if (again.status !== one.answer.status || again.body !== one.answer.body)
      throw new Error(`${one.what} was ${one.answer.status} ${one.answer.body} and is ${again.status} ${again.body}`);
  });
  return some.length;
};
