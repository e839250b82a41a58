import { expect, it } from "vitest";
import { failureOf, type ParkedItem, type Parking, parkingLimits } from "../../parking.ts";

const item = (id: string, key: string): ParkedItem => ({ id, key, payload: { id } });
const failing = (...keys: readonly string[]) => new Map(keys.map((key) => [key, failureOf(new Error("cannot be handled"))]));
const why = { reason: "sent by mistake", by: "me" };
/** Which of these whoever begins a batch is told to leave out. */
const leftOut = async (parking: Parking, ...items: readonly ParkedItem[]): Promise<readonly string[]> => {
  const { skipped } = await parking.begin("s", [], items);
  return items.map(({ id }) => id).filter((id) => skipped.has(id));
};
const [a1, a2, b1] = [item("m1", "a"), item("m2", "a"), item("m3", "b")];

/** Batches come again: after a death, and when something was away. */
export const itSkipsForGood = (make: () => Promise<readonly [Parking, Parking]>): void => {
  it("skips an item for good when an operator says so, and goes on behind it", async () => {
    const [one, other] = await make();
    await one.park("s", [a1, a2], failing("a"));
    expect(await other.skip("s", a1, why)).toBe(true);
    expect(await one.take("s")).toEqual(a2);
    await one.settle("s", a2);
    expect(await one.list(10)).toEqual([]);
  });

  it("skips nothing else when the same is wanted again, and says that it is left out", async () => {
    const [one, other] = await make();
    await one.park("s", [a1, a2], failing("a"));
    expect([await one.skip("s", a1, why), await other.skip("s", a1, why)]).toEqual([true, true]);
    expect(await one.list(10)).toMatchObject([{ key: "a", waiting: 1, first: a2 }]);
    expect(await one.skip("s", a2, why)).toBe(true);
    expect([await other.skip("s", a2, why), await other.skip("s", a1, why)]).toEqual([true, true]);
    expect([await other.skip("s", b1, why), await other.skip("t", a1, why)]).toEqual([false, false]);
  });

  it("skips one when two want it at the same moment, and tells both", async () => {
    const [one, other] = await make();
    for (let round = 0; round < 20; round += 1) {
      const [first, next] = [item(`m${round}`, "a"), item(`n${round}`, "a")];
      await one.park("s", [first, next], failing("a"));
      expect(await Promise.all([one.skip("s", first, why), other.skip("s", first, why)])).toEqual([true, true]);
      expect(await other.list(10)).toMatchObject([{ key: "a", waiting: 1, first: next }]);
      await one.settle("s", next);
    }
  });

  it("tells whoever begins a batch what was skipped, whether something is parked or not", async () => {
    const [one, other] = await make();
    await one.park("s", [a1, a2], failing("a"));
    expect(await leftOut(one, a1, a2, b1)).toEqual([]);
    await other.skip("s", a1, why);
    expect(await leftOut(one, a1, a2, b1)).toEqual(["m1"]);
    await one.settle("s", a2);
    expect(await leftOut(other, a1, a2, b1)).toEqual(["m1"]);
    expect((await one.begin("t", [], [a1])).skipped.has("m1")).toBe(false);
  });

  it("tells everything that was skipped where it says that nothing else is to be known", async () => {
    const [one, other] = await make();
    await one.park("s", [a1, b1], failing("a", "b"));
    await one.skip("s", a1, why);
    expect(await other.begin("s", [], [])).toMatchObject({ isEmpty: false });
    await one.skip("s", b1, why);
    expect(await other.begin("s", [], [])).toEqual({ attempts: 0, parked: new Set(), skipped: new Set(["m1", "m3"]), isEmpty: true });
  });

  it("tells of the batch only, where more was skipped than anybody wants to know", async () => {
    const [one, other] = await make();
    const many = Array.from({ length: parkingLimits.skippedKnown + 1 }, (_, number) => item(`n${number}`, `k${number}`));
    await one.park("s", many, new Map());
    for (const each of many) await one.skip("s", each, why);
    expect((await other.begin("s", [], [a1, many[7]!])).isEmpty).toBe(false);
    expect(await leftOut(other, a1, ...many.slice(-3))).toEqual(many.slice(-3).map(({ id }) => id));
  });

  it("parks nothing that was skipped, and has nothing against what comes behind it", async () => {
    const [one, other] = await make();
    await one.park("s", [a1], failing("a"));
    await other.skip("s", a1, why);
    await one.park("s", [a1, a2, b1], failing("a", "b"));
    expect((await one.list(10)).toSorted((x, y) => (x.key < y.key ? -1 : 1))).toMatchObject([
      { key: "a", waiting: 1, attempts: 0, failure: null, first: a2 },
      { key: "b", waiting: 1, attempts: 1, first: b1 },
    ]);
    expect(await one.take("s")).toEqual(a2);
  });

  it("holds under whichever key the item comes again", async () => {
    const [one, other] = await make();
    await one.park("s", [a1], failing("a"));
    await one.park("s", [item("m1", "b"), b1], failing("b"));
    await other.skip("s", item("m1", "b"), why);
    expect([await leftOut(one, a1), await leftOut(one, item("m1", "c"))]).toEqual([["m1"], ["m1"]]);
    await one.park("s", [a1, item("m1", "c")], failing("a", "c"));
    expect(await one.list(10)).toMatchObject([{ key: "b", waiting: 1, first: b1 }]);
  });

  it("holds when its key is tried again, and when its cause is", async () => {
    const [one, other] = await make();
    await one.park("s", [a1, a2], failing("a"));
    await other.skip("s", a1, why);
    await one.retry("s", "a");
    await one.redrive("s", failureOf(new Error("cannot be handled")).fingerprint, 50);
    await one.park("s", [a1, a2], failing("a"));
    expect([await one.take("s"), await leftOut(other, a1, a2)]).toEqual([a2, ["m1"]]);
    expect(await other.list(10)).toMatchObject([{ key: "a", waiting: 1 }]);
  });

  it("holds when it is being tried: what becomes of that brings nothing back", async () => {
    const [one, other] = await make();
    await one.park("s", [a1, a2], new Map());
    expect(await one.take("s")).toEqual(a1);
    await other.skip("s", a1, why);
    await one.fail("s", a1, failureOf(new Error("cannot be handled")));
    await one.giveBack("s", a1);
    await one.settle("s", a1);
    expect(await one.list(10)).toMatchObject([{ key: "a", waiting: 1, failure: null, first: a2 }]);
  });

  it("holds whoever parks it at the same moment", async () => {
    const [one, other] = await make();
    for (let round = 0; round < 30; round += 1) {
      const [first, next] = [item(`m${round}`, "a"), item(`n${round}`, "a")];
      await one.park("s", [first], failing("a"));
      const again = round % 2 === 0 ? first : { ...first, key: "b" };
      const [isSkipped] = await Promise.all([other.skip("s", first, why), one.park("s", [again, next], failing("a"))]);
      // Under another key it is not the first of this one any more.
      if (!isSkipped) expect(await other.skip("s", again, why)).toBe(true);
      expect(await other.list(10)).toMatchObject([{ key: "a", waiting: 1, first: next }]);
      await one.settle("s", next);
    }
  });
};
