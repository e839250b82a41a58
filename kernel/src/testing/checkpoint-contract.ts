import { describe, expect, it } from "vitest";
import type { Checkpoints } from "../checkpoint.ts";

/** Makes an empty store of checkpoints, as two processes see it. */
export type MakeCheckpoints = () => Promise<readonly [Checkpoints, Checkpoints]>;

const here = "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01";
const elsewhere = "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c02";
const step = (partition: number, epoch: number, [from, to]: readonly [number, number]) => ({ partition, epoch, from, to });

/** What every store of checkpoints promises, whatever it stands on. */
export const describeCheckpoints = (name: string, make: MakeCheckpoints): void => {
  describe(`a checkpoint (${name})`, () => {
    it("stands at 0 when it is claimed for the first time", async () => {
      const [one, other] = await make();
      expect(await one.read("s", [0, 1])).toEqual(new Map());
      const claimed = await one.claim("s", new Map([[1, 1]]), here);
      expect(claimed).toEqual(new Map([[1, { epoch: 1, position: 0, incarnation: here }]]));
      expect(await other.read("s", [0, 1])).toEqual(claimed);
    });

    it("moves from where it stands", async () => {
      const [one, other] = await make();
      await one.claim("s", new Map([[0, 1]]), here);
      expect(await one.move("s", [step(0, 1, [0, 7])])).toBe("moved");
      expect(await one.move("s", [step(0, 1, [7, 9])])).toBe("moved");
      expect(await other.read("s", [0])).toEqual(new Map([[0, { epoch: 1, position: 9, incarnation: here }]]));
    });

    it("does not move from where it stood before, and nothing beside it moves either", async () => {
      const [one, other] = await make();
      await one.claim(
        "s",
        new Map([
          [0, 1],
          [1, 1],
        ]),
        here,
      );
      await one.move("s", [step(1, 1, [0, 5])]);
      expect(await other.move("s", [step(0, 1, [0, 3]), step(1, 1, [0, 3])])).toBe("fenced");
      const standings = await one.read("s", [0, 1]);
      expect([standings.get(0)?.position, standings.get(1)?.position]).toEqual([0, 5]);
    });

    it("moves for several subscriptions at once, or for none of them", async () => {
      const [one, other] = await make();
      await one.claim("s", new Map([[0, 1]]), here);
      await one.claim("t", new Map([[0, 1]]), here);
      const both = (from: number, to: number) =>
        new Map([
          ["s", [step(0, 1, [from, to])]],
          ["t", [step(0, 1, [from, to])]],
        ]);
      expect(await one.moveAll(both(0, 7))).toBe("moved");
      await other.move("t", [step(0, 1, [7, 8])]);
      expect(await one.moveAll(both(7, 9))).toBe("fenced");
      const standing = async (name: string) => (await one.read(name, [0])).get(0)?.position;
      expect([await standing("s"), await standing("t")]).toEqual([7, 8]);
    });

    it("does not move under an epoch that is over", async () => {
      const [one, other] = await make();
      await one.claim("s", new Map([[0, 1]]), here);
      await one.move("s", [step(0, 1, [0, 5])]);
      expect(await other.claim("s", new Map([[0, 2]]), here)).toEqual(new Map([[0, { epoch: 2, position: 5, incarnation: here }]]));
      expect(await one.move("s", [step(0, 1, [5, 6])])).toBe("fenced");
      expect(await other.move("s", [step(0, 2, [5, 6])])).toBe("moved");
    });

    it("is left out of a claim whose epoch is over", async () => {
      const [one, other] = await make();
      await one.claim("s", new Map([[0, 3]]), here);
      expect([
        ...(
          await other.claim(
            "s",
            new Map([
              [0, 2],
              [1, 1],
            ]),
            here,
          )
        ).keys(),
      ]).toEqual([1]);
      expect(await one.move("s", [step(0, 3, [0, 1])])).toBe("moved");
    });

    it("can be claimed again by its owner, and stays where it is", async () => {
      const [one] = await make();
      await one.claim("s", new Map([[0, 1]]), here);
      await one.move("s", [step(0, 1, [0, 5])]);
      expect(await one.claim("s", new Map([[0, 1]]), here)).toEqual(new Map([[0, { epoch: 1, position: 5, incarnation: here }]]));
      expect(await one.move("s", [step(0, 1, [5, 6])])).toBe("moved");
    });

    it("keeps the incarnation of the log it counts in", async () => {
      const [one, other] = await make();
      await one.claim("s", new Map([[0, 1]]), here);
      await one.move("s", [step(0, 1, [0, 5])]);
      const claimed = await other.claim("s", new Map([[0, 2]]), elsewhere);
      expect(claimed.get(0)).toEqual({ epoch: 2, position: 5, incarnation: here });
    });

    it("is each subscription's own", async () => {
      const [one] = await make();
      await one.claim("s", new Map([[0, 1]]), here);
      await one.claim("t", new Map([[0, 1]]), here);
      await one.move("s", [step(0, 1, [0, 5])]);
      expect((await one.read("t", [0])).get(0)?.position).toBe(0);
    });

    it("goes to the later epoch when two claim it at once", async () => {
      const processes = await make();
      const partitions = Array.from({ length: 16 }, (_, partition) => partition);
      const claims = Array.from({ length: 8 }, (_, index) =>
        processes[index % 2]!.claim("s", new Map(partitions.map((partition) => [partition, index + 1])), here),
      );
      await Promise.all(claims);
      const standings = await processes[0].read("s", partitions);
      expect([...standings.values()]).toEqual(partitions.map(() => ({ epoch: 8, position: 0, incarnation: here })));
      expect(
        await processes[1].move(
          "s",
          partitions.map((partition) => step(partition, 8, [0, 1])),
        ),
      ).toBe("moved");
    });

    it("counts exactly the moves that were made while it changed hands again and again", async () => {
      const [one, other] = await make();
      await one.claim("s", new Map([[0, 1]]), here);
      let moves = 0;
      const follow = async (checkpoints: Checkpoints, epochs: readonly number[]) => {
        for (const epoch of epochs) {
          let position = (await checkpoints.claim("s", new Map([[0, epoch]]), here)).get(0)?.position;
          for (let tries = 0; tries < 10 && position !== undefined; tries += 1) {
            if ((await checkpoints.move("s", [step(0, epoch, [position, position + 1])])) === "fenced") break;
            position += 1;
            moves += 1;
          }
        }
      };
      const odd = Array.from({ length: 20 }, (_, index) => 2 * index + 3);
      await Promise.all([
        follow(one, odd),
        follow(
          other,
          odd.map((epoch) => epoch + 1),
        ),
      ]);
      expect(moves).toBeGreaterThan(20);
      expect((await one.read("s", [0])).get(0)?.position).toBe(moves);
    });
  });
};
