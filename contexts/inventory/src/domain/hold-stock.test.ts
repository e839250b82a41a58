import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, it } from "vitest";
import {
  ada,
  afterwards,
  at,
  bob,
  cleo,
  committed,
  expired,
  expiresAt,
  filled,
  held,
  later,
  policy,
  received,
  thenAt,
  toldInFacts,
  until,
} from "../testing/stock-samples.ts";
import { inventoryLimits } from "./limits.ts";
import type { CommitStock, HoldStock, ReleaseStock } from "./stock-commands.ts";
import { stockDecider } from "./stock-item.ts";

const stock = toldInFacts(scenariosOf(stockDecider).given);
const hold: HoldStock = { type: "HoldStock", orderId: ada, taken: 3, awaited: 0, expiresAt, at };
const commit: CommitStock = { type: "CommitStock", orderId: ada, taken: 3, awaited: 0, at };
const release: ReleaseStock = { type: "ReleaseStock", orderId: ada, quantity: "all", reason: "OrderExpired", at };
const released = (taken: number, awaited: number) =>
  ({ type: "ReservationReleased", orderId: ada, taken, awaited, left: 0, reason: "OrderExpired", at }) as const;

describe("holding stock", () => {
  it("sets units aside while there are any", () => {
    stock(received(10)).when(hold).records(held(ada, 3));
    stock(received(10), held(bob, 7)).when(hold).records(held(ada, 3));
  });
  it("is refused with what is left", () => {
    stock().when(hold).isRejected({ code: "OutOfStock", available: 0 });
    stock(received(10), held(bob, 8)).when(hold).isRejected({ code: "OutOfStock", available: 2 });
    stock(received(10), committed(bob, 8)).when(hold).isRejected({ code: "OutOfStock", available: 2 });
  });
  it("leaves the safety stock alone", () => {
    stock(received(10), policy(8, null)).when(hold).isRejected({ code: "OutOfStock", available: 2 });
    stock(received(10), policy(12, null)).when(hold).isRejected({ code: "OutOfStock", available: 0 });
  });
  it("takes the same again as done", () => {
    stock(received(10), held(ada, 3))
      .when({ ...hold, at: later })
      .recordsNothing();
  });
  it("counts in what the order has already: more, fewer, longer", () => {
    stock(received(4), held(ada, 3))
      .when({ ...hold, taken: 4 })
      .records(held(ada, 4));
    stock(received(4), held(ada, 3))
      .when({ ...hold, taken: 5 })
      .isRejected({ code: "OutOfStock", available: 4 });
    stock(received(4), held(ada, 3))
      .when({ ...hold, taken: 1 })
      .records(held(ada, 1));
    stock(received(4), held(ada, 3))
      .when({ ...hold, expiresAt: afterwards })
      .records(until(afterwards, held(ada, 3)));
  });
  it("is refused where the order has committed", () => {
    stock(received(4), committed(ada, 3)).when(hold).isRejected({ code: "ReservationIsCommitted" });
  });
  it("of nothing is refused", () => {
    stock(received(4))
      .when({ ...hold, taken: 0 })
      .isRejected({ code: "QuantityIsOutOfRange" });
  });
  it("lets those make room whose time is over, the longest overdue first, and no more of them than it takes", () => {
    const full = [received(10), until(later, held(cleo, 5)), held(bob, 5)] as const;
    stock(...full)
      .when({ ...hold, at: later })
      .records(...thenAt(later, expired(cleo, 5)), ...thenAt(later, held(ada, 3)));
    stock(...full)
      .when({ ...hold, taken: 6, at: later })
      .isRejected({ code: "OutOfStock", available: 5 });
    stock(...full)
      .when({ ...hold, taken: 6, at: afterwards })
      .records(...thenAt(afterwards, expired(cleo, 5)), ...thenAt(afterwards, expired(bob, 5)), ...thenAt(afterwards, held(ada, 6)));
  });
  it("leaves overdue holds where there is enough without them", () => {
    stock(received(10), held(bob, 5))
      .when({ ...hold, at: afterwards })
      .records(...thenAt(afterwards, held(ada, 3)));
  });
});

describe("waiting for stock", () => {
  it("begins when nothing is left, up to the limit", () => {
    stock(received(2))
      .when({ ...hold, taken: 2, awaited: 3 })
      .records(held(ada, 2, 3));
    stock(policy(0, 3))
      .when({ ...hold, taken: 0, awaited: 3 })
      .records(held(ada, 0, 3));
    stock(policy(0, 3))
      .when({ ...hold, taken: 0, awaited: 4 })
      .isRejected({ code: "BackorderLimitIsReached", room: 3 });
    stock(policy(0, 3), held(bob, 0, 2))
      .when({ ...hold, taken: 0, awaited: 2 })
      .isRejected({ code: "BackorderLimitIsReached", room: 1 });
    stock(policy(0, 3), held(ada, 0, 2))
      .when({ ...hold, taken: 0, awaited: 3 })
      .records(held(ada, 0, 3));
  });
  it("ends first come first served, in parts where need be", () => {
    stock(held(bob, 0, 4), held(ada, 0, 3))
      .when({ type: "AdjustStock", delta: 5, reason: "a delivery", at })
      .records(received(5), filled(bob, 4), filled(ada, 1, 2));
  });
  it("goes before whoever comes later", () => {
    stock(received(3), held(bob, 3), held(cleo, 0, 2))
      .when({ ...release, orderId: bob })
      .records({ ...released(3, 0), orderId: bob }, filled(cleo, 2));
    stock(received(3), until(later, held(bob, 3)), held(cleo, 0, 2))
      .when({ ...hold, at: later })
      .isRejected({ code: "OutOfStock", available: 1 });
  });
  it("is over with the hold's time: what comes goes to the next", () => {
    stock(until(later, held(bob, 0, 4)), held(ada, 0, 3))
      .when({ type: "AdjustStock", delta: 5, reason: "a delivery", at: later })
      .records(...thenAt(later, received(5)), ...thenAt(later, expired(bob, 0, 4)), ...thenAt(later, filled(ada, 3)));
  });
  it("stays in its place when it is paid, and is no longer over with time", () => {
    stock(held(ada, 0, 3), held(bob, 0, 4))
      .when({ ...commit, taken: 0, awaited: 3 })
      .records(committed(ada, 0, 3));
    stock(held(ada, 0, 3), held(bob, 0, 4), committed(ada, 0, 3))
      .when({ type: "AdjustStock", delta: 4, reason: "a delivery", at: later })
      .records(...thenAt(later, received(4)), ...thenAt(later, filled(ada, 3)), ...thenAt(later, filled(bob, 1, 3)));
  });
  it("is for so many orders and no more", () => {
    const orders = Array.from({ length: inventoryLimits.awaitingOrders }, (_, index) => held(`ord_${index}` as typeof ada, 0, 1));
    stock(...orders)
      .when({ ...hold, taken: 0, awaited: 1 })
      .isRejected({ code: "BackorderLimitIsReached", room: 0 });
  });
});
