/** Everything that a simulation leaves to chance, from one seed: the same seed, the same dice. */
export interface Chance {
  /** At least 0 and less than 1. */
  next(): number;
  /** A whole number of at least 0 and less than `count`. */
  below(count: number): number;
  /** A number between, both as likely as any other. */
  between(from: number, to: number): number;
  happens(probability: number): boolean;
  /** @throws RangeError when there is nothing to choose from. */
  oneOf<T>(things: readonly T[]): T;
  /** Dice of their own for somebody: how often one of them throws, changes nothing for the others. */
  fork(name: string): Chance;
}

/** SplitMix32 (Steele, Lea and Flood 2014, with the constants of MurmurHash3): not for secrets. */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    between: (from, to) => from + next() * (to - from),
    happens: (probability) => next() < probability,
    oneOf: (things) => {
      const thing = things[below(things.length)];
      if (thing === undefined) throw new RangeError("there is nothing to choose from");
      return thing;
    },
    fork: (name) => chanceOf([...name].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193), seed | 0)),
  };
};
