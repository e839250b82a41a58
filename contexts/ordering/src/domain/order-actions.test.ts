import { fold } from "@waybill/kernel/decider";
import { statusesOf, targets } from "@waybill/kernel/life";
import { describe, expect, it } from "vitest";
import {
  allDelivered,
  allHandedOver,
  amendmentStarted,
  delivered,
  handedOver,
  histories,
  minute,
  paymentDeclined,
  pounds,
  putOnHold,
  quote,
  smaller,
} from "../testing/order-samples.ts";
import type { Order } from "./order.ts";
import { actionsOf, type OrderAction } from "./order-actions.ts";
import type { OrderCommand } from "./order-commands.ts";
import { orderDecider } from "./order-decider.ts";
import type { OrderEvent } from "./order-events.ts";
import { orderLife } from "./order-life.ts";
import { unitsLeft } from "./order-lines.ts";

const at = minute(1_000);
const orderAfter = (events: readonly OrderEvent[]): Order => fold(orderDecider, events);
const allowedIn = (events: readonly OrderEvent[]) =>
  actionsOf(orderAfter(events)).flatMap(({ action, allowed }) => (allowed ? [action] : []));

/** What each action asks for; of lines, the first unit that there is. */
const commandFor = (action: OrderAction, order: Order): OrderCommand => {
  const lines = order.status === "NotPlaced" ? [] : order.lines;
  const left = lines.find((line) => unitsLeft(line) > 0)?.lineId ?? 1;
  const arrived = lines.find((line) => line.delivered > line.returned)?.lineId ?? 1;
  const commands: Readonly<Record<OrderAction, OrderCommand>> = {
    pay: { type: "AddPayments", payments: [{ method: "pm_ok", amount: null }], at },
    choose: { type: "ChooseLines", quote: smaller, at },
    amend: { type: "StartAmendment", proposed: quote, at },
    cancel: { type: "StartCancellation", reason: "Changed my mind", at },
    cancelLines: { type: "CancelLines", source: "new", reason: "Customer", lines: [{ lineId: left, quantity: 1 }], at },
    hold: { type: "HoldOrder", reason: "Address check", until: null, at },
    resume: { type: "ResumeOrder", reason: null, at },
    return: { type: "ReturnLines", source: "new", lines: [{ lineId: arrived, quantity: 1 }], credit: pounds(0), at },
  };
  return commands[action];
};

describe("the actions of an order", () => {
  it("agree with what it decides, in every status and however far its lines have come", () => {
    const facts = [
      [],
      [handedOver],
      [handedOver, delivered],
      [allHandedOver],
      [allHandedOver, allDelivered],
      [putOnHold],
      [paymentDeclined],
    ];
    const orders = statusesOf(orderLife).flatMap((status) =>
      facts.map((more) =>
        orderAfter([...histories[status], ...more.filter(({ type }) => targets(orderLife, status, type).includes(status))]),
      ),
    );
    expect(orders).toHaveLength(12 * 7);
    for (const order of orders) {
      for (const { action, allowed, code } of actionsOf(order)) {
        const decision = orderDecider.decide(commandFor(action, order), order);
        const why = decision.kind === "refused" ? decision.refusal.code : decision.kind;
        expect([action, order.status, why, allowed]).toEqual([action, order.status, why, why === "accepted"]);
        if (decision.kind === "refused") expect(code).toBe(why);
        expect(code === undefined).toBe(allowed);
      }
    }
  });
  it("are those that make sense", () => {
    expect(allowedIn(histories.NotPlaced)).toEqual([]);
    expect(allowedIn(histories.Placed)).toEqual(["cancel", "hold"]);
    expect(allowedIn(histories.AwaitingCustomer)).toEqual(["choose", "cancel", "hold"]);
    expect(allowedIn([...histories.Reserved, putOnHold])).toEqual(["cancel", "hold", "resume"]);
    expect(allowedIn([...histories.Reserved, paymentDeclined])).toEqual(["pay", "cancel", "hold"]);
    expect(allowedIn(histories.Confirmed)).toEqual(["amend", "cancel", "cancelLines", "hold"]);
    expect(allowedIn([...histories.InFulfilment, handedOver])).toEqual(["amend", "cancelLines", "hold"]);
    expect(allowedIn([...histories.InFulfilment, handedOver, delivered])).toEqual(["amend", "cancelLines", "hold", "return"]);
    expect(allowedIn([...histories.InFulfilment, amendmentStarted])).toEqual(["cancel", "hold"]);
    expect(allowedIn(histories.Completed)).toEqual(["return"]);
    expect(allowedIn(histories.Cancelled)).toEqual([]);
  });
  it("say why not", () => {
    expect(actionsOf(orderAfter([...histories.InFulfilment, allHandedOver]))).toEqual([
      { action: "choose", allowed: false, code: "OrderIsInFulfilment" },
      { action: "pay", allowed: false, code: "OrderIsInFulfilment" },
      { action: "amend", allowed: true },
      { action: "cancel", allowed: false, code: "OrderIsOnItsWay" },
      { action: "cancelLines", allowed: false, code: "NothingIsLeft" },
      { action: "hold", allowed: true },
      { action: "resume", allowed: false, code: "OrderIsNotOnHold" },
      { action: "return", allowed: false, code: "NothingIsWithCustomer" },
    ]);
  });
});
