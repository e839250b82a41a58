import { instant } from "@waybill/kernel/clock";
import { describe, expect, it } from "vitest";
import { soldLines } from "./sold-lines.ts";

const bags = (quantity: number, pence = 195) => ({ sku: "BAG", quantity, unitPrice: BigInt(pence) * 1_000_000n });
const order = (externalId: string, day: number) => ({ externalId, placedAt: instant(day * 86_400_000), isThere: Promise.resolve(true) });
const back = (quantity: number, day = 100, pence = 195) => ({ ...bags(quantity, pence), customer: "ada", at: instant(day * 86_400_000) });

describe("what customers bought", () => {
  it("is found from the latest order on, whatever the sequence of telling, at the moment of the order too", () => {
    const sold = soldLines();
    sold.add(order("late", 3), "ada", [bags(1)]);
    sold.add(order("early", 1), "ada", [bags(1)]);
    sold.add(order("middle", 2), "ada", [bags(1)]);
    expect(sold.take(back(1, 2))).toMatchObject([{ order: { externalId: "middle" } }]);
    expect(sold.take(back(2))).toMatchObject([{ order: { externalId: "late" } }, { order: { externalId: "early" } }]);
    expect(sold.take(back(1))).toBe("TooFewWereBought");
  });

  it("gives back no more than the order cost, over all of its lines", () => {
    const sold = soldLines();
    sold.add(order("1", 1), "ada", [bags(1), bags(1)]);
    expect(sold.take(back(2, 2, 196))).toBe("CreditExceedsOrders");
    expect(sold.take(back(1, 2, 390))).toMatchObject([{ credit: 390 }]);
    expect(sold.take(back(1, 2, 1))).toBe("CreditExceedsOrders");
  });

  it("is not sold twice when an order is told twice", () => {
    const sold = soldLines();
    for (let times = 0; times < 2; times += 1) sold.add(order("1", 1), "ada", [bags(1)]);
    expect(sold.take(back(2))).toBe("TooFewWereBought");
  });

  it("is forgotten, the oldest first, when it is too much to remember", () => {
    const sold = soldLines(2);
    sold.add(order("1", 1), "ada", [bags(1)]);
    sold.add(order("2", 1), "bob", [bags(1)]);
    sold.add(order("3", 1), "cleo", [bags(1)]);
    expect(sold.take(back(1))).toBe("NeverBoughtBefore");
    expect(sold.take({ ...back(1), customer: "bob" })).toHaveLength(1);
  });
});
