import { describe, expect, it } from "vitest";
import { instant } from "./clock.ts";
import { type RecordedEvent, streamName } from "./event-log.ts";
import { RecentWindow } from "./recent-window.ts";

const event = (partition: number, position: number): RecordedEvent => ({
  partition,
  position,
  stream: streamName("default", "thing", `${partition}`),
  version: position,
  type: "Happened",
  schemaVersion: 1,
  data: {},
  causation: {},
  commandId: "",
  recordedAt: instant(0),
});

const events = (partition: number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => event(partition, from + index));

const windowOf = (capacity: { events: number; bytes: number }) => {
  const window = new RecentWindow(capacity);
  window.startAt(0, 100);
  window.startAt(1, 0);
  return window;
};

describe("a recent window", () => {
  it("covers what came since it began, and nothing older", () => {
    const window = windowOf({ events: 100, bytes: 1_000 });
    window.add([...events(0, 101, 103), ...events(1, 1, 2)], 50);
    expect([99, 100, 103, 104].map((position) => window.covers(0, position))).toEqual([false, true, true, false]);
    expect(window.after(0, 101, 10)).toEqual(events(0, 102, 103));
    expect(window.after(1, 0, 1)).toEqual(events(1, 1, 1));
    expect([window.head(0), window.head(1), window.head(2)]).toEqual([103, 2, 0]);
  });

  it("keeps no more events than it may, and drops the oldest", () => {
    const window = windowOf({ events: 5, bytes: 1_000 });
    window.add(events(0, 101, 103), 10);
    window.add(events(0, 104, 106), 10);
    expect(window.size).toBe(3);
    expect([window.covers(0, 102), window.covers(0, 103)]).toEqual([false, true]);
    expect(window.after(0, 103, 10)).toEqual(events(0, 104, 106));
  });

  it("keeps no more bytes than it may, even when one reading is too large", () => {
    const window = windowOf({ events: 100, bytes: 20 });
    window.add(events(0, 101, 102), 15);
    window.add(events(0, 103, 104), 15);
    expect([window.covers(0, 101), window.covers(0, 102)]).toEqual([false, true]);
    window.add(events(0, 105, 106), 21);
    expect([window.size, window.head(0), window.covers(0, 105), window.covers(0, 106)]).toEqual([0, 106, false, true]);
  });

  it("covers just as many as it keeps, however few come at a time", () => {
    const window = windowOf({ events: 100, bytes: 1_000_000 });
    for (let position = 101; position <= 500; position += 1) {
      window.add(events(0, position, position), 1);
      const floor = position - Math.min(100, position - 100);
      expect([window.covers(0, floor - 1), window.covers(0, floor)]).toEqual([false, true]);
      expect(window.after(0, floor, 3).map((one) => one.position)).toEqual(
        [floor + 1, floor + 2, floor + 3].filter((at) => at <= position),
      );
    }
  });

  it("has no hole when a partition starts anew", () => {
    const window = windowOf({ events: 4, bytes: 1_000 });
    window.add(events(0, 101, 103), 10);
    window.startAt(0, 200);
    window.add(events(0, 201, 202), 10);
    expect(window.covers(0, 103)).toBe(false);
    for (let position = 200; position <= 202; position += 1) {
      if (window.covers(0, position)) expect(window.after(0, position, 10)).toEqual(events(0, position + 1, 202));
    }
  });
});
