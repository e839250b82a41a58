import { describe, expect, it } from "vitest";
import { accept, type Decider, fold } from "./decider.ts";
import { withIfVersion } from "./if-version.ts";

type Added = { readonly type: "Added"; readonly amount: number };
const sum: Decider<{ readonly type: "Add"; readonly amount: number }, number, Added> = {
  initial: 0,
  decide: ({ amount }) => accept({ type: "Added", amount }),
  evolve: (total, { amount }) => total + amount,
};
const { decider } = withIfVersion({ type: "sum", decider: sum });
const sumOf = (...amounts: readonly number[]) =>
  fold(
    decider,
    amounts.map((amount) => ({ type: "Added" as const, amount })),
  );
const add = { type: "Add", amount: 1 } as const;

describe("a command that says which version it is meant for", () => {
  it("is decided when that is the version", () => {
    expect(decider.decide({ ...add, ifVersion: 2 }, sumOf(5, 6)).kind).toBe("accepted");
    expect(decider.decide({ ...add, ifVersion: 0 }, sumOf()).kind).toBe("accepted");
    expect(decider.decide({ ...add, ifVersion: "any" }, sumOf(5)).kind).toBe("accepted");
  });
  it("is refused when it is another, whichever way", () => {
    const stale = (version: number) => ({ kind: "refused", refusal: { code: "VersionIsStale", version } });
    expect(decider.decide({ ...add, ifVersion: 1 }, sumOf(5, 6))).toEqual(stale(2));
    expect(decider.decide({ ...add, ifVersion: 3 }, sumOf(5, 6))).toEqual(stale(2));
    expect(decider.decide({ ...add, ifVersion: 0 }, sumOf(5))).toEqual(stale(1));
    expect(decider.decide({ ...add, ifVersion: "any" }, sumOf())).toEqual(stale(0));
  });
  it("is decided as ever when it says none", () => {
    expect(decider.decide(add, sumOf(5, 6))).toEqual(sum.decide(add, 11));
    expect(sumOf(5, 6)).toEqual({ version: 2, state: 11 });
  });
});
