import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyMap, entriesIn, firstIn, type SortedMap, valueIn, withEntry, withoutEntry } from "./sorted-map.ts";

type Change = readonly [key: string, value: number | null];
const keys = fc.integer({ min: 0, max: 400 }).map((key) => String(key).padStart(3, "0"));
const changes: fc.Arbitrary<Change[]> = fc.array(fc.tuple(keys, fc.option(fc.nat(), { freq: 3, nil: null })), {
  maxLength: 600,
  size: "max",
});

const changed = (map: SortedMap<number>, [key, value]: Change): SortedMap<number> =>
  value === null ? withoutEntry(map, key) : withEntry(map, key, value);
const sorted = (map: ReadonlyMap<string, number>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe("a sorted map", () => {
  it("is what a map is, in the order of its keys, whatever is done to it", () => {
    fc.assert(
      fc.property(changes, (all) => {
        const model = new Map<string, number>();
        let map: SortedMap<number> = emptyMap;
        for (const change of all) {
          const [key, value] = change;
          if (value === null) model.delete(key);
          else model.set(key, value);
          map = changed(map, change);
          expect(valueIn(map, key)).toBe(value ?? undefined);
        }
        expect([...entriesIn(map)]).toEqual(sorted(model));
        expect(map.size).toBe(model.size);
        expect(firstIn(map)).toEqual(sorted(model)[0]);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves the one before as it was", () => {
    fc.assert(
      fc.property(changes, keys, (all, key) => {
        const map = all.reduce(changed, emptyMap as SortedMap<number>);
        const before = JSON.stringify(map);
        withEntry(map, key, 1);
        withoutEntry(map, key);
        expect(JSON.stringify(map)).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  it("is the same again when it comes back from a snapshot", () => {
    const map = Array.from({ length: 1_000 }, (_, index) => index).reduce(
      (all, index) => withEntry(all, `${(index * 7_919) % 1_000}`, index),
      emptyMap as SortedMap<number>,
    );
    const again: SortedMap<number> = JSON.parse(JSON.stringify(map));
    expect(again).toEqual(map);
    expect(withEntry(again, "5x", 1).size).toBe(1_001);
  });

  it("keeps its chunks full when keys come in order, and none empty when they go", () => {
    const ordered = Array.from({ length: 6_400 }, (_, index) => String(index).padStart(5, "0"));
    const map = ordered.reduce((all, key) => withEntry(all, key, 1), emptyMap as SortedMap<number>);
    expect(map.chunks.length).toBe(100);
    expect(ordered.reduce((all, key) => withoutEntry(all, key), map)).toEqual(emptyMap);
  });
});
