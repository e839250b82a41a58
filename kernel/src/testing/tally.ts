import type { Aggregate } from "../aggregate.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type CommandHandler, type CommandPipeline, createCommandHandler } from "../command-handler.ts";
import type { CommandContext } from "../command-identity.ts";
import { createCommitter } from "../committer.ts";
import { accept, nothingToDo, reject } from "../decider.ts";
import type { EventLog } from "../event-log.ts";
import { newUuid } from "../id.ts";
import { noMetrics } from "../telemetry.ts";

/** The smallest aggregate that can accept, refuse and find nothing to do, each because of what happened before. */
export type TallyCommand =
  | { readonly type: "OpenTally"; readonly most: number }
  | { readonly type: "AddToTally"; readonly amount: number; readonly note?: string }
  | { readonly type: "CloseTally" };
export type TallyEvent =
  | { readonly type: "TallyOpened"; readonly most: number }
  | { readonly type: "TallyGrown"; readonly amount: number; readonly note?: string }
  | { readonly type: "TallyClosed" };
export interface Tally {
  readonly status: "Absent" | "Open" | "Closed";
  readonly total: number;
  readonly most: number;
}
export type TallyRefusal =
  | { readonly code: "TallyIsAbsent" | "TallyIsClosed"; readonly note?: string }
  | { readonly code: "TallyIsFull"; readonly total: number };

export const tally: Aggregate<TallyCommand, Tally, TallyEvent, TallyRefusal> = {
  type: "tally",
  decider: {
    initial: { status: "Absent", total: 0, most: 0 },
    decide: (command, { status, total, most }) => {
      switch (command.type) {
        case "OpenTally":
          if (status === "Closed") return reject({ code: "TallyIsClosed" });
          return status === "Open" ? nothingToDo : accept({ type: "TallyOpened", most: command.most });
        case "AddToTally": {
          const { amount, note } = command;
          const noted = note === undefined ? {} : { note };
          if (status !== "Open") return reject({ code: `TallyIs${status}`, ...noted });
          if (amount === 0) return nothingToDo;
          return total + amount > most ? reject({ code: "TallyIsFull", total }) : accept({ type: "TallyGrown", amount, ...noted });
        }
        case "CloseTally":
          if (status === "Absent") return reject({ code: "TallyIsAbsent" });
          return status === "Closed" ? nothingToDo : accept({ type: "TallyClosed" });
      }
    },
    evolve: (state, event) => {
      switch (event.type) {
        case "TallyOpened":
          return { status: "Open", total: 0, most: event.most };
        case "TallyGrown":
          return { ...state, total: state.total + event.amount };
        case "TallyClosed":
          return { ...state, status: "Closed" };
      }
    },
  },
};

export const open = (most = 1_000_000): TallyCommand => ({ type: "OpenTally", most });
export const add = (amount = 1, note?: string): TallyCommand => ({ type: "AddToTally", amount, ...(note === undefined ? {} : { note }) });
export const close: TallyCommand = { type: "CloseTally" };

export type TallyHandler = CommandHandler<TallyCommand, Tally, TallyEvent, TallyRefusal>;
export type TallyAnswer = Awaited<ReturnType<TallyHandler["handle"]>>;

/** One process that handles tallies: a committer and a cache of its own. */
export const tallyProcess = (
  log: EventLog,
  more: Partial<CommandPipeline> & { readonly aggregate?: typeof tally; readonly clock?: Clock } = {},
): TallyHandler & { readonly pipeline: CommandPipeline } => {
  const { aggregate = tally, ...parts } = more;
  const pipeline: CommandPipeline = {
    log,
    committer: createCommitter(log),
    clock: systemClock,
    metrics: noMetrics,
    admission: { inFlight: 0 },
    ...parts,
  };
  return { ...createCommandHandler(pipeline, aggregate), pipeline };
};

/** A caller without a key, or with one when `commandId` is given. */
export const from = (context: Partial<CommandContext> = {}): CommandContext => ({ merchant: "default", ...context });

/** A caller with a key of its own. */
export const keyed = (context: Partial<CommandContext> = {}): CommandContext =>
  from({ commandId: newUuid(), request: "the same", ...context });
