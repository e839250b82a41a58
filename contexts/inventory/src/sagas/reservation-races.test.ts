import type { ReservationCommand } from "@waybill/contracts/reservation";
import type { EventLog } from "@waybill/kernel/event-log";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { chanceOf, troubledLog } from "@waybill/kernel/testing/troubled-log";
import { describe, expect, it } from "vitest";
import { hasAt, type InventoryProcess, inventoryProcess, stockAt } from "../testing/inventory-process.ts";
import { commit, consume, release, reserve, reservePart, shop } from "../testing/reservation-samples.ts";
import { cake, east, main, order, tea } from "../testing/stock-samples.ts";

const places = [
  { sku: tea, location: main },
  { sku: tea, location: east },
  { sku: cake, location: main },
] as const;

type Answer = Awaited<ReturnType<InventoryProcess["ask"]>>;

/** As a follower does: whatever goes wrong, it is asked again, until there is an answer. */
const untilAnswered = async (
  { ask }: InventoryProcess,
  orderId: ReturnType<typeof order>,
  command: ReservationCommand,
): Promise<Answer> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await ask(orderId, command).catch(() => null);
    if (answer !== null) return answer;
  }
  throw new Error("never answered");
};

/** One order's story: both processes carry out each of its asks at the same time, and both are told the same. */
const story = async (number: number, processes: readonly InventoryProcess[], chance: () => number) => {
  const orderId = order(number);
  const told = async (command: ReservationCommand): Promise<Answer> => {
    const answers = await Promise.all(processes.map((process) => untilAnswered(process, orderId, command)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size, JSON.stringify([command, answers])).toBe(1);
    return answers[0]!;
  };
  const units = 1 + Math.floor(chance() * 3);
  const wanted = chance() < 0.5 ? reserve(1, [tea, units], [cake, 1]) : reservePart(1, [tea, units], [cake, 1]);
  const reserved = await told(wanted);
  if (reserved.kind === "refused") {
    if (reserved.refusal.code === "PartlyReserved") await told(release(1));
    return { orderId, tea: 0, cake: 0, consumed: 0 };
  }
  if (chance() < 0.3) {
    expect((await told(release(1))).kind).toBe("accepted");
    return { orderId, tea: 0, cake: 0, consumed: 0 };
  }
  expect((await told(commit(1))).kind).toBe("accepted");
  if (chance() < 0.5) return { orderId, tea: units, cake: 1, consumed: 0 };
  expect((await told(consume("ful_1", [tea, units]))).kind).toBe("accepted");
  return { orderId, tea: 0, cake: 1, consumed: units };
};

const check = async (log: EventLog, ends: readonly Awaited<ReturnType<typeof story>>[]): Promise<void> => {
  for (const { orderId, tea: ofTea, cake: ofCake } of ends) {
    const [atMain, atEast, cakes] = await Promise.all(places.map((place) => hasAt(log, orderId, place)));
    expect([atMain!.taken + atEast!.taken, cakes!.taken]).toEqual([ofTea, ofCake]);
  }
  const [teaMain, teaEast, cakes] = await Promise.all(places.map((place) => stockAt(log, place)));
  const consumed = ends.reduce((sum, end) => sum + end.consumed, 0);
  expect(teaMain!.onHand + teaEast!.onHand).toBe(9 - consumed);
  expect(cakes!.onHand).toBe(2);
  for (const { held, committed, onHand } of [teaMain!, teaEast!, cakes!]) {
    expect(held).toBe(0);
    expect(committed).toBeLessThanOrEqual(onHand);
  }
};

describe("two processes that carry out the same asks", () => {
  it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    "tell the same, and sell what is there and no more (seed %i)",
    async (seed) => {
      const chance = chanceOf(seed);
      const log = createMemoryEventLog({ name: "inventory", partitions: 4 });
      await shop({ log });
      const processes = [inventoryProcess({ log: troubledLog(log, chance) }), inventoryProcess({ log: troubledLog(log, chance) })];
      const ends = await Promise.all(Array.from({ length: 6 }, (_, index) => story(index, processes, chance)));
      await check(log, ends);
    },
  );
});
