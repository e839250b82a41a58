import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fairShare } from "./lease.ts";

/** Who holds what after everybody, in turn, has let go of its surplus and taken its share, until nothing changes. */
const settle = (alive: readonly string[], start: ReadonlyMap<number, string | null>) => {
  const owners = new Map(start);
  let changes = 0;
  for (let round = 0; round < 4; round += 1) {
    for (const owner of alive) {
      const { take, surplus } = fairShare(owner, { alive, owners });
      for (const partition of surplus) owners.set(partition, null);
      for (const partition of take) owners.set(partition, owner);
      changes = round < 3 ? 0 : changes + take.length + surplus.length;
    }
  }
  return { owners, changes };
};

const arbitrary = fc.record({
  alive: fc.integer({ min: 1, max: 7 }).map((count) => Array.from({ length: count }, (_, index) => `owner-${index}`)),
  holders: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 64 }),
});

describe("a fair share", () => {
  it("is the same for all, give or take one, whoever held what and whoever has died", () => {
    fc.assert(
      fc.property(arbitrary, ({ alive, holders }) => {
        // Owners 7 to 9 are dead, and where there are fewer alive so are some below.
        const { owners, changes } = settle(alive, new Map(holders.map((holder, partition) => [partition, `owner-${holder}`])));
        const shares = alive.map((owner) => [...owners.values()].filter((holder) => holder === owner).length);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(holders.length);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        expect(changes).toBe(0);
      }),
    );
  });

  it("moves nothing when the shares are equal already", () => {
    const owners = new Map([..."cabcabca"].map((owner, partition) => [partition, owner]));
    for (const owner of ["a", "b", "c"]) expect(fairShare(owner, { alive: ["c", "b", "a"], owners })).toEqual({ take: [], surplus: [] });
  });

  it("moves no more than the newcomer needs", () => {
    const owners = new Map(Array.from({ length: 64 }, (_, partition) => [partition, partition % 2 === 0 ? "a" : "b"]));
    const surplus = (owner: string) => fairShare(owner, { alive: ["a", "b", "c"], owners }).surplus.length;
    expect(surplus("a") + surplus("b")).toBe(21);
  });
});
