import { describe } from "vitest";
import { itJustifiesItsAnswers } from "./command-handling/justification.ts";
import { itAnswers } from "./command-handling/outcomes.ts";
import { itWorksInManyProcesses } from "./command-handling/processes.ts";
import type { MakeLog } from "./event-log/sample.ts";

/** What whoever sends commands may rely on, whatever log they are recorded in. */
export const describeCommandHandling = (name: string, makeLog: MakeLog): void => {
  describe(`command handling (log ${name})`, () => {
    describe("a caller", () => itAnswers(makeLog));
    describe("a process among several", () => itWorksInManyProcesses(makeLog));
    describe("an answer", () => itJustifiesItsAnswers(makeLog));
  });
};
