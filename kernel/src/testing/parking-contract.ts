import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { failureOf, type ParkedItem, type Parking, type ParkingLimits } from "../parking.ts";
import { eventually } from "./eventually.ts";
import { itMovesToAnotherKey } from "./parking/another-key.ts";
import { itListsParkedKeys } from "./parking/listing.ts";
import { itSkipsForGood } from "./parking/skipping.ts";

/** Short pauses, so that tests need not wait long. */
export const quickParking: ParkingLimits = { attempts: 3, pauseMs: 30, attemptMs: 250 };
/** Pauses that are over in no test, however slow the machine: nothing becomes due by itself. */
const patientParking: ParkingLimits = { ...quickParking, pauseMs: 600_000, attemptMs: 600_000 };

const item = (key: string, number: number): ParkedItem => ({ id: `${key}${number}`, key, payload: { number } });
const failure = failureOf(new Error("cannot be handled"));
const failing = (...keys: readonly string[]) => new Map(keys.map((key) => [key, failure]));
const taken = (parking: Parking) => eventually("an item is due", () => parking.take("s"));

/** What every parking promises, whatever it stands on. Two processes see one. */
export const describeParking = (name: string, made: (limits: ParkingLimits) => Promise<readonly [Parking, Parking]>): void => {
  const make = () => made(patientParking);
  /** What failed is due soon, and an attempt belongs to whoever makes it, however long that takes. */
  const makeQuick = () => made({ ...quickParking, attemptMs: patientParking.attemptMs });
  describe(`parking (${name})`, () => {
    it("knows which keys are parked", async () => {
      const [one, other] = await make();
      await one.park("s", [item("a", 1), item("b", 1)], failing("a", "b"));
      expect((await other.begin("s", [], [item("a", 1), item("c", 1)])).parked).toEqual(new Set(["a"]));
      expect((await other.begin("t", [], [item("a", 1)])).parked).toEqual(new Set());
    });

    it("knows whether anything is parked under a name", async () => {
      const [one, other] = await make();
      await one.park("s", [item("a", 1)], failing("a"));
      expect([(await other.begin("s", [], [item("b", 1)])).isEmpty, (await other.begin("t", [], [item("a", 1)])).isEmpty]).toEqual([
        false,
        true,
      ]);
      await one.settle("s", item("a", 1));
      expect((await other.begin("s", [], [])).isEmpty).toBe(true);
    });

    it("counts how often work was begun at one place", async () => {
      const [one, other] = await make();
      const begun = async (parking: Parking, position: number) =>
        (
          await parking.begin(
            "s",
            [
              { partition: 0, position: 0 },
              { partition: 1, position },
            ],
            [],
          )
        ).attempts;
      expect([await begun(one, 5), await begun(other, 5)]).toEqual([1, 2]);
      expect((await one.begin("s", [{ partition: 1, position: 6 }], [])).attempts).toBe(1);
      expect((await one.begin("t", [{ partition: 1, position: 6 }], [])).attempts).toBe(1);
      expect((await other.begin("s", [{ partition: 1, position: 6 }], [])).attempts).toBe(2);
    });

    it("gives items back in order, one at a time for each key", async () => {
      const [one, other] = await make();
      await one.park("s", [item("a", 1), item("a", 2)], new Map());
      await other.park("s", [item("a", 3)], new Map());
      for (const number of [1, 2, 3]) {
        expect(await one.take("s")).toEqual(item("a", number));
        expect(await other.take("s")).toBeNull();
        await one.settle("s", item("a", number));
      }
      expect([await one.take("s"), await one.list(10)]).toEqual([null, []]);
    });

    it("keeps an item once that is parked twice", async () => {
      const [one, other] = await make();
      await one.park("s", [item("a", 1), item("a", 2)], failing("a"));
      await other.park("s", [item("a", 2), item("a", 1)], new Map());
      expect(await one.list(10)).toMatchObject([{ key: "a", waiting: 2, first: item("a", 1) }]);
    });

    it("keeps items and failures whatever is in their texts", async () => {
      const [one, other] = await makeQuick();
      const text = 'it\'s \u0000 \u001f \u2028 \ud800 {null,"\\\\N"} all there';
      const strange = { ...item("a", 1), payload: { text } };
      await one.park("s", [strange], new Map([["a", failureOf(new Error(text))]]));
      expect(await taken(other)).toEqual(strange);
      await one.fail("s", strange, failureOf(text));
      expect((await one.list(10)).map(({ first, failure: known }) => [first.payload, known?.error])).toEqual([
        [{ text }, text.replace("\u0000", "\ufffd").toWellFormed()],
      ]);
    });

    it("tries a key that only waits at once, and one that has just failed not before its pause is over", async () => {
      const [one] = await make();
      await one.park("s", [item("a", 1)], failing("a"));
      await one.park("s", [item("b", 1)], new Map());
      expect(await one.take("s")).toEqual(item("b", 1));
      expect(await one.take("s")).toBeNull();
    });

    it("tries a key that has failed again by itself", async () => {
      const [one] = await makeQuick();
      await one.park("s", [item("a", 1)], failing("a"));
      expect(await taken(one)).toEqual(item("a", 1));
    });

    it("leaves an item to an operator when it has failed often enough, and says why", async () => {
      const [one] = await made(quickParking);
      await one.park("s", [item("a", 1)], failing("a"));
      for (const attempts of [2, 3]) {
        await taken(one);
        await one.fail("s", item("a", 1), failure);
        expect(await one.list(10)).toMatchObject([{ subscription: "s", key: "a", attempts, failure, waiting: 1 }]);
      }
      expect((await one.list(10))[0]?.retryAt).toBeNull();
      await sleep(quickParking.attemptMs + quickParking.pauseMs * 4);
      expect(await one.take("s")).toBeNull();
    });

    it("counts attempts of processes that died in them", async () => {
      const [one, other] = await made(quickParking);
      await one.park("s", [item("a", 1)], new Map());
      for (let attempts = 0; attempts < quickParking.attempts; attempts += 1) await taken(other);
      await eventually("it waits for an operator", async () => {
        expect(await one.take("s")).toBeNull();
        return (await one.list(10))[0]?.retryAt === null;
      });
    });

    it("does not count an attempt that came to nothing", async () => {
      const [one] = await makeQuick();
      await one.park("s", [item("a", 1)], new Map());
      for (let attempts = 0; attempts < quickParking.attempts + 2; attempts += 1) {
        await taken(one);
        await one.giveBack("s", item("a", 1));
      }
      expect(await one.list(10)).toMatchObject([{ attempts: 0 }]);
    });

    it("takes no word for an item that is not the first of its key", async () => {
      const [one] = await make();
      await one.park("s", [item("a", 1), item("a", 2)], failing("a"));
      await one.settle("s", item("a", 2));
      expect(await one.skip("s", item("a", 2), { reason: "wrong", by: "me" })).toBe(false);
      expect(await one.list(10)).toMatchObject([{ waiting: 2 }]);
    });

    it("tries again at once when an operator says so", async () => {
      const [one, other] = await makeQuick();
      await one.park("s", [item("a", 1)], failing("a"));
      for (let attempts = 1; attempts < quickParking.attempts; attempts += 1) {
        await taken(one);
        await one.fail("s", item("a", 1), failure);
      }
      expect([await other.retry("s", "a"), await other.retry("s", "b")]).toEqual([true, false]);
      expect(await one.take("s")).toEqual(item("a", 1));
      expect(await one.list(10)).toMatchObject([{ attempts: 1 }]);
    });

    it("tries those of one cause again, at a limited rate", async () => {
      const [one] = await makeQuick();
      const cause = failureOf(new Error("another cause"));
      const keys = ["a", "b", "c", "d"];
      await one.park(
        "s",
        keys.map((key) => item(key, 1)),
        new Map(),
      );
      for (const _ of keys) {
        for (let attempts = 0; attempts < quickParking.attempts; attempts += 1) {
          const next = await taken(one);
          await one.fail("s", next, next.key === "d" ? cause : failure);
        }
      }
      expect((await one.list(10)).map(({ retryAt }) => retryAt)).toEqual([null, null, null, null]);
      const startedAtMs = performance.now();
      expect(await one.redrive("s", failure.fingerprint, 20)).toBe(3);
      const redriven = [await taken(one), await taken(one), await taken(one)];
      expect(performance.now() - startedAtMs).toBeGreaterThan(80);
      expect(redriven.map(({ key }) => key).sort()).toEqual(["a", "b", "c"]);
    });

    it("loses nothing when a key is emptied while more is parked under it", async () => {
      const [one, other] = await makeQuick();
      let handled = 0;
      for (let round = 1; round <= 30; round += 1) {
        await one.park("s", [item("a", round * 2)], new Map());
        const first = await taken(one);
        await Promise.all([one.settle("s", first), other.park("s", [item("a", round * 2 + 1)], new Map())]);
        handled += 1;
        for (let next = await one.take("s"); next !== null; next = await one.take("s")) {
          await one.settle("s", next);
          handled += 1;
        }
      }
      expect([handled, await one.list(10)]).toEqual([60, []]);
    });

    itMovesToAnotherKey(make);
    itSkipsForGood(make);
    itListsParkedKeys(make, makeQuick);
  });
};
