import { describe, expect, it } from "vitest";
import { decodeEvent, schemaVersionOf } from "./aggregate.ts";

/** `Measured` began as `{ length }` in inches, became `{ inches }`, and says `{ millimetres }` today. `Weighed` never changed. */
const rod = {
  upcasters: {
    Measured: [
      ({ length, ...rest }: Record<string, unknown>) => ({ ...rest, inches: length }),
      ({ inches, ...rest }: Record<string, unknown>) => ({ ...rest, millimetres: Number(inches) * 25.4 }),
    ],
  },
} as Parameters<typeof decodeEvent>[0];

const measured = (schemaVersion: number, data: Record<string, number>) => ({ type: "Measured", schemaVersion, data });

describe("an event", () => {
  it("is written in the newest schema its aggregate knows", () => {
    expect(schemaVersionOf(rod, "Measured")).toBe(3);
    expect(schemaVersionOf(rod, "Weighed")).toBe(1);
    expect(schemaVersionOf({}, "Measured")).toBe(1);
  });

  it("is read as today's, whichever schema it was written in", () => {
    const today = { type: "Measured", rod: 7, millimetres: 254 };
    expect(decodeEvent(rod, measured(1, { rod: 7, length: 10 }))).toEqual(today);
    expect(decodeEvent(rod, measured(2, { rod: 7, inches: 10 }))).toEqual(today);
    expect(decodeEvent(rod, measured(3, { rod: 7, millimetres: 254 }))).toEqual(today);
    expect(decodeEvent({}, { type: "Weighed", schemaVersion: 1, data: { grams: 3 } })).toEqual({ type: "Weighed", grams: 3 });
  });

  it("is not read when newer code wrote it", () => {
    expect(() => decodeEvent(rod, measured(4, { microns: 254_000 }))).toThrow("Measured has schema version 4; this code knows 3");
    expect(() => decodeEvent({}, { type: "Weighed", schemaVersion: 2, data: {} })).toThrow("this code knows 1");
  });

  it("leaves what is recorded as it was", () => {
    const recorded = Object.freeze({ type: "Measured", schemaVersion: 1, data: Object.freeze({ rod: 7, length: 10 }) });
    decodeEvent(rod, recorded);
    expect(recorded.data).toEqual({ rod: 7, length: 10 });
  });

  it("keeps the type it was recorded under, whatever its data says", () => {
    expect(decodeEvent({}, { type: "Weighed", schemaVersion: 1, data: { type: "Stolen" } }).type).toBe("Weighed");
  });
});
