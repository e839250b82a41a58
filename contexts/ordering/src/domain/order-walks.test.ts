import type { Instant } from "@waybill/kernel/clock";
import { fold } from "@waybill/kernel/decider";
import { statusesOf, targets } from "@waybill/kernel/life";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importIt, minute, place, pounds, quoted, short, teaLine, terms } from "../testing/order-samples.ts";
import type { Order } from "./order.ts";
import type { OrderCommand } from "./order-commands.ts";
import { deadlineOf } from "./order-deadlines.ts";
import { orderDecider } from "./order-decider.ts";
import { orderDocument } from "./order-document.ts";
import type { OrderEvent } from "./order-events.ts";
import { orderLife } from "./order-life.ts";
import { type OrderLine, unitsLeft, unitsOnTheWay } from "./order-lines.ts";
import { coveredBy } from "./order-payments.ts";
import { evolveRecord, type OrderRecord } from "./order-record.ts";
import { dueFor } from "./order-rules.ts";

/** Chance for one step: numbers that the step turns into commands. */
type Chance = { readonly kind: number; readonly line: number; readonly units: number; readonly source: number; readonly money: number };
const anyChance: fc.Arbitrary<Chance> = fc.record({
  // Every command is as likely as any other.
  kind: fc.noBias(fc.nat(999)),
  line: fc.integer({ min: 1, max: 3 }),
  units: fc.integer({ min: 0, max: 4 }),
  source: fc.nat(9),
  money: fc.integer({ min: -1, max: 1 }),
});

const commandAt = (order: Order, chance: Chance, step: number): OrderCommand => {
  const at = minute(step * (chance.source + 1));
  const placed = order.status === "NotPlaced" ? null : order;
  const source = `source_${chance.source}`;
  const lines = [{ lineId: chance.line, quantity: chance.units }];
  const all = (placed?.lines ?? []).map(({ lineId, quantity }) => ({ lineId, quantity }));
  const some = (units: (line: OrderLine) => number) =>
    (placed?.lines ?? []).map((line) => ({ lineId: line.lineId, quantity: units(line) })).filter(({ quantity }) => quantity > 0);
  const [left, onTheWay] = [some(unitsLeft), some(unitsOnTheWay)];
  const due = placed ? dueFor(placed) : 0;
  const attempt = (placed?.attempts ?? 1) - (chance.source === 0 ? 1 : 0);
  const changed = quoted({
    ...terms,
    lines: [
      { ...teaLine, quantity: chance.units + 1 },
      { ...teaLine, lineId: chance.line + 1, quantity: 2 },
    ],
  });
  const commands: readonly OrderCommand[] = [
    chance.units === 0 ? importIt : place,
    { type: "ReserveOrder", backordered: [], at },
    { type: "RequestCustomerChoice", short, at },
    { type: "ChooseLines", quote: changed, at },
    { type: "RejectOrder", reason: "OutOfStock", short, at },
    { type: "ExpireOrder", since: chance.units === 0 ? at : (placed?.since ?? at), at },
    { type: "ConfirmOrder", customerId: null, authorised: pounds(due + chance.money), reservationsCommitted: true, at },
    { type: "StartFulfilment", promise: null, at },
    { type: "HandOverLines", source, lines, at },
    { type: "HandOverLines", source, lines: all, at },
    { type: "DeliverLines", source, lines, at },
    { type: "DeliverLines", source, lines: all, at },
    { type: "ReturnLines", source, lines, credit: pounds(Math.max(0, chance.money * 100)), at },
    { type: "CancelLines", source, reason: "ShortPicked", lines, at },
    { type: "CancelLines", source, reason: "Customer", lines: all, at },
    { type: "CancelLines", source, reason: "Lost", lines, at },
    { type: "CompleteOrder", captured: pounds(Math.max(0, due + chance.money)), refunded: pounds(0), at },
    { type: "StartAmendment", proposed: changed, at },
    { type: "AmendOrder", attempt, at },
    { type: "AbandonAmendment", attempt, reason: "DeadlinePassed", at },
    { type: "StartCancellation", reason: "Changed my mind", at },
    { type: "RefuseCancellation", attempt, code: "OrderIsOnItsWay", at },
    { type: "CancelOrder", attempt, reason: "Changed my mind", at },
    { type: "HoldOrder", reason: source, until: chance.units === 0 ? null : minute(chance.units * 100), at },
    { type: "ResumeOrder", reason: chance.units === 0 ? null : source, at },
    { type: "AddPayments", payments: [{ method: "pm_ok", amount: chance.units === 0 ? due : null }], at },
    { type: "NotePaymentAuthorised", number: chance.line, amount: pounds(due), at },
    { type: "NotePaymentDeclined", number: chance.line, code: "CardIsDeclined", at },
    // Once more, or hardly any walk comes to its end.
    { type: "HandOverLines", source, lines: left, at },
    { type: "DeliverLines", source, lines: onTheWay, at },
    { type: "CompleteOrder", captured: pounds(due), refunded: pounds(0), at },
  ];
  return commands[chance.kind % commands.length]!;
};

const moneyAt = ({ line: number, units, money }: Chance, at: Instant): OrderCommand => {
  const sum = pounds(units * 100);
  if (money === 0) return { type: "NotePaymentCaptured", number, captured: sum, at };
  return money < 0 ? { type: "NotePaymentRefunded", number, refunded: sum, at } : { type: "NotePaymentVoided", number, voided: sum, at };
};

const expectSound = (order: Order) => {
  if (order.status === "NotPlaced") return;
  for (const { quantity, handedOver, delivered, returned, cancelled } of order.lines) {
    expect(returned).toBeGreaterThanOrEqual(0);
    expect(delivered).toBeGreaterThanOrEqual(returned);
    expect(handedOver).toBeGreaterThanOrEqual(delivered);
    expect(cancelled).toBeGreaterThanOrEqual(0);
    expect(quantity - cancelled).toBeGreaterThanOrEqual(handedOver);
  }
  expect(Number.isSafeInteger(dueFor(order))).toBe(true);
  // Nobody is asked for more than the order costs.
  if (order.status === "Reserved") expect(coveredBy(order.payments)).toBeLessThanOrEqual(dueFor(order));
  const ended = ["Completed", "Rejected", "Expired", "Cancelled"].includes(order.status);
  expect(deadlineOf(order) === null).toBe(ended);
  if (ended) expect(order.holds).toEqual([]);
};

/** Carries out one command, and expects of every event it records that the life's table knows it. */
const walk = (order: Order, command: OrderCommand): { readonly order: Order; readonly events: readonly OrderEvent[] } => {
  const decision = orderDecider.decide(command, order);
  if (decision.kind !== "accepted") return { order, events: [] };
  let next = order;
  for (const event of decision.events) {
    const from = next.status;
    next = orderDecider.evolve(next, event);
    expect(targets(orderLife, from, event.type)).toContain(next.status);
    expectSound(next);
  }
  return { order: next, events: decision.events };
};

describe("an order that anything happens to", () => {
  // Of a few commands that chance offers, the first that changes anything is taken: so walks go deep.
  const walks = fc.array(fc.array(anyChance, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 30 });

  it("keeps to its table and its ledgers, and replays to the same, from JSON as well", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(walks, (steps) => {
        const history: OrderEvent[] = [];
        let order: Order = orderDecider.initial;
        const isTaken = (command: OrderCommand): boolean => {
          const { order: next, events } = walk(order, command);
          order = next;
          history.push(...events);
          reached.add(order.status);
          return events.length > 0;
        };
        steps.forEach((offers, step) => {
          // Beside whatever else happens: money moves the order nowhere.
          isTaken(moneyAt(offers[0]!, minute(step)));
          offers.some((offer) => isTaken(commandAt(order, offer, step)));
        });
        const stored: OrderEvent[] = JSON.parse(JSON.stringify(history));
        expect(fold(orderDecider, stored)).toEqual(order);
        expect(JSON.parse(JSON.stringify(order))).toEqual(order);
        for (const { type } of history) reached.add(type);
        const record = stored.reduce<OrderRecord | null>((past, event) => evolveRecord(past, event), null);
        if (record) {
          expect(record.order).toEqual(order);
          expect(record.version).toBe(history.length);
          expect(orderDocument(record)).toMatchObject({ status: order.status, version: history.length });
        }
      }),
      { numRuns: 1_500, seed: 7 },
    );
    const all = statusesOf(orderLife).flatMap((status) => [status, ...Object.keys(orderLife[status])]);
    expect(all.filter((name) => !reached.has(name))).toEqual([]);
  });
  it("counts each source once, however often and whenever it is told", () => {
    fc.assert(
      fc.property(walks, anyChance, (steps, chance) => {
        let order: Order = orderDecider.initial;
        steps.flat().forEach((offer, step) => {
          order = walk(order, commandAt(order, offer, step)).order;
        });
        const fact = commandAt(order, { ...chance, kind: 8 + (chance.kind % 8) }, 99);
        const told = walk(order, fact);
        if (told.events.length > 0) expect(orderDecider.decide(fact, told.order)).toEqual({ kind: "nothingToDo" });
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});
