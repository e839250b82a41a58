import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { biomeFindings, compilerFindings, type Finding } from "./finding.ts";
import { floatingPromises } from "./floating-promises.ts";
import { copyHouse, type House, home } from "./house.ts";
import { habits } from "./plants/habits.ts";
import type { Plant } from "./plants/plant.ts";
import { purity } from "./plants/purity.ts";
import { promises, types } from "./plants/types.ts";
import { walls } from "./plants/walls.ts";

const linted = [...walls, ...purity, ...habits];
const plants = [...linted, ...types, promises];

/** Where a plant stands in the copied house, and where its honest counterpart. */
const redFile = (plant: Plant): string => `${plant.room}/${plant.name ?? `planted-${plants.indexOf(plant)}-red.ts`}`;
const greenFile = (plant: Plant): string => `${plant.room}/planted-${plants.indexOf(plant)}-green.ts`;

let house: House;
let linter: readonly Finding[];
let compiler: readonly Finding[];
let floating: readonly Finding[];

// Everything is planted at once: one run of each tool is what takes the time.
beforeAll(() => {
  house = copyHouse();
  for (const plant of plants) {
    house.plant(redFile(plant), plant.red);
    house.plant(greenFile(plant), plant.green);
    if (plant.beside !== undefined) house.plant(`${plant.room}/${plant.beside.name}`, plant.beside.text);
  }
  linter = biomeFindings(
    house.root,
    [...linted, promises].flatMap((plant) => [redFile(plant), greenFile(plant)]),
  );
  // The house's own settings, for the planted files and what they import: an error elsewhere must not hide theirs.
  const planted = "tsconfig.planted.json";
  house.plant(
    planted,
    JSON.stringify({ extends: "./tsconfig.json", include: plants.flatMap((plant) => [redFile(plant), greenFile(plant)]) }),
  );
  compiler = compilerFindings(house.root, planted);
  floating = floatingPromises(house.root, planted);
});

afterAll(() => house[Symbol.dispose]());

const reasonsAgainst = (file: string, findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((finding) => finding.file === file);

/** Refused, and for the stated reasons only. */
const expectRed = (plant: Plant, findings: readonly Finding[]): void => {
  const reasons = reasonsAgainst(redFile(plant), findings);
  expect(reasons).not.toEqual([]);
  for (const { rule, message } of reasons) {
    const isStated = [plant.because].flat().some((reason) => reason.rule === rule && message.includes(reason.says));
    expect(isStated, `${rule}: ${message}`).toBe(true);
  }
};

describe("the house, by its linter,", () => {
  it.each(linted)("has no $wall", (plant) => {
    expectRed(plant, linter);
    expect(reasonsAgainst(greenFile(plant), linter)).toEqual([]);
  });
});

describe("the house, by its compiler,", () => {
  it.each(types)("has no $wall", (plant) => {
    expectRed(plant, compiler);
    expect(reasonsAgainst(greenFile(plant), compiler)).toEqual([]);
  });
});

describe("the house, by its compiler's types,", () => {
  it("has no promise that nobody waits for", () => {
    expect(reasonsAgainst(redFile(promises), floating)).toHaveLength(4);
    expect(reasonsAgainst(greenFile(promises), floating)).toEqual([]);
    expect(reasonsAgainst(greenFile(promises), compiler)).toEqual([]);
  });

  it("has such a promise shown in the editor where the linter knows the type", () => {
    const shown = reasonsAgainst(redFile(promises), linter).map(({ rule }) => rule);
    expect(shown).toEqual(["lint/nursery/noFloatingPromises", "lint/nursery/noFloatingPromises"]);
  });

  it("drops none itself", () => {
    expect(floatingPromises(home, "tsconfig.json")).toEqual([]);
  });
});
