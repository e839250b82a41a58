import { fold } from "@waybill/kernel/decider";
import { lifeDiagram, statusesOf, targets } from "@waybill/kernel/life";
import { expectGenerated, markdownTable, mermaid } from "@waybill/kernel/testing/generated-part";
import { describe, expect, it } from "vitest";
import {
  allDelivered,
  allHandedOver,
  delivered,
  grand,
  handedOver,
  histories,
  importIt,
  minute,
  paymentDeclined,
  place,
  pounds,
  putOnHold,
  short,
  smaller,
} from "../testing/order-samples.ts";
import type { Order } from "./order.ts";
import type { OrderCommand } from "./order-commands.ts";
import { orderDeadlines } from "./order-deadlines.ts";
import { orderDecider } from "./order-decider.ts";
import type { OrderEvent } from "./order-events.ts";
import { isEnd, type OrderStatus, orderLife } from "./order-life.ts";

type CommandType = OrderCommand["type"];
const statuses = statusesOf(orderLife);
const at = minute(1_000);
const oneTea = [{ lineId: 1, quantity: 1 }];

/** One of each command, such that only the status can stand in its way. */
const commands: { readonly [Type in CommandType]: Extract<OrderCommand, { readonly type: Type }> } = {
  PlaceOrder: place,
  ImportOrder: importIt,
  ReserveOrder: { type: "ReserveOrder", backordered: [], at },
  RequestCustomerChoice: { type: "RequestCustomerChoice", short, at },
  ChooseLines: { type: "ChooseLines", quote: smaller, at },
  RejectOrder: { type: "RejectOrder", reason: "OutOfStock", short, at },
  ExpireOrder: { type: "ExpireOrder", since: at, at },
  ConfirmOrder: { type: "ConfirmOrder", customerId: null, authorised: pounds(grand), reservationsCommitted: true, at },
  AddPayments: { type: "AddPayments", payments: [{ method: "pm_ok", amount: null }], at },
  NotePaymentAuthorised: { type: "NotePaymentAuthorised", number: 1, amount: pounds(grand), at },
  NotePaymentDeclined: { type: "NotePaymentDeclined", number: 1, code: "CardIsDeclined", at },
  NotePaymentCaptured: { type: "NotePaymentCaptured", number: 1, captured: pounds(1), at },
  NotePaymentRefunded: { type: "NotePaymentRefunded", number: 1, refunded: pounds(1), at },
  NotePaymentVoided: { type: "NotePaymentVoided", number: 1, voided: pounds(1), at },
  StartFulfilment: { type: "StartFulfilment", promise: null, at },
  HandOverLines: { type: "HandOverLines", source: "ful_9", lines: oneTea, at },
  DeliverLines: { type: "DeliverLines", source: "dlv_9", lines: oneTea, at },
  ReturnLines: { type: "ReturnLines", source: "ret_9", lines: oneTea, credit: pounds(250), at },
  CancelLines: { type: "CancelLines", source: "ful_9", reason: "ShortPicked", lines: oneTea, at },
  CompleteOrder: { type: "CompleteOrder", captured: pounds(grand), refunded: pounds(0), at },
  StartAmendment: { type: "StartAmendment", proposed: smaller, at },
  AmendOrder: { type: "AmendOrder", attempt: 1, at },
  AbandonAmendment: { type: "AbandonAmendment", attempt: 1, reason: "DeadlinePassed", at },
  StartCancellation: { type: "StartCancellation", reason: "Changed my mind", at },
  RefuseCancellation: { type: "RefuseCancellation", attempt: 1, code: "OrderIsOnItsWay", at },
  CancelOrder: { type: "CancelOrder", attempt: 1, reason: "Changed my mind", at },
  HoldOrder: { type: "HoldOrder", reason: "Address check", until: null, at },
  ResumeOrder: { type: "ResumeOrder", reason: null, at },
};

/** What a command needs to have happened on top of the status, wherever it may have happened there. */
const beforehand: { readonly [Type in CommandType]?: readonly OrderEvent[] } = {
  AddPayments: [paymentDeclined],
  DeliverLines: [handedOver],
  ReturnLines: [handedOver, delivered],
  CompleteOrder: [allHandedOver, allDelivered],
  ResumeOrder: [putOnHold],
};

/**
 * What each status says to each command: `yes` (recorded), `done` (nothing to do), `no` (refused in the name of the
 * status). In the order of the table:
 * NotPlaced, Placed, AwaitingCustomer, Reserved, Confirmed, InFulfilment, Amending, Cancelling, Completed, Rejected, Expired, Cancelled.
 */
const expected: { readonly [Type in CommandType]: string } = {
  //                      NotP Plac Awai Rese Conf InFu Amen Canc Comp Reje Expi Canc
  PlaceOrder: /*       */ "yes  done done done done done done done done done done done",
  ImportOrder: /*      */ "yes  no   no   no   no   no   no   no   done no   no   no",
  ReserveOrder: /*     */ "no   yes  no   done no   no   no   no   no   no   no   no",
  RequestCustomerChoice: "no   yes  done no   no   no   no   no   no   no   no   no",
  ChooseLines: /*      */ "no   no   yes  no   no   no   no   no   no   no   no   no",
  RejectOrder: /*      */ "no   yes  no   yes  no   no   no   no   no   done no   no",
  ExpireOrder: /*      */ "no   yes  yes  yes  no   no   no   no   no   no   done no",
  ConfirmOrder: /*     */ "no   no   no   yes  done no   no   no   no   no   no   no",
  AddPayments: /*      */ "no   no   no   yes  no   no   no   no   no   no   no   no",
  NotePaymentAuthorised: "no   no   no   yes  no   no   no   no   no   no   no   no",
  NotePaymentDeclined: /**/ "no   no   no   yes  no   no   no   no   no   no   no   no",
  NotePaymentCaptured: /**/ "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes",
  NotePaymentRefunded: /**/ "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes",
  NotePaymentVoided: /**/ "no   yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes",
  StartFulfilment: /*  */ "no   no   no   no   yes  done yes  yes  no   no   no   no",
  HandOverLines: /*    */ "no   no   no   no   yes  yes  yes  yes  no   no   no   no",
  DeliverLines: /*     */ "no   no   no   no   yes  yes  yes  yes  no   no   no   no",
  ReturnLines: /*      */ "no   no   no   no   yes  yes  yes  yes  yes  no   no   no",
  CancelLines: /*      */ "no   no   no   no   yes  yes  yes  yes  no   no   no   no",
  CompleteOrder: /*    */ "no   no   no   no   no   yes  no   no   done no   no   done",
  StartAmendment: /*   */ "no   no   no   no   yes  yes  no   no   no   no   no   no",
  AmendOrder: /*       */ "no   no   no   no   no   no   yes  no   no   no   no   no",
  AbandonAmendment: /* */ "no   no   no   no   no   no   yes  done no   no   no   done",
  StartCancellation: /**/ "no   yes  yes  yes  yes  yes  yes  done no   no   no   done",
  RefuseCancellation: /**/ "no   done done done done done no   yes  no   no   no   no",
  CancelOrder: /*      */ "no   no   no   no   no   no   no   yes  no   no   no   done",
  HoldOrder: /*        */ "no   yes  yes  yes  yes  yes  yes  yes  no   no   no   no",
  ResumeOrder: /*      */ "no   yes  yes  yes  yes  yes  yes  yes  done done done done",
};

/** A timer speaks of the stay in a status that has lasted too long: of this one. */
const asOf = (command: OrderCommand, order: Order): OrderCommand =>
  command.type === "ExpireOrder" && order.status !== "NotPlaced" ? { ...command, since: order.since } : command;

const orderIn = (status: OrderStatus, alsoHappened: readonly OrderEvent[] = []) => {
  const mayHappen = alsoHappened.filter(
    (event) => event.type !== "LinesReturned" && targets(orderLife, status, event.type).includes(status),
  );
  return fold(orderDecider, [...histories[status], ...mayHappen]);
};

describe("every command in every status", () => {
  for (const [type, answers] of Object.entries(expected) as [CommandType, string][]) {
    it(`is answered as the table says: ${type}`, () => {
      const cells = answers.split(/ +/);
      expect(cells).toHaveLength(statuses.length);
      statuses.forEach((status, index) => {
        const order = orderIn(status, beforehand[type]);
        const decision = orderDecider.decide(asOf(commands[type], order), order);
        const answer = { accepted: "yes", nothingToDo: "done", refused: "no" }[decision.kind];
        expect(`${status}: ${answer}`).toBe(`${status}: ${cells[index]}`);
        if (decision.kind === "refused") expect(decision.refusal).toStrictEqual({ code: `OrderIs${status}` });
      });
    });
  }
});

describe("the life of an order", () => {
  it("has a history for each status", () => {
    for (const status of statuses) expect(orderIn(status).status).toBe(status);
  });
  it("leads where its table says, for every event in every status", () => {
    const samples = new Map<OrderEvent["type"], OrderEvent>();
    const collect = (event: OrderEvent) => samples.set(event.type, event);
    for (const history of Object.values(histories)) history.forEach(collect);
    for (const status of statuses) {
      for (const type of Object.keys(commands) as CommandType[]) {
        const order = orderIn(status, beforehand[type]);
        const decision = orderDecider.decide(asOf(commands[type], order), order);
        if (decision.kind === "accepted") decision.events.forEach(collect);
      }
    }
    let steps = 0;
    for (const status of statuses) {
      for (const type of Object.keys(orderLife[status]) as OrderEvent["type"][]) {
        expect(targets(orderLife, status, type)).toContain(orderDecider.evolve(orderIn(status), samples.get(type)!).status);
        steps += 1;
      }
    }
    expect(steps).toBe(95);
  });
  it("has a deadline and an owner in every status that is not an end", () => {
    const ends = statuses.filter(isEnd);
    expect(ends).toEqual(["Completed", "Rejected", "Expired", "Cancelled"]);
    expect(statuses.filter((status) => orderDeadlines[status] === null)).toEqual(["NotPlaced", ...ends]);
  });
  it("is drawn in the README, with its deadlines", () => {
    const readme = new URL("../../README.md", import.meta.url);
    expectGenerated(readme, "order life", mermaid(lifeDiagram(orderLife, "NotPlaced")));
    const rows = statuses.flatMap((status) => {
      const deadline = orderDeadlines[status];
      return deadline ? [[status, `${deadline.afterMs / 60_000} min`, deadline.owner]] : [];
    });
    expectGenerated(readme, "order deadlines", markdownTable([["status", "no longer than", "whose move it is"], ...rows]));
  });
});
