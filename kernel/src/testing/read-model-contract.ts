import { describe } from "vitest";
import type { MakeProcesses } from "./following-sample.ts";
import { itIsCalledOff } from "./read-model/calling-off.ts";
import { itFollows } from "./read-model/following.ts";
import { itParks } from "./read-model/parking.ts";
import { itIsBuiltAnew } from "./read-model/rebuilding.ts";
import { itKeepsRows } from "./read-model/rows.ts";
import { itRemembersWhatWasSkipped } from "./read-model/skipping.ts";
import { itStopsLoudly } from "./read-model/stopping.ts";
import { itWaitsForPositions } from "./read-model/waiting.ts";

/** What every read model promises, whatever it stands on. */
export const describeReadModels = (name: string, make: MakeProcesses): void => {
  describe(`a read model (${name})`, () => {
    describe("its rows", () => itKeepsRows(make));
    describe("following the log", () => itFollows(make));
    describe("what it cannot handle", () => itStopsLoudly(make));
    describe("what it parks", () => itParks(make));
    describe("built anew", () => itIsBuiltAnew(make));
    describe("built anew, and called off", () => itIsCalledOff(make));
    describe("what was skipped, in rows that are built anew", () => itRemembersWhatWasSkipped(make));
    describe("whoever waits for a position", () => itWaitsForPositions(make));
  });
};
