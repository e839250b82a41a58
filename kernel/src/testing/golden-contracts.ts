import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../brand.ts";
import { type Contract, versionName } from "../integration-event.ts";
import { growthOf, withoutWords } from "./schema-growth.ts";

/** One version of a contract as it was frozen, in a file called after it. */
export interface Golden {
  readonly context: string;
  readonly name: string;
  readonly version: number;
  /** Without the words about it. */
  readonly schema: JsonObject;
  readonly example: JsonObject;
}

export const goldenOf = ({ context, name, version, schema, example }: Contract): Golden => ({
  context,
  name,
  version,
  schema: withoutWords(schema),
  example,
});

/** What became of a contract since it was frozen: `broken` must be empty, or it needs a new version. */
export const judge = (golden: Golden, contract: Contract): { readonly grown: readonly string[]; readonly broken: readonly string[] } => {
  const { grown, broken } = growthOf(golden.schema, contract.schema);
  const isSameName = golden.context === contract.context && golden.name === contract.name && golden.version === contract.version;
  const keepsExample = grown.length > 0 ? holds(contract.example, golden.example) : isDeepStrictEqual(contract.example, golden.example);
  return {
    grown,
    broken: [
      ...broken,
      ...(isSameName ? [] : ["its name is another"]),
      ...(keepsExample ? [] : ["its example is another"]),
      ...(contract.accepts(golden.example) ? [] : ["its frozen example is no longer accepted"]),
      ...closedPlaces(contract.schema).map((path) => `${path || "/"} is closed to fields that come later`),
    ],
  };
};

/**
 * Holds contracts to the files in a folder, one for each version: `ThingMended.v1.json`. A version never changes, but for
 * optional fields that are added. With UPDATE_GENERATED=1 in the environment new versions and new optional fields are written
 * down; with CI=true all of them must have been, for only what is written down is held. (`npm run format` puts the files in form.)
 */
export const describeGolden = (folder: URL, contracts: readonly Contract[]): void => {
  const fileOf = (contract: Contract): string => `${versionName(contract)}.json`;
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

  describe("the published language", () => {
    it("has each version once", () => {
      expect(contracts.map(versionName).filter((name, index, names) => names.indexOf(name) !== index)).toEqual([]);
    });

    it("has every version that was ever frozen", () => {
      expect(files.filter((file) => !contracts.some((contract) => fileOf(contract) === file))).toEqual([]);
    });

    it.each(contracts.map((contract) => [versionName(contract), contract] as const))("keeps %s as it was frozen", (_, contract) => {
      const file = new URL(fileOf(contract), folder);
      const golden: Golden | null = files.includes(fileOf(contract)) ? JSON.parse(readFileSync(file, "utf8")) : null;
      const isUpdating = process.env.UPDATE_GENERATED === "1" && !isDeepStrictEqual(golden, goldenOf(contract));
      expect(faultsOf(contract, golden, isUpdating ? "written" : process.env.CI === "true" ? "required" : "awaited")).toEqual([]);
      if (isUpdating) writeFileSync(file, `${JSON.stringify(goldenOf(contract), null, 2)}\n`);
    });
  });
};

/**
 * Why a contract cannot stay as it is beside what was frozen of it. Optional fields that are new are `written` down now, or
 * `required` to have been, or may still be `awaited`.
 */
export const faultsOf = (contract: Contract, golden: Golden | null, news: "awaited" | "required" | "written"): readonly string[] => {
  const toBeWritten = `is not written down yet: run the tests with UPDATE_GENERATED=1`;
  if (golden === null) return news === "written" ? [] : [`${versionName(contract)} ${toBeWritten}`];
  const { grown, broken } = judge(golden, contract);
  if (broken.length > 0) return [`${versionName(contract)} must stay as it was, with a new version beside it`, ...broken];
  return news === "required" ? grown.map((field) => `${field} ${toBeWritten}`) : [];
};

/** Whether everything in `older` is in `newer`, in the same place. */
const holds = (newer: Json | undefined, older: Json | undefined): boolean => {
  if (Array.isArray(older)) {
    return Array.isArray(newer) && newer.length === older.length && older.every((item, index) => holds(newer[index], item));
  }
  if (isObject(older)) return isObject(newer) && Object.keys(older).every((key) => holds(newer[key], older[key]));
  return newer === older;
};

/** Where a schema lets no other fields in. */
const closedPlaces = (schema: JsonObject, path = ""): readonly string[] => [
  ...(schema.type === "object" && schema.additionalProperties !== undefined ? [path] : []),
  ...Object.entries(schema).flatMap(([key, value]) => [
    ...(isObject(value) ? closedPlaces(value, `${path}/${key}`) : []),
    ...(Array.isArray(value) ? value.flatMap((item, index) => (isObject(item) ? closedPlaces(item, `${path}/${key}/${index}`) : [])) : []),
  ]),
];

const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
