import { describe } from "vitest";
import { itAppends } from "./event-log/appending.ts";
import { itChains } from "./event-log/chains.ts";
import { itKeepsEverything } from "./event-log/fidelity.ts";
import { itFollowsItsModel } from "./event-log/model.ts";
import { itKeepsSnapshots, itReads } from "./event-log/reading.ts";
import { itRemembersCommands } from "./event-log/receipts.ts";
import type { MakeLog } from "./event-log/sample.ts";
import { itStandsOnOthers } from "./event-log/standing.ts";

/** What every event log promises, whatever it stands on. */
export const describeEventLog = (name: string, makeLog: MakeLog): void => {
  describe(`an event log (${name})`, () => {
    describe("an append", () => itAppends(makeLog));
    describe("a chain of commands on one stream", () => itChains(makeLog));
    describe("a command that stands on another one", () => itStandsOnOthers(makeLog));
    describe("a receipt", () => itRemembersCommands(makeLog));
    describe("what is recorded", () => itKeepsEverything(makeLog));
    describe("a reader", () => itReads(makeLog));
    describe("a snapshot", () => itKeepsSnapshots(makeLog));
    describe("any sequence of batches", () => itFollowsItsModel(makeLog));
  });
};
