import type { ReservationCommand } from "@waybill/contracts/reservation";
import type { Sku } from "@waybill/contracts/vocabulary";
import type { EventLog } from "@waybill/kernel/event-log";
import { fateOf, mortal } from "@waybill/kernel/testing/mortal";
import { describe, expect, it } from "vitest";
import { hasAt, inventoryProcess, reservationIn, stockAt } from "../testing/inventory-process.ts";
import { commit, consume, release, releaseLines, reserve, reservePart, shop } from "../testing/reservation-samples.ts";
import { stepByStep } from "../testing/step-by-step.ts";
import { ada, bob, cake, east, expiresAt, main, tea, west } from "../testing/stock-samples.ts";

const places = [
  { sku: tea, location: main },
  { sku: tea, location: east },
  { sku: tea, location: west },
  { sku: cake, location: main },
] as const;

interface Case {
  readonly name: string;
  /** What was asked and answered before. */
  readonly before: readonly ReservationCommand[];
  /** What dies while it is carried out. */
  readonly asked: ReservationCommand;
  readonly backorderable?: readonly Sku[];
  /** Ada's holds have expired, and Bob has what there was of the cake. */
  readonly expired?: boolean;
}

const cases: readonly Case[] = [
  { name: "a reservation at two locations", before: [], asked: reserve(1, [tea, 7], [cake, 1]) },
  { name: "a reservation of more than there is", before: [], asked: reserve(1, [tea, 7], [cake, 3]) },
  { name: "a reservation of what there is", before: [], asked: reservePart(1, [tea, 11], [cake, 3]) },
  { name: "a reservation that waits", before: [], asked: reserve(1, [tea, 7], [cake, 3]), backorderable: [cake] },
  { name: "another attempt", before: [reservePart(1, [tea, 7], [cake, 3])], asked: reserve(2, [tea, 2], [cake, 2]) },
  { name: "a commitment", before: [reserve(1, [tea, 7], [cake, 2])], asked: commit(1) },
  { name: "a commitment that comes too late", before: [reserve(1, [tea, 7], [cake, 2])], asked: commit(1), expired: true },
  { name: "a release", before: [reserve(1, [tea, 7], [cake, 2]), commit(1)], asked: release(1) },
  { name: "a release before anything", before: [], asked: release(1) },
  { name: "a release of lines", before: [reserve(1, [tea, 7])], asked: releaseLines("cancel-1", [tea, 6]) },
  { name: "a hand-over", before: [reserve(1, [tea, 7]), commit(1)], asked: consume("ful_1", [tea, 6]) },
  {
    ...{ name: "a return", before: [] },
    asked: {
      type: "ReturnToStock",
      source: "ret_1",
      lines: [
        { sku: tea, quantity: 1, location: west },
        { sku: cake, quantity: 1 },
      ],
      reason: "Restocked",
    },
  },
];

/** A shop where the case's past has happened. */
const past = async ({ before, backorderable = [], expired = false }: Case) => {
  const opened = await shop({ backorderable: () => backorderable });
  for (const command of before) await opened.ask(ada, command);
  if (expired) {
    for (const place of places) await opened.keep(place, { type: "ExpireHold", orderId: ada, expiresAt });
    await opened.ask(bob, reserve(1, [cake, 2]));
  }
  return opened;
};

/** All that a log says of stock and of Ada's reservation. */
const standOf = async (log: EventLog) => {
  const { parts, standing, underWay, answers } = await reservationIn(log, ada);
  const items = await Promise.all(
    places.map(async (place) => {
      const { onHand, held, committed, awaited } = await stockAt(log, place);
      return { ...place, onHand, held, committed, awaited, ada: await hasAt(log, ada, place) };
    }),
  );
  return { parts, standing, underWay, answers, items };
};

/** A case, and how its steps come into the log. */
type Mortal = Case & { readonly taken: (log: EventLog) => EventLog };

/** Carries it out in a process that dies at this moment, then in another one; null when it was over before it could die. */
const dying = async (one: Mortal, deadlyMoment: number, meanwhile: (log: EventLog) => Promise<unknown> = async () => undefined) => {
  const { log } = await past(one);
  const fate = fateOf(deadlyMoment);
  const backorderable = () => one.backorderable ?? [];
  const mortalProcess = inventoryProcess({ log: one.taken(mortal(log, "log", fate)), backorderable });
  const ended = await Promise.race([mortalProcess.ask(ada, one.asked), fate.death]);
  await meanwhile(log);
  // However long it takes until somebody goes on: receipts that are not kept for ever are gone by then.
  await log.forgetExpiredReceipts();
  const answer = await inventoryProcess({ log, backorderable }).ask(ada, one.asked);
  return { log, answer, answeredBefore: typeof ended === "string" ? null : ended, moment: fate.moments.at(-1) };
};

const mostMoments = 80;

const ways = [
  { way: "at once", taken: (log: EventLog) => log },
  { way: "step by step", taken: stepByStep },
];

describe.each(ways)("what is asked of a reservation, and taken $way", ({ taken }) => {
  it.each(cases)("has the same end wherever its process dies ($name)", async (one) => {
    const { log, ask } = await past(one);
    const expected = await ask(ada, one.asked);
    const stand = await standOf(log);
    expect(stand.underWay).toBeNull();
    let moments = 0;
    for (let deadlyMoment = 1; deadlyMoment <= mostMoments; deadlyMoment += 1) {
      const { log: afterDeath, answer, answeredBefore, moment } = await dying({ ...one, taken }, deadlyMoment);
      expect(answer, moment).toEqual(expected);
      expect(await standOf(afterDeath), moment).toEqual(stand);
      if (answeredBefore === null) continue;
      moments = deadlyMoment - 1;
      break;
    }
    // It did die, before and after each of its reads and appends, and the last time it lived.
    expect(moments).toBeGreaterThanOrEqual(taken === stepByStep ? 4 : 2);
  });

  it.each(cases)("is answered as it stands, though stock comes, goes and moves in between ($name)", async (one) => {
    for (let deadlyMoment = 1; deadlyMoment <= mostMoments; deadlyMoment += 1) {
      const { log, answer, answeredBefore, moment } = await dying({ ...one, taken }, deadlyMoment, async (between) => {
        const other = inventoryProcess({ log: between });
        await other.keep({ sku: tea, location: west }, { type: "AdjustStock", delta: 9, reason: "a delivery" });
        await other.keep({ sku: cake, location: main }, { type: "AdjustStock", delta: 2, reason: "a delivery" });
        await other.sources.put("default", tea, { location: west, priority: 0 });
        await other.ask(bob, reserve(2, [tea, 4], [cake, 1]));
      });
      if (answeredBefore !== null) expect(answer).toEqual(answeredBefore);
      const { parts, underWay, items } = await standOf(log);
      expect(underWay).toBeNull();
      // What Ada has is what her reservation says, at each of the places, and no unit is anybody's twice.
      for (const { sku, location, ada: has, onHand, held, committed } of items) {
        const part = parts.find((each) => each.sku === sku && each.location === location);
        expect(has.taken + has.awaited, `${sku}@${location} ${moment}`).toBe((part?.taken ?? 0) + (part?.awaited ?? 0));
        expect(held + committed).toBeLessThanOrEqual(onHand);
      }
      if (answeredBefore !== null) return;
    }
    throw new Error("it never came to an end");
  });

  it("that was never finished is finished by whoever comes next, and then undone", async () => {
    const one = cases[0]!;
    for (let deadlyMoment = 1; deadlyMoment <= mostMoments; deadlyMoment += 1) {
      const { log } = await past(one);
      const fate = fateOf(deadlyMoment);
      const ended = await Promise.race([inventoryProcess({ log: taken(mortal(log, "log", fate)) }).ask(ada, one.asked), fate.death]);
      const other = inventoryProcess({ log });
      expect(await other.ask(ada, release(1))).toEqual({ kind: "accepted" });
      const late = await other.ask(ada, one.asked);
      // It is told what it came to, or that it came too late; it holds nothing either way.
      expect([{ kind: "accepted" }, { kind: "refused", refusal: { code: "AlreadyReleased" } }]).toContainEqual(late);
      for (const { ada: has } of (await standOf(log)).items) expect(has.status).toBe("Absent");
      if (typeof ended !== "string") return;
    }
    throw new Error("it never came to an end");
  });
});
