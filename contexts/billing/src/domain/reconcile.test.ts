import { describe, expect, it } from "vitest";
import { euros, minute } from "../testing/payment-samples.ts";
import { type Movement, reconcile } from "./reconcile.ts";

const span = { from: minute(0), until: minute(100) };
const captured: Movement = { key: "k1", kind: "capture", amount: euros(5), movedAt: minute(10) };

describe("two books", () => {
  it("agree on what both have, also when one wrote it a little later", () => {
    expect(reconcile([captured], [captured], span)).toEqual({ matched: 1, differences: [] });
    const late = { ...captured, movedAt: minute(101) };
    expect(reconcile([late], [captured], span)).toEqual({ matched: 1, differences: [] });
    expect(reconcile([captured], [late], span)).toEqual({ matched: 1, differences: [] });
    expect(reconcile([late], [late], span)).toEqual({ matched: 0, differences: [] });
  });
  it("agree on what was let go of once on each side, of one payment, under whichever key", () => {
    const letGo = (key: string, amount = 5, at = 10): Movement => ({ key, kind: "void", amount: euros(amount), movedAt: minute(at) });
    expect(reconcile([letGo("m/p/3-void")], [letGo("m/p/2-void")], span)).toEqual({ matched: 1, differences: [] });
    expect(reconcile([letGo("m/p/3-void", 5, 101)], [letGo("m/p/2-void")], span)).toEqual({ matched: 1, differences: [] });
    const differing = (ours: readonly Movement[], theirs: readonly Movement[]) =>
      reconcile(ours, theirs, span).differences.map(({ key, ours: our, theirs: their }) => [key, our?.amount, their?.amount]);
    expect(differing([letGo("m/p/3-void")], [letGo("m/q/2-void")])).toEqual([
      ["m/p/3-void", 5, undefined],
      ["m/q/2-void", undefined, 5],
    ]);
    expect(differing([letGo("m/p/3-void", 6)], [letGo("m/p/2-void")])).toHaveLength(2);
    // What one of them did twice, it did twice.
    const twice = [letGo("m/p/3-void"), letGo("m/p/4-void")];
    expect(differing(twice, [letGo("m/p/2-void")])).toEqual([["m/p/4-void", 5, undefined]]);
    expect(differing(twice, [letGo("m/p/3-void")])).toEqual([["m/p/4-void", 5, undefined]]);
    expect(differing([letGo("m/p/2-void")], [...twice, letGo("m/p/2-void")])).toHaveLength(2);
    expect(differing([{ ...captured, key: "m/p/3-capture" }], [{ ...captured, key: "m/p/2-capture" }])).toHaveLength(2);
  });
  it("differ by what one of them has not, or has otherwise", () => {
    const difference = { key: "k1", kind: "capture" };
    expect(reconcile([captured], [], span).differences).toEqual([{ ...difference, ours: euros(5), theirs: null }]);
    expect(reconcile([], [captured], span).differences).toEqual([{ ...difference, ours: null, theirs: euros(5) }]);
    const other = { ...captured, amount: euros(6) };
    expect(reconcile([captured], [other], span)).toEqual({
      matched: 0,
      differences: [{ ...difference, ours: euros(5), theirs: euros(6) }],
    });
    expect(reconcile([captured], [{ ...captured, kind: "refund" }], span).differences).toHaveLength(2);
  });
});
