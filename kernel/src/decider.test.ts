import { describe, expect, it } from "vitest";
import { accept, type Decider, fold, nothingToDo, reject } from "./decider.ts";

const trail: Pick<Decider<never, readonly string[], { readonly type: string }>, "evolve" | "initial"> = {
  initial: [],
  evolve: (state, event) => [...state, event.type],
};

describe("a decision", () => {
  it("says what it is", () => {
    expect(accept({ type: "Lit" }, { type: "Dimmed" })).toEqual({ kind: "accepted", events: [{ type: "Lit" }, { type: "Dimmed" }] });
    expect(reject({ code: "LampIsBroken", since: 3 })).toEqual({ kind: "refused", refusal: { code: "LampIsBroken", since: 3 } });
    expect(nothingToDo).toEqual({ kind: "nothingToDo" });
  });
});

describe("folding", () => {
  it("starts at the initial state and takes events in the given sequence", () => {
    expect(fold(trail, [])).toBe(trail.initial);
    expect(fold(trail, [{ type: "Lit" }, { type: "Dimmed" }])).toEqual(["Lit", "Dimmed"]);
  });

  it("goes on from a given state, wherever the events are cut", () => {
    const events = ["a", "b", "c", "d"].map((type) => ({ type }));
    for (let cut = 0; cut <= events.length; cut += 1) {
      expect(fold(trail, events.slice(cut), fold(trail, events.slice(0, cut)))).toEqual(["a", "b", "c", "d"]);
    }
  });
});
