import { expect, it } from "vitest";
import { failureOf, type ParkedItem, type ParkedKey, type Parking } from "../../parking.ts";
import { eventually } from "../eventually.ts";

const item = (key: string): ParkedItem => ({ id: `${key}1`, key, payload: {} });
const keysOf = (keys: readonly ParkedKey[]) => keys.map(({ subscription, key }) => `${subscription} ${key}`);

type Make = () => Promise<readonly [Parking, Parking]>;

/** However many keys are parked, every one of them is found. */
export const itListsParkedKeys = (make: Make, makeQuick: Make): void => {
  it("lists page after page, each key once", async () => {
    const [one, other] = await make();
    // Many in the same millisecond, and more behind it.
    for (const subscription of ["t", "s"])
      await one.park(
        subscription,
        ["c", "a", "e", "b", "d"].map((key) => item(key)),
        new Map(),
      );
    await one.park("s", [item("late")], new Map());
    const whole = await other.list(100);
    expect(keysOf(whole).toSorted()).toEqual(["s a", "s b", "s c", "s d", "s e", "s late", "t a", "t b", "t c", "t d", "t e"].toSorted());
    for (const [index, from] of whole.entries()) {
      expect(await other.list(3, { from })).toEqual(whole.slice(index, index + 3));
      // The place is there when the key is not any more.
      expect(keysOf(await one.list(1, { from: { ...from, key: `${from.key}!` } }))).toEqual(keysOf(whole.slice(index + 1, index + 2)));
    }
  });

  it("finds a key, and those that have something in them", async () => {
    const [one, other] = await make();
    await one.park("s", [item("order/1"), item("order/12"), item("order_1%")], new Map());
    await one.park("t", [item("order/1")], new Map());
    expect(keysOf(await other.list(1, { subscription: "s", key: "order/1" }))).toEqual(["s order/1"]);
    expect(await other.list(1, { subscription: "t", key: "order/12" })).toEqual([]);
    expect(keysOf(await other.list(10, { about: "r/1" })).toSorted()).toEqual(["s order/1", "s order/12", "t order/1"]);
    expect(keysOf(await other.list(10, { about: "_1%" }))).toEqual(["s order_1%"]);
  });

  it("knows where one cause keeps keys waiting for an operator", async () => {
    const [one, other] = await makeQuick();
    const [cause, another] = [failureOf(new Error("down")), failureOf(new Error("wrong"))];
    for (const [subscription, failure] of [["s", cause] as const, ["t", cause] as const, ["u", another] as const]) {
      await one.park(subscription, [item("a"), item("b")], new Map());
      for (let attempts = 0; attempts < 6; attempts += 1) {
        const next = await eventually("one is due", () => one.take(subscription));
        await one.fail(subscription, next, failure);
      }
    }
    // It is tried again, and so waits for nobody.
    await one.park("v", [item("a")], new Map([["a", cause]]));
    expect([(await other.concerned(cause.fingerprint)).toSorted(), await other.concerned(another.fingerprint)]).toEqual([
      ["s", "t"],
      ["u"],
    ]);
    expect(await other.concerned("0000")).toEqual([]);
  });
};
