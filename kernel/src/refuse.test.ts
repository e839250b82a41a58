import { describe, expect, it } from "vitest";
import { accept, type Decider } from "./decider.ts";
import { withRefuse } from "./refuse.ts";

type Opened = { readonly type: "Opened" };
const door: Decider<{ readonly type: "Open" }, string, Opened> = {
  initial: "shut",
  decide: () => accept({ type: "Opened" }),
  evolve: () => "open",
};
const { decider } = withRefuse<{ readonly code: "NobodyIsHome" }>()({ type: "door", decider: door });

describe("an aggregate that can be told to refuse", () => {
  it("refuses with what it was told, whatever its state", () => {
    const refusal = { code: "NobodyIsHome" } as const;
    for (const state of ["shut", "open"]) {
      expect(decider.decide({ type: "Refuse", refusal }, state)).toEqual({ kind: "refused", refusal });
    }
  });
  it("decides everything else as ever", () => {
    expect(decider.decide({ type: "Open" }, "shut")).toEqual(accept({ type: "Opened" }));
    expect(decider.evolve("shut", { type: "Opened" })).toBe("open");
  });
});
