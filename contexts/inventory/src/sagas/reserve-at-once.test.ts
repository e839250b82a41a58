import { setTimeout as sleep } from "node:timers/promises";
import type { Append, EventLog } from "@waybill/kernel/event-log";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { describe, expect, it } from "vitest";
import { inventoryLimits } from "../domain/limits.ts";
import { inventoryProcess, reservationIn } from "../testing/inventory-process.ts";
import { accepted, commit, refused, release, reserve, shop } from "../testing/reservation-samples.ts";
import { stepByStep } from "../testing/step-by-step.ts";
import { ada, bob, cake, order, tea } from "../testing/stock-samples.ts";

/** A shop that tells of its appends since it was asked last, by how many commands each had. */
const watched = async (wrap: (log: EventLog) => EventLog = (log) => log) => {
  const inner = createMemoryEventLog({ name: "inventory", partitions: 4 });
  let sizes: number[] = [];
  const log = wrap(inner);
  const counted: EventLog = {
    ...log,
    append: (batch: readonly Append[]) => {
      sizes.push(batch.length);
      return log.append(batch);
    },
  };
  const { has } = await shop({ log: inner });
  const appends = () => {
    const seen = sizes;
    sizes = [];
    return seen;
  };
  return { log: inner, has, appends, ...inventoryProcess({ log: counted }) };
};

describe("a reservation", () => {
  it("is begun, held and concluded in one append, and so committed and released", async () => {
    const { ask, appends, has } = await watched();
    expect(await ask(ada, reserve(1, [tea, 2], [cake, 1]))).toEqual(accepted);
    expect(await ask(ada, commit(1))).toEqual(accepted);
    expect([await has(ada, tea), await has(ada, cake)]).toMatchObject([
      { status: "Committed", taken: 2 },
      { status: "Committed", taken: 1 },
    ]);
    expect(await ask(ada, release(1))).toEqual(accepted);
    expect(appends()).toEqual([4, 4, 4]);
  });

  it("is refused in one append as well, with what was held given back in it", async () => {
    const { ask, appends, has } = await watched();
    expect(await ask(ada, reserve(1, [cake, 1], [tea, 10]))).toEqual(
      refused({ code: "OutOfStock", lines: [{ sku: tea, requested: 10, available: 9 }] }),
    );
    expect(appends()).toHaveLength(1);
    expect((await has(ada, cake)).taken).toBe(0);
  });

  it("is answered when it is in the log, not before", async () => {
    const gate = Promise.withResolvers<void>();
    const { ask } = await watched((log) => ({ ...log, append: (batch) => gate.promise.then(() => log.append(batch)) }));
    const answer = ask(ada, reserve(1, [tea, 1]));
    expect(await Promise.race([answer, sleep(30, "not yet")])).toBe("not yet");
    gate.resolve();
    expect(await answer).toEqual(accepted);
  });

  it("is taken step by step when others came between, and so are some after it", async () => {
    const { ask, appends, has, log } = await watched(stepByStep);
    expect(await ask(ada, reserve(1, [tea, 2], [cake, 1]))).toEqual(accepted);
    expect([(await has(ada, tea)).taken, (await has(ada, cake)).taken]).toEqual([2, 1]);
    expect((await reservationIn(log, ada)).underWay).toBeNull();
    expect(appends().length).toBeGreaterThan(3);
    for (let number = 0; number < inventoryLimits.worksStepByStep; number += 1) await ask(order(number + 10), reserve(1, [tea, 1]));
    expect(new Set(appends())).toEqual(new Set([1]));
    expect(await ask(bob, reserve(1, [cake, 1]))).toEqual(accepted);
    expect(appends()[0], "tried at once again").toBe(3);
  });

  it("does not sell twice what two processes sell at once", async () => {
    const log = createMemoryEventLog({ name: "inventory", partitions: 4 });
    await shop({ log });
    const [one, other] = [inventoryProcess({ log }), inventoryProcess({ log })];
    await one.ask(order(1), reserve(1, [tea, 1], [cake, 1]));
    const told = await Promise.all([one, other].map((process, index) => process.ask(order(index + 2), reserve(1, [tea, 1], [cake, 1]))));
    expect(told.map(({ kind }) => kind).toSorted()).toEqual(["accepted", "refused"]);
    expect((await inventoryProcess({ log }).ask(order(9), reserve(1, [cake, 1]))).kind).toBe("refused");
  });
});
