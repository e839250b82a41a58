import type { Inspected } from "../city/inspection.ts";
import type { Finding } from "./books.ts";

/** What is read is what the events say. */
export const checkReadModels = (inspected: readonly Inspected[]): readonly Finding[] =>
  inspected
    .filter(({ before, after }) => before !== after)
    .map(({ list, before, after }) => ({
      promise: "what is read equals what is built anew",
      text: `${list} was ${before.slice(differenceOf(before, after))} and is ${after.slice(differenceOf(before, after))}`.slice(0, 1_000),
      about: list,
    }));

/** A little before the first character that differs. */
const differenceOf = (one: string, other: string): number => Math.max(0, [...one].findIndex((letter, at) => letter !== other[at]) - 100);
