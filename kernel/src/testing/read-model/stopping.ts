import { expect, it } from "vitest";
import type { RecordedEvent } from "../../event-log.ts";
import { newUuid } from "../../id.ts";
import { partitionOf } from "../../partition.ts";
import { eventually } from "../eventually.ts";
import { counting, decodeCounted, expectedTallies, following, headsOf, type MakeProcesses, tally, thing } from "../following-sample.ts";
import { talliesOf } from "./tallies.ts";

const patience = { timeoutMs: 10_000 };

/** What happens to a follower that cannot go on. */
export const itStopsLoudly = (make: MakeProcesses): void => {
  it("stops its partition just before it, lets all others flow, and is tried again until it can be handled", async () => {
    const [process] = await make();
    const { log } = process;
    let poisonous = true;
    const decode = (recorded: RecordedEvent) => {
      if (poisonous && recorded.type === "Poison") throw new Error("cannot be read");
      return decodeCounted(recorded);
    };
    // From the beginning on: rows that were never complete are not to be read.
    const followed = await following(process, { decode });
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    await log.append(numbers.map((number) => counting(thing(number), 0, ["Counted", number === 7 ? "Poison" : "Counted", "Counted"])));
    const poisoned = partitionOf(thing(7), 4);
    const others = (await headsOf(log)).filter(({ partition }) => partition !== poisoned);
    expect(await followed.waitFor(others, patience)).toEqual({ kind: "passed" });
    const stopped = await eventually("it has failed three times", () =>
      followed.happenings.find((happening) => happening.kind === "stopped" && happening.failures === 3),
    );
    expect(stopped).toMatchObject({ at: { partition: poisoned, type: "Poison", stream: thing(7) } });
    const status = (await followed.status())[poisoned];
    const [poison] = (await log.readStream(thing(7), 1, 1)).map(({ position }) => position);
    expect(status).toMatchObject({ position: (poison ?? 0) - 1, standing: { kind: "stopped" } });
    expect(status?.lag).toBeGreaterThan(0);
    // With a pause that doubles from 20 ms, there is no room for more than a few attempts.
    expect(followed.happenings.filter(({ kind }) => kind === "stopped").length).toBeLessThan(10);
    poisonous = false;
    expect(await followed.waitFor(await headsOf(log), patience)).toEqual({ kind: "passed" });
    expect(await talliesOf(followed, log)).toEqual(await expectedTallies(log));
    expect((await followed.status()).map(({ lag }) => lag)).toEqual([0, 0, 0, 0]);
    await followed.stop();
  });

  it("is a checkpoint ahead of the log", async () => {
    const [process, other] = await make();
    await process.log.append([counting(thing(1), 0, ["Counted"])]);
    const partition = partitionOf(thing(1), 4);
    await process.rowsOf(tally).prepare();
    await process.checkpoints.claim("tally_v1", new Map([[partition, 0]]), process.log.incarnation);
    await process.checkpoints.move("tally_v1", [{ partition, epoch: 0, from: 0, to: 2 }]);
    const followed = await following(other);
    const refused = await eventually("it is refused", () => followed.happenings.find(({ kind }) => kind === "refused"));
    expect(refused).toEqual({ kind: "refused", partition, reason: "AheadOfLog" });
    await process.log.append([counting(thing(1), 1, ["Counted", "Counted"])]);
    expect(await followed.waitFor(await headsOf(process.log), { timeoutMs: 200 })).toMatchObject({ kind: "behind" });
    expect((await followed.status())[partition]?.standing).toEqual({ kind: "refused", reason: "AheadOfLog" });
    expect(await followed.find(thing(1))).toBeNull();
    await followed.stop();
  });

  it("is a checkpoint of another incarnation of the log", async () => {
    const [process, other] = await make();
    const partition = partitionOf(thing(1), 4);
    await process.rowsOf(tally).prepare();
    await process.checkpoints.claim("tally_v1", new Map([[partition, 0]]), newUuid());
    await process.log.append([counting(thing(1), 0, ["Counted"])]);
    const followed = await following(other);
    const refused = await eventually("it is refused", () => followed.happenings.find(({ kind }) => kind === "refused"));
    expect(refused).toEqual({ kind: "refused", partition, reason: "OtherIncarnation" });
    expect(await followed.waitFor(await headsOf(process.log), { timeoutMs: 200 })).toMatchObject({ kind: "behind" });
    expect(await followed.find(thing(1))).toBeNull();
    await followed.stop();
  });
};
