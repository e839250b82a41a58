import { describe, expect, it } from "vitest";
import { newUuid } from "../id.ts";
import type { Follower, Holding, Leases } from "../lease.ts";

/** Leases that nobody holds yet, as two processes see them, and how their time is made to pass. */
export type MakeLeases = () => Promise<{ readonly processes: readonly [Leases, Leases]; pass(ms: number): Promise<void> }>;

const partitions = 8;
const follower = (): Follower => ({ subscription: "s", owner: newUuid() });
const heldIn = ({ epochs }: Holding): number[] => [...epochs.keys()].sort((a, b) => a - b);
const all = Array.from({ length: partitions }, (_, partition) => partition);

/** What all leases promise, whatever they stand on. */
export const describeLeases = (name: string, make: MakeLeases): void => {
  describe(`a lease (${name})`, () => {
    it("is given on every partition to whoever comes first", async () => {
      const { processes } = await make();
      const holding = await processes[0].tend(follower(), partitions);
      expect(heldIn(holding)).toEqual(all);
      expect(new Set(holding.epochs.values())).toEqual(new Set([1]));
      expect(holding.surplus).toEqual([]);
    });

    it("keeps its epoch while its owner stays alive", async () => {
      const { processes, pass } = await make();
      const me = follower();
      const before = await processes[0].tend(me, partitions);
      await pass(processes[0].leaseMs * 0.7);
      await processes[0].tend(me, partitions);
      await pass(processes[0].leaseMs * 0.6);
      expect(heldIn(await processes[1].tend(follower(), partitions))).toEqual([]);
      expect((await processes[0].tend(me, partitions)).epochs).toEqual(before.epochs);
    });

    it("is handed over, under a higher epoch, only when the one who has too many lets it go", async () => {
      const { processes } = await make();
      const [first, second] = [follower(), follower()];
      await processes[0].tend(first, partitions);
      expect(heldIn(await processes[1].tend(second, partitions))).toEqual([]);
      const { surplus } = await processes[0].tend(first, partitions);
      expect(surplus).toHaveLength(partitions / 2);
      expect(heldIn(await processes[1].tend(second, partitions))).toEqual([]);
      await processes[0].release(first, surplus);
      const taken = await processes[1].tend(second, partitions);
      expect(heldIn(taken)).toEqual(surplus);
      expect(new Set(taken.epochs.values())).toEqual(new Set([2]));
      const kept = await processes[0].tend(first, partitions);
      expect([heldIn(kept), kept.surplus]).toEqual([all.filter((partition) => !surplus.includes(partition)), []]);
    });

    it("passes to others when its owner has fallen silent for its whole length, and not before", async () => {
      const { processes, pass } = await make();
      const [silent, other] = [follower(), follower()];
      await processes[0].tend(silent, partitions);
      await pass(processes[0].leaseMs * 0.5);
      expect(heldIn(await processes[1].tend(other, partitions))).toEqual([]);
      await pass(processes[0].leaseMs * 0.7);
      const taken = await processes[1].tend(other, partitions);
      expect(heldIn(taken)).toEqual(all);
      expect(new Set(taken.epochs.values())).toEqual(new Set([2]));
      expect(heldIn(await processes[0].tend(silent, partitions))).toEqual([]);
    });

    it("passes to others at once when its owner leaves", async () => {
      const { processes } = await make();
      const [leaving, other] = [follower(), follower()];
      await processes[0].tend(leaving, partitions);
      await processes[0].leave(leaving);
      expect(heldIn(await processes[1].tend(other, partitions))).toEqual(all);
    });

    it("cannot be released by anybody but its owner", async () => {
      const { processes } = await make();
      const owner = follower();
      const before = await processes[0].tend(owner, partitions);
      await processes[1].release(follower(), all);
      expect(await processes[0].tend(owner, partitions)).toEqual(before);
    });

    it("is one subscription's", async () => {
      const { processes } = await make();
      await processes[0].tend(follower(), partitions);
      expect(heldIn(await processes[1].tend({ subscription: "t", owner: newUuid() }, partitions))).toEqual(all);
    });

    it("is never held by two, and ends in equal shares, when many come at once", async () => {
      const { processes } = await make();
      const followers = Array.from({ length: 5 }, follower);
      const round = () =>
        Promise.all(
          followers.map(async (each, index) => {
            const leases = processes[index % 2]!;
            const holding = await leases.tend(each, partitions);
            await leases.release(each, holding.surplus);
            return heldIn(holding).filter((partition) => !holding.surplus.includes(partition));
          }),
        );
      for (let rounds = 0; rounds < 6; rounds += 1) {
        const held = (await round()).flat();
        expect(new Set(held).size).toBe(held.length);
      }
      const shares = await round();
      expect(shares.flat().sort((a, b) => a - b)).toEqual(all);
      expect(shares.map((share) => share.length).sort()).toEqual([1, 1, 2, 2, 2]);
    });
  });
};
