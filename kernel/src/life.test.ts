import { describe, expect, it } from "vitest";
import { type Life, lifeDiagram, stepOf, targets } from "./life.ts";

const lampLife = {
  New: { LampLit: "Lit" },
  Lit: { LampDimmed: "Dark", LampTurned: "Lit", LampBroken: "Broken" },
  Dark: { LampLit: "Lit", LampBroken: "Broken", LampTurned: ["Lit", "Dark"] },
  Broken: {},
} as const satisfies Life<string, string>;
type Status = keyof typeof lampLife;
type Event = { readonly type: "LampLit" | "LampDimmed" | "LampTurned" | "LampBroken" };
const life: Life<Status, Event["type"]> = lampLife;
const step = stepOf("Lamp", life);

describe("a step of a life", () => {
  it("is recorded where the table allows it", () => {
    expect(step({ status: "New" }, { type: "LampLit" })).toEqual({ kind: "accepted", events: [{ type: "LampLit" }] });
    expect(step({ status: "Lit" }, { type: "LampTurned" })).toEqual({ kind: "accepted", events: [{ type: "LampTurned" }] });
  });
  it("is nothing to do where the thing is already there", () => {
    expect(step({ status: "Lit" }, { type: "LampLit" })).toEqual({ kind: "nothingToDo" });
    expect(step({ status: "Broken" }, { type: "LampBroken" })).toEqual({ kind: "nothingToDo" });
  });
  it("is refused elsewhere, in the name of the status", () => {
    expect(step({ status: "Broken" }, { type: "LampLit" })).toEqual({ kind: "refused", refusal: { code: "LampIsBroken" } });
    expect(step({ status: "New" }, { type: "LampTurned" })).toEqual({ kind: "refused", refusal: { code: "LampIsNew" } });
  });
  it("is refused by the first rule that objects, but only where the table allows it", () => {
    const hot = { code: "LampIsHot", celsius: 90 } as const;
    const wet = { code: "LampIsWet" } as const;
    expect(step({ status: "New" }, { type: "LampLit" }, null, hot, wet)).toEqual({ kind: "refused", refusal: hot });
    expect(step({ status: "New" }, { type: "LampLit" }, null, null)).toMatchObject({ kind: "accepted" });
    expect(step({ status: "Lit" }, { type: "LampLit" }, hot)).toEqual({ kind: "nothingToDo" });
    expect(step({ status: "Broken" }, { type: "LampLit" }, hot)).toEqual({ kind: "refused", refusal: { code: "LampIsBroken" } });
  });
});

describe("a life", () => {
  it("tells where an event leads", () => {
    expect(targets(life, "Dark", "LampTurned")).toEqual(["Lit", "Dark"]);
    expect(targets(life, "Dark", "LampDimmed")).toEqual([]);
  });
  it("is drawn with one arrow for all events that lead the same way", () => {
    expect(lifeDiagram(life, "New").split("\n")).toEqual([
      "stateDiagram-v2",
      "  [*] --> New",
      "  New --> Lit: LampLit",
      "  Lit --> Dark: LampDimmed",
      "  Lit --> Lit: LampTurned",
      "  Lit --> Broken: LampBroken",
      "  Dark --> Lit: LampLit, LampTurned",
      "  Dark --> Broken: LampBroken",
      "  Dark --> Dark: LampTurned",
      "  Broken --> [*]",
    ]);
  });
});
