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
