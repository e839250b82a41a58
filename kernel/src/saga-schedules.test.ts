import { describe, expect, it } from "vitest";
import { allMessages, expectAllIsWell, newStores, play } from "./testing/lending-schedule.ts";
import { chanceOf } from "./testing/troubled-log.ts";

/** Every message up to three times, in any sequence. */
const disordered = (chance: () => number) =>
  allMessages
    .flatMap((message) => Array.from({ length: 1 + Math.floor(chance() * 3) }, () => ({ message, at: chance() })))
    .sort((a, b) => a.at - b.at)
    .map(({ message }) => message);

describe("a saga and those it asks", () => {
  it("end well when a process dies at any moment, whatever it was doing", async () => {
    const moments = await play(newStores(), { deliveries: allMessages, deadlyMoments: [], chance: chanceOf(1) });
    expect(new Set(moments)).toContain("after store.append");
    for (const index of moments.keys()) {
      const stores = newStores();
      await play(stores, { deliveries: allMessages, deadlyMoments: [index + 1], chance: chanceOf(1) });
      await expectAllIsWell(stores);
    }
  });

  it("end well when messages come twice, late and in any sequence, targets fail, and processes die again and again", async () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const chance = chanceOf(seed);
      const trouble = () => {
        if (chance() < 0.1) throw new Error("cannot be carried out now");
      };
      const stores = { ...newStores(), trouble };
      const deadlyMoments = Array.from({ length: Math.floor(chance() * 6) }, () => 1 + Math.floor(chance() * 90));
      await play(stores, { deliveries: disordered(chance), deadlyMoments, chance });
      await expectAllIsWell(stores);
    }
  });
});
