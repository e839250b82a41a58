import { expect, it } from "vitest";
import { instant } from "./clock.ts";
import { estimatedBytes } from "./event-bytes.ts";
import { type RecordedEvent, streamName } from "./event-log.ts";

const event = (characters: number): RecordedEvent => ({
  ...{ partition: 0, position: 1, stream: streamName("default", "thing", "1"), version: 1, type: "Happened", schemaVersion: 1 },
  ...{ data: { text: "x".repeat(characters) }, causation: {}, commandId: "", recordedAt: instant(0) },
});

it("is right on the whole where what is recorded at once begins with the smallest of it", () => {
  const batch = [event(100), event(60_000)];
  let estimated = 0;
  for (let time = 0; time < 1_000; time += 1) estimated += estimatedBytes(batch);
  const exact = JSON.stringify(batch).length * 1_000;
  expect(estimated / exact).toBeGreaterThan(0.8);
  expect(estimated / exact).toBeLessThan(1.2);
});

it("is nothing for nothing", () => {
  expect(estimatedBytes([])).toBe(0);
});
