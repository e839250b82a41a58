import { describe, expect, it } from "vitest";
import { orderingLimits } from "../domain/limits.ts";
import { accepted, committing, putOnHold, refused, resumed } from "../testing/fulfil-order-walk.ts";
import { minute } from "../testing/order-samples.ts";

type Walk = ReturnType<typeof committing>;
/** The order is on hold, and fulfil-order has not heard of it. */
const refuse = (walk: Walk) => walk.answer("confirm", refused("OrderIsOnHold", { reasons: ["fraud check"] }));
/** How long it waits until it asks again. */
const pauseOf = ({ events }: Walk): unknown => {
  const set = events.findLast((event) => event.type === "TimerSet" && "timer" in event && event.timer === "confirmAgain");
  return set !== undefined && "afterMs" in set ? set.afterMs : null;
};
const confirming = () => {
  const walk = committing();
  walk.answer("commit", accepted);
  return walk;
};

describe("an order that is on hold without fulfil-order's knowing", () => {
  it("is asked to be confirmed less and less often, and never given up", () => {
    const walk = confirming();
    const { confirmPausesMs } = orderingLimits;
    const pauses = Array.from({ length: confirmPausesMs.length + 2 }, () => {
      refuse(walk);
      expect(walk.names()).toEqual([]);
      const pauseMs = pauseOf(walk);
      walk.fire("confirmAgain", minute(2));
      expect(walk.names()).toEqual(["confirm"]);
      return pauseMs;
    });
    const last = confirmPausesMs.at(-1);
    expect(pauses).toEqual([...confirmPausesMs, last, last]);
    expect([...confirmPausesMs].sort((one, other) => one - other)).toEqual([...confirmPausesMs]);
  });

  it("is asked soon again when it was resumed, and refuses for another reason", () => {
    const walk = confirming();
    for (let times = 0; times < 3; times += 1) {
      refuse(walk);
      walk.fire("confirmAgain", minute(2));
    }
    walk.hear(putOnHold);
    refuse(walk);
    walk.hear(resumed);
    refuse(walk);
    expect(pauseOf(walk)).toBe(orderingLimits.confirmPausesMs[0]);
  });
});
