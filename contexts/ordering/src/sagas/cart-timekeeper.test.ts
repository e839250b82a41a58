import { fold } from "@waybill/kernel/decider";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import type { Timer } from "@waybill/kernel/timer";
import { describe, expect, it } from "vitest";
import { cartDecider } from "../domain/cart-decider.ts";
import type { CartEvent } from "../domain/cart-events.ts";
import type { CartStatus } from "../domain/cart-life.ts";
import { cartHistories } from "../testing/cart-samples.ts";
import { cartTimers } from "./cart-timekeeper.ts";

/** What the timer is after all of these: when it is due, or null when none runs. */
const dueAfter = (events: readonly CartEvent[]): number | null =>
  events.reduce<number | null>((due, event) => {
    const said = cartTimers.timerEventOf(event, {} as RecordedEvent);
    if (said === null) return due;
    return said.type === "TimerSet" && "dueAt" in said.due ? said.due.dueAt : null;
  }, null);

describe("the timer of a cart", () => {
  it.each(Object.entries(cartHistories) as [CartStatus, readonly CartEvent[]][])(
    "runs while it is open, and then only: %s",
    (status, events) => {
      expect(dueAfter(events) !== null).toBe(status === "Open");
    },
  );

  it("lets the cart go when it is due, whatever the clock of the process says", () => {
    const due = dueAfter(cartHistories.Open);
    const command = cartTimers.commandOf({ name: "leftAlone", dueAt: due } as Timer);
    expect(cartDecider.decide(command, fold(cartDecider, cartHistories.Open))).toMatchObject({ kind: "accepted" });
    const early = cartTimers.commandOf({ name: "leftAlone", dueAt: (due ?? 0) - 1 } as Timer);
    expect(cartDecider.decide(early, fold(cartDecider, cartHistories.Open))).toMatchObject({ kind: "nothingToDo" });
  });
});
