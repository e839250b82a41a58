import { describe, expect, it } from "vitest";
import { jsonTextOf, lasting } from "./lasting.ts";

/** Counts how often it is written. */
const counted = () => {
  let times = 0;
  const toJSON = () => {
    times += 1;
    return { times };
  };
  return { toJSON };
};

describe("the JSON text of a body", () => {
  it("is written once for one that lasts, and each time for any other", () => {
    const [lasts, passes] = [lasting(counted()), counted()];
    expect([jsonTextOf(lasts), jsonTextOf(lasts), jsonTextOf(lasting(lasts))]).toEqual(Array(3).fill('{"times":1}'));
    expect([jsonTextOf(passes), jsonTextOf(passes)]).toEqual(['{"times":1}', '{"times":2}']);
  });

  it("is that of JSON.stringify, whatever it is", () => {
    for (const body of [null, 1, "text", true, [1, { a: "ü" }], {}]) expect(jsonTextOf(body)).toBe(JSON.stringify(body));
  });
});
