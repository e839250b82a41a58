import { expect, it } from "vitest";
import { newUuid } from "../../id.ts";
import { counting, following, headsOf, type MakeProcesses, thing } from "../following-sample.ts";

/** What those who read their own writes are promised. */
export const itWaitsForPositions = (make: MakeProcesses): void => {
  it("sees what was written before, in whichever process it is followed", async () => {
    const [process, other] = await make();
    const [followed, reader] = [await following(process), await following(other)];
    for (let version = 0; version < 30; version += 1) {
      await process.log.append([counting(thing(1), version, ["Counted"])]);
      const heads = await headsOf(process.log);
      expect(await reader.waitFor(heads, { timeoutMs: 10_000 })).toEqual({ kind: "passed" });
      expect(await reader.find(thing(1))).toMatchObject({ events: version + 1 });
    }
    await Promise.all([followed.stop(), reader.stop()]);
  });

  it("is told to come back, in time, when nobody follows", async () => {
    const [process] = await make();
    const followed = await following(process);
    await followed.stop();
    await process.log.append([counting(thing(1), 0, ["Counted"])]);
    const startedAtMs = performance.now();
    const outcome = await followed.waitFor(await headsOf(process.log), { timeoutMs: 100 });
    expect(outcome).toMatchObject({ kind: "behind", retryAfterMs: expect.any(Number) });
    expect(performance.now() - startedAtMs).toBeGreaterThan(95);
  });

  it("is told at once when the position is of another incarnation, or of no partition", async () => {
    const [process] = await make();
    const followed = await following(process);
    await process.log.append([counting(thing(1), 0, ["Counted"])]);
    const heads = await headsOf(process.log);
    const patience = { timeoutMs: 60_000 };
    const foreign = heads.map((head) => ({ ...head, incarnation: newUuid() }));
    expect(await followed.waitFor([...heads, ...foreign], patience)).toEqual({ kind: "otherLog" });
    expect(
      await followed.waitFor(
        heads.map((head) => ({ ...head, partition: 4 })),
        patience,
      ),
    ).toEqual({ kind: "otherLog" });
    await followed.stop();
  });

  it("does not wait for positions of other logs, nor for the beginning", async () => {
    const [process] = await make();
    const followed = await following(process);
    await followed.stop();
    const elsewhere = { log: "elsewhere", incarnation: newUuid(), partition: 900, position: 900 };
    const beginning = { log: process.log.name, incarnation: process.log.incarnation, partition: 0, position: 0 };
    expect(await followed.waitFor([elsewhere, beginning], { timeoutMs: 0 })).toEqual({ kind: "passed" });
  });
};
