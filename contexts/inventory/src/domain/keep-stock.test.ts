import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import { ada, at, bob, cleo, committed, filled, held, later, policy, received, toldInFacts } from "../testing/stock-samples.ts";
import { inventoryLimits } from "./limits.ts";
import type { AdjustStock, CountStock, ReturnStock, StockCommand, StockRefusal } from "./stock-commands.ts";
import { stockDecider } from "./stock-item.ts";

const stock = toldInFacts(scenariosOf(stockDecider).given);
const adjust: AdjustStock = { type: "AdjustStock", delta: 5, reason: "a delivery", at };
const count: CountStock = { type: "CountStock", counted: 7, reason: "yearly", at };
const takeBack: ReturnStock = { type: "ReturnStock", orderId: ada, quantity: 2, source: "ret_1", reason: "Restocked", at };
const shortened = (orderId: typeof ada, quantity: number, left = 0) =>
  ({ type: "ReservationShortened", orderId, quantity, left, wasCommitted: true, at }) as const;
const heldLess = (orderId: typeof ada, quantity: number, left = 0) => ({ ...shortened(orderId, quantity, left), wasCommitted: false });
const counted = (now: number, difference: number) => ({ type: "StockCounted", counted: now, difference, reason: "yearly", at }) as const;

describe("adjusting stock", () => {
  it("adds what came in and takes off what is gone", () => {
    stock().when(adjust).records(received(5));
    stock(received(5))
      .when({ ...adjust, delta: -2, reason: "broken" })
      .records({ type: "StockWrittenOff", quantity: 2, reason: "broken", at });
  });
  it("takes no more than there is", () => {
    stock(received(5))
      .when({ ...adjust, delta: -6 })
      .isRejected({ code: "TooFewAreOnHand", onHand: 5 });
  });
  it("below what is reserved costs the newest holds first, then the newest commitments", () => {
    const writtenOff = (quantity: number) => ({ type: "StockWrittenOff", quantity, reason: "fire", at }) as const;
    const full = [received(9), committed(ada, 3), held(bob, 3), committed(cleo, 3)] as const;
    const fire = (delta: number) => stock(...full).when({ ...adjust, delta, reason: "fire" });
    fire(-2).records(writtenOff(2), heldLess(bob, 2, 1));
    fire(-5).records(writtenOff(5), heldLess(bob, 3), shortened(cleo, 2, 1));
    fire(-7).records(writtenOff(7), heldLess(bob, 3), shortened(cleo, 3), shortened(ada, 1, 2));
  });
});

describe("counting stock", () => {
  it("finds more, fewer, or what was thought", () => {
    stock(received(5)).when(count).records(counted(7, 2));
    stock(received(9)).when(count).records(counted(7, -2));
    stock(received(7)).when(count).recordsNothing();
  });
  it("below what is reserved is recorded all the same, and tells who has lost", () => {
    stock(received(9), committed(ada, 3), held(bob, 3), held(cleo, 3))
      .when({ ...count, counted: 4 })
      .records(counted(4, -5), heldLess(cleo, 3), heldLess(bob, 2, 1));
  });
  it("that finds more serves those who wait", () => {
    stock(held(ada, 0, 3))
      .when(count)
      .records(counted(7, 7), filled(ada, 3));
  });
});

describe("how stock is kept", () => {
  it("is said whole, and said again changes nothing", () => {
    stock(received(5)).when({ type: "SetStockPolicy", safetyStock: 2, backorderLimit: 10, at }).records(policy(2, 10));
    stock(policy(2, 10)).when({ type: "SetStockPolicy", safetyStock: 2, backorderLimit: 10, at: later }).recordsNothing();
    stock(policy(2, 10)).when({ type: "SetStockPolicy", safetyStock: 2, backorderLimit: null, at }).records(policy(2, null));
  });
  it("serves those who wait when less is kept back", () => {
    stock(received(5), policy(5, null), held(ada, 0, 3))
      .when({ type: "SetStockPolicy", safetyStock: 3, backorderLimit: null, at })
      .records(policy(3, null), filled(ada, 2, 1));
  });
});

describe("returning stock", () => {
  it("puts it back on the shelf, where it serves those who wait", () => {
    const returned = { type: "StockReturned", orderId: ada, quantity: 2, source: "ret_1", reason: "Restocked", at } as const;
    stock(received(5)).when(takeBack).records(returned);
    stock(held(bob, 0, 3))
      .when(takeBack)
      .records(returned, filled(bob, 2, 1));
  });
});

describe("what makes no sense", () => {
  it.each<[StockCommand, StockRefusal["code"]]>([
    [{ ...adjust, delta: 0 }, "QuantityIsOutOfRange"],
    [{ ...adjust, delta: 0.5 }, "QuantityIsOutOfRange"],
    [{ ...adjust, delta: inventoryLimits.unitsAtLocation + 1 }, "QuantityIsOutOfRange"],
    [{ ...adjust, delta: -inventoryLimits.unitsAtLocation - 1 }, "QuantityIsOutOfRange"],
    [{ ...adjust, delta: inventoryLimits.unitsAtLocation }, "StockIsTooLarge"],
    [{ ...adjust, reason: "  " }, "ReasonIsMissing"],
    [{ ...adjust, reason: "x".repeat(inventoryLimits.reasonCharacters + 1) }, "ReasonIsTooLong"],
    [{ ...count, counted: -1 }, "QuantityIsOutOfRange"],
    [{ ...count, counted: 1.5 }, "QuantityIsOutOfRange"],
    [{ ...count, counted: inventoryLimits.unitsAtLocation + 1 }, "QuantityIsOutOfRange"],
    [{ ...count, reason: "" }, "ReasonIsMissing"],
    [{ type: "SetStockPolicy", safetyStock: -1, backorderLimit: null, at }, "QuantityIsOutOfRange"],
    [{ type: "SetStockPolicy", safetyStock: 0, backorderLimit: 0.5, at }, "QuantityIsOutOfRange"],
    [{ ...takeBack, quantity: 0 }, "QuantityIsOutOfRange"],
    [{ ...takeBack, quantity: inventoryLimits.unitsAtLocation }, "StockIsTooLarge"],
  ])("is refused (%#)", (command, code) => {
    stock(received(1))
      .when(command)
      .isRejected({ code } as StockRefusal);
  });
  it("is not confused with what is at the limit", () => {
    stock()
      .when({ ...adjust, delta: inventoryLimits.unitsAtLocation, reason: "x".repeat(inventoryLimits.reasonCharacters) })
      .leadsTo(({ onHand }) => expect(onHand).toBe(inventoryLimits.unitsAtLocation));
  });
});
