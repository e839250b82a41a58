import { describe, expect, it } from "vitest";
import type { EventLog } from "./event-log.ts";
import { parkingLimits } from "./parking.ts";
import { kitRequested, requestWithdrawn } from "./testing/example-messages.ts";
import { lendingProcess } from "./testing/lending-process.ts";
import { eventsOf, expectAllIsWell, newStores, recordedIn } from "./testing/lending-schedule.ts";

const dayMs = 24 * 3_600_000;

/** The example, whose store chokes on every ask until it is mended. */
const brokenTown = () => {
  const stores = newStores();
  // The processes' clock is that of this machine: what they keep for some time is kept by it.
  stores.passMs(Date.now() - 1_000_000_000_000);
  let isBroken = true;
  const its = () =>
    lendingProcess({
      ...stores,
      trouble: () => {
        if (isBroken) throw new TypeError("the store chokes on it");
      },
    });
  let process = its();
  /** Everything is heard and followed again from the beginning, as after a restore: what is known by its id changes nothing. */
  const follow = async () => {
    for (let before = -1; before !== (await recordedIn(stores.log)).length; ) {
      const events = await recordedIn(stores.log);
      before = events.length;
      for (const handle of process.followers.values()) await handle({ events, moves: [] });
    }
  };
  const retryAll = async () => {
    for (let tried = true; tried; ) {
      tried = false;
      for (const retry of process.parkedWork) tried = (await retry()) || tried;
    }
  };
  return {
    ...stores,
    hear: (heard: Parameters<typeof process.hear>[0]["heard"]) => process.hear({ heard, moves: [] }),
    follow,
    retryAll,
    fire: () => process.firing.fireDue([0, 1]),
    mend: () => {
      isBroken = false;
    },
    restart: () => {
      process = its();
    },
  };
};

const typesOf = async (log: EventLog, id: string) =>
  (await eventsOf(log)).filter(({ stream }) => stream.endsWith(`/${id}`)).map(({ type }) => type);

describe("what is parked, redriven long after", () => {
  it("waits for an operator for days, and is then done once and in order, whatever was forgotten meanwhile", async () => {
    const town = brokenTown();
    await town.hear([kitRequested("r1", 1), kitRequested("r2", 2)]);
    await town.follow();
    for (let attempt = 0; attempt <= parkingLimits.attempts; attempt += 1) {
      town.passMs(parkingLimits.pauseMs * 2 ** attempt);
      await town.retryAll();
    }
    const stuck = await town.parking.list(10);
    expect(stuck.map(({ retryAt, waiting }) => [retryAt, waiting])).toEqual([
      [null, 1],
      [null, 1],
    ]);

    // Days pass: deadlines too, one of them is withdrawn, receipts run out, and processes come and go.
    await town.hear([requestWithdrawn("r2", 3)]);
    town.passMs(5 * dayMs);
    await town.fire();
    town.restart();
    await town.follow();
    await town.retryAll();
    for (const log of [town.log, town.store, town.desk]) await log.forgetExpiredReceipts();
    expect((await town.parking.list(10)).map(({ waiting }) => waiting)).toEqual([2, 2]);
    expect(await eventsOf(town.store)).toEqual([]);

    town.mend();
    const [{ subscription, failure }] = stuck as [(typeof stuck)[number]];
    expect(await town.parking.redrive(subscription, failure!.fingerprint, 1_000)).toBe(2);
    town.passMs(10);
    await town.retryAll();
    await town.follow();
    expect(await town.parking.list(10)).toEqual([]);
    // The hold before its release, although both have waited since.
    for (const id of ["r1", "r2"]) expect(await typesOf(town.store, id)).toEqual(["Done", "Undone"]);
    for (const { causation, stream } of await eventsOf(town.store)) {
      expect(causation.correlation).toBe(`correlation of ${stream.split("/")[2]}`);
    }

    // Days later a process that had it in hand comes back, and a message comes once more.
    town.passMs(5 * dayMs);
    for (const log of [town.log, town.store, town.desk]) await log.forgetExpiredReceipts();
    const before = await eventsOf(town.log);
    town.restart();
    await town.hear([kitRequested("r1", 1), requestWithdrawn("r2", 3)]);
    await town.follow();
    expect(await eventsOf(town.log)).toEqual(before);
    await expectAllIsWell(town);
  });

  it("is redriven no faster than the operator wants", async () => {
    const town = brokenTown();
    await town.hear(Array.from({ length: 5 }, (_, index) => kitRequested(`r${index}`, index + 1)));
    await town.follow();
    for (let attempt = 0; attempt <= parkingLimits.attempts; attempt += 1) {
      town.passMs(parkingLimits.pauseMs * 2 ** attempt);
      await town.retryAll();
    }
    const [first] = await town.parking.list(10);
    town.passMs(dayMs);
    town.mend();
    expect(await town.parking.redrive(first!.subscription, first!.failure!.fingerprint, 1)).toBe(5);
    const left: number[] = [];
    for (let second = 0; second < 6; second += 1) {
      await town.retryAll();
      left.push((await town.parking.list(10)).length);
      town.passMs(1_000);
    }
    expect(left).toEqual([4, 3, 2, 1, 0, 0]);
  });
});
