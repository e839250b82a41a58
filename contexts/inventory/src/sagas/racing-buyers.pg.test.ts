import type { EventLog } from "@waybill/kernel/event-log";
import { fateOf, mortal } from "@waybill/kernel/testing/mortal";
import { twoPostgresLogs } from "@waybill/kernel/testing/two-postgres-logs";
import { describe, expect, it } from "vitest";
import { hasAt, inventoryProcess, stockAt } from "../testing/inventory-process.ts";
import { commit, none, reserve, shop } from "../testing/reservation-samples.ts";
import { ada, bob, cake, east, main, order, tea } from "../testing/stock-samples.ts";

const makeLogs = twoPostgresLogs(8);
const place = { sku: tea, location: main };

describe("buyers who race for the last units on PostgreSQL", () => {
  it("get ten of ten through two processes, and 54 of 64 are told what is left", async () => {
    const logs = await makeLogs();
    const processes = logs.map((log) => inventoryProcess({ log }));
    await processes[0]!.keep(place, { type: "AdjustStock", delta: 10, reason: "a delivery" });
    const buyers = Array.from({ length: 64 }, (_, index) => order(100 + index));
    const answers = await Promise.all(buyers.map((buyer, index) => processes[index % 2]!.ask(buyer, reserve(1, [tea, 1]))));
    const winners = buyers.filter((_, index) => answers[index]!.kind === "accepted");
    expect(winners).toHaveLength(10);
    const told = answers.filter((answer) => answer.kind === "refused").map(({ refusal }) => refusal);
    expect(told).toHaveLength(54);
    expect(new Set(told.map((refusal) => JSON.stringify(refusal)))).toEqual(
      new Set([JSON.stringify({ code: "OutOfStock", lines: [{ sku: tea, requested: 1, available: 0 }] })]),
    );
    expect(await stockAt(logs[1], place)).toMatchObject({ onHand: 10, held: 10, committed: 0 });
    // Asked again of the other process, everybody is told the same; and who won can pay.
    const again = await Promise.all(buyers.map((buyer, index) => processes[(index + 1) % 2]!.ask(buyer, reserve(1, [tea, 1]))));
    expect(again).toEqual(answers);
    const paid = await Promise.all(winners.map((winner, index) => processes[index % 2]!.ask(winner, commit(1))));
    expect(paid.every(({ kind }) => kind === "accepted")).toBe(true);
    expect(await stockAt(logs[0], place)).toMatchObject({ onHand: 10, held: 0, committed: 10 });
  });

  it("get all of their lines or none, though several articles run out at once", async () => {
    const logs = await makeLogs();
    await shop({ log: logs[0] });
    const processes = logs.map((log) => inventoryProcess({ log }));
    const buyers = Array.from({ length: 16 }, (_, index) => order(200 + index));
    const answers = await Promise.all(buyers.map((buyer, index) => processes[index % 2]!.ask(buyer, reserve(1, [tea, 2], [cake, 1]))));
    for (const [index, buyer] of buyers.entries()) {
      const [atMain, atEast, cakes] = await hasEverywhere(logs[index % 2]!, buyer);
      const isServed = answers[index]!.kind === "accepted";
      expect([atMain!.taken + atEast!.taken, cakes!.taken]).toEqual(isServed ? [2, 1] : [0, 0]);
    }
    // There are two cakes; who held one and found no tea gave it back, so there may be fewer winners, never more.
    const winners = answers.filter(({ kind }) => kind === "accepted").length;
    expect(winners).toBeGreaterThan(0);
    expect(winners).toBeLessThanOrEqual(2);
  });
});

const hasEverywhere = (log: EventLog, orderId: typeof ada) =>
  Promise.all([
    hasAt(log, orderId, { sku: tea, location: main }),
    hasAt(log, orderId, { sku: tea, location: east }),
    hasAt(log, orderId, { sku: cake, location: main }),
  ]);

describe("a process that dies in a reservation on PostgreSQL", () => {
  it("leaves it to another, which holds all of it or nothing", async () => {
    // After one call is before the next; in memory each of both is tried.
    for (let deadlyMoment = 2; deadlyMoment <= 60; deadlyMoment += 2) {
      const logs = await makeLogs();
      await shop({ log: logs[0] });
      const fate = fateOf(deadlyMoment);
      // Bob has a cake, so Ada's three kinds of steps all come: what is held, what is refused, what is given back.
      await inventoryProcess({ log: logs[1] }).ask(bob, reserve(1, [cake, 1]));
      const asked = reserve(1, [cake, 2], [tea, 7]);
      const ended = await Promise.race([inventoryProcess({ log: mortal(logs[0], "log", fate) }).ask(ada, asked), fate.death]);
      const lines = [{ sku: cake, requested: 2, available: 1 }];
      const answer = await inventoryProcess({ log: logs[1] }).ask(ada, asked);
      expect(answer, String(fate.moments.at(-1))).toEqual({ kind: "refused", refusal: { code: "OutOfStock", lines } });
      expect(await hasEverywhere(logs[1], ada)).toEqual([none, none, none]);
      expect(await stockAt(logs[1], { sku: cake, location: main })).toMatchObject({ held: 1 });
      if (typeof ended !== "string") return;
    }
    throw new Error("it never came to an end");
  });
});
