import { describe, expect, it } from "vitest";
import { formatPositions, type LogPosition, parsePositions } from "./position-token.ts";

const incarnation = "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01";
const position = (more: Partial<LogPosition> = {}): LogPosition => ({
  log: "ordering",
  incarnation,
  partition: 12,
  position: 3456,
  ...more,
});

describe("a position token", () => {
  it("reads as it is written", () => {
    const positions = [position(), position({ partition: 0, position: 0 }), position({ log: "catalog", position: 999_999_999_999_999 })];
    expect(formatPositions([position()])).toBe(`ordering/${incarnation}/12@3456`);
    expect(parsePositions(formatPositions(positions))).toEqual({ kind: "positions", positions });
  });

  it("may have spaces around its commas, as a list in a header may", () => {
    const token = ` ordering/${incarnation}/12@3456 , ordering/${incarnation}/13@1`;
    expect(parsePositions(token)).toEqual({ kind: "positions", positions: [position(), position({ partition: 13, position: 1 })] });
  });

  it.each([
    "",
    ",",
    "ordering",
    `ordering/${incarnation}/12`,
    `ordering/${incarnation}/12@`,
    `ordering/${incarnation}/12@-1`,
    `ordering/${incarnation}/12@1.5`,
    `ordering/${incarnation}/12@1e3`,
    `ordering/${incarnation}/012@1`,
    `ordering/${incarnation}/12@01`,
    `ordering/${incarnation}/12@9999999999999999`,
    `ordering/${incarnation}/99999@1`,
    `ordering/${incarnation.toUpperCase()}/12@1`,
    "ordering/nobody/12@1",
    `Ordering/${incarnation}/12@1`,
    `/${incarnation}/12@1`,
    `ordering/${incarnation}/12@1,`,
    `ordering/${incarnation}/12@1;ordering/${incarnation}/12@2`,
    `ordering/${incarnation}/12@1\n`.repeat(2),
    Array.from({ length: 200 }, () => `ordering/${incarnation}/12@1`).join(","),
  ])("is refused when it is %j", (token) => {
    expect(parsePositions(token)).toEqual({ kind: "refused", refusal: { code: "PositionTokenIsMalformed" } });
  });
});
