import { fold } from "@waybill/kernel/decider";
import { lifeDiagram, statusesOf, targets } from "@waybill/kernel/life";
import { expectGenerated, markdownTable, mermaid } from "@waybill/kernel/testing/generated-part";
import { describe, expect, it } from "vitest";
import {
  cartHistories,
  customerId,
  guestCartId,
  openIt,
  orderOfCart,
  price,
  startCheckout,
  tea,
  teaAdded,
} from "../testing/cart-samples.ts";
import { GBP, minute, pounds } from "../testing/order-samples.ts";
import type { CartCommand } from "./cart-commands.ts";
import { cartDeadlines } from "./cart-deadlines.ts";
import { cartDecider } from "./cart-decider.ts";
import type { CartEvent } from "./cart-events.ts";
import { type CartStatus, cartLife } from "./cart-life.ts";

type CommandType = CartCommand["type"];
const statuses = statusesOf(cartLife);
/** So late that every open cart is past its deadline; prices that hold no more come with the commands. */
const at = minute(100_000);
const { sku, name, unitPrice, priceIsSet } = teaAdded;
const salt = { sku: "SALT", name: "Salt", quantity: 1, unitPrice, priceIsSet, pricedAt: minute(0) } as never;

/** One of each command, such that only the status can stand in its way. */
const commands: { readonly [Type in CommandType]: Extract<CartCommand, { readonly type: Type }> } = {
  OpenCart: openIt,
  AddItem: { type: "AddItem", sku, name, quantity: 1, unitPrice, priceIsSet, at },
  ChangeQuantity: { type: "ChangeQuantity", sku, quantity: 5, at },
  RemoveItem: { type: "RemoveItem", sku, at },
  AddDiscount: { type: "AddDiscount", sku, amount: pounds(50), reason: null, at },
  RemoveDiscount: { type: "RemoveDiscount", sku: null, at },
  AssignCustomer: { type: "AssignCustomer", customerId, at },
  RepriceCart: { type: "RepriceCart", prices: [{ sku: tea, name, unitPrice: price("2.60") }], at },
  TakeOverItems: { type: "TakeOverItems", from: guestCartId, currency: GBP, items: [salt], discounts: [], at },
  MergeCart: { type: "MergeCart", into: guestCartId, at },
  StartCheckout: startCheckout,
  CompleteCheckout: { type: "CompleteCheckout", orderId: orderOfCart, at },
  ReopenCart: { type: "ReopenCart", orderId: orderOfCart, reason: "OutOfStock", at },
  ExpireCart: { type: "ExpireCart", at },
};

/** What each status says to each command: `yes` (recorded), `done` (nothing to do), `no` (refused in the name of the status). */
const expected: { readonly [Type in CommandType]: string } = {
  //                  NotO Open Chec Done Expi Merg
  OpenCart: /*     */ "yes  done done done done done",
  AddItem: /*      */ "no   yes  no   no   no   no",
  ChangeQuantity: /**/ "no   yes  no   no   no   no",
  RemoveItem: /*   */ "no   yes  no   no   no   no",
  AddDiscount: /*  */ "no   yes  no   no   no   no",
  RemoveDiscount: /**/ "no   yes  no   no   no   no",
  AssignCustomer: /**/ "no   yes  no   no   no   no",
  RepriceCart: /*  */ "no   yes  no   no   no   no",
  TakeOverItems: /**/ "no   yes  no   no   no   no",
  MergeCart: /*    */ "no   yes  no   no   no   done",
  StartCheckout: /**/ "no   yes  done done no   no",
  CompleteCheckout: "no   no   yes  done no   no",
  ReopenCart: /*   */ "no   done yes  no   no   no",
  ExpireCart: /*   */ "no   yes  done done done done",
};

const cartIn = (status: CartStatus) => fold(cartDecider, cartHistories[status]);

describe("every command to a cart in every status", () => {
  for (const [type, answers] of Object.entries(expected) as [CommandType, string][]) {
    it(`is answered as the table says: ${type}`, () => {
      const cells = answers.split(/ +/);
      expect(cells).toHaveLength(statuses.length);
      statuses.forEach((status, index) => {
        const decision = cartDecider.decide(commands[type], cartIn(status));
        const answer = { accepted: "yes", nothingToDo: "done", refused: "no" }[decision.kind];
        expect(`${status}: ${answer}`).toBe(`${status}: ${cells[index]}`);
        if (decision.kind === "refused") expect(decision.refusal).toStrictEqual({ code: `CartIs${status}` });
      });
    });
  }
});

describe("the life of a cart", () => {
  it("has a history for each status", () => {
    for (const status of statuses) expect(cartIn(status).status).toBe(status);
  });
  it("leads where its table says, for every event in every status", () => {
    const decided = statuses.flatMap((status) =>
      Object.values(commands).flatMap((command) => {
        const decision = cartDecider.decide(command, cartIn(status));
        return decision.kind === "accepted" ? [...decision.events] : [];
      }),
    );
    const samples = new Map(decided.map((event): [CartEvent["type"], CartEvent] => [event.type, event]));
    let steps = 0;
    for (const status of statuses) {
      for (const type of Object.keys(cartLife[status]) as CartEvent["type"][]) {
        expect(targets(cartLife, status, type)).toEqual([cartDecider.evolve(cartIn(status), samples.get(type)!).status]);
        steps += 1;
      }
    }
    expect(steps).toBe(14);
  });
  it("has a deadline and an owner in every status that is not an end", () => {
    const ends = statuses.filter((status) => Object.keys(cartLife[status]).length === 0);
    expect(ends).toEqual(["CheckedOut", "Expired", "Merged"]);
    expect(statuses.filter((status) => cartDeadlines[status] === null)).toEqual(["NotOpened", ...ends]);
  });
  it("is drawn in the README, with its deadlines", () => {
    const readme = new URL("../../README.md", import.meta.url);
    expectGenerated(readme, "cart life", mermaid(lifeDiagram(cartLife, "NotOpened")));
    const rows = statuses.flatMap((status) => {
      const deadline = cartDeadlines[status];
      return deadline ? [[status, `${deadline.afterMs / 60_000} min`, deadline.owner]] : [];
    });
    expectGenerated(readme, "cart deadlines", markdownTable([["status", "no longer than", "whose move it is"], ...rows]));
  });
});
