import type { Aggregate } from "../aggregate.ts";
import type { AskTarget } from "../ask.ts";
import type { JsonObject } from "../brand.ts";
import { type CommandPipeline, createCommandHandler } from "../command-handler.ts";
import { accept, nothingToDo, reject } from "../decider.ts";
import type { AddressedCommand } from "../saga.ts";

/** What the example saga asks: something that is done, and undone. */
type Doing = JsonObject & { readonly type: string };
type Done = { readonly type: "Done" | "Undone" };
type DoingState = "Undecided" | "Done" | "Undone";
type DoingRefusal = { readonly code: "AlreadyUndone" | "NotWanted" };

/**
 * Done once, undone once. Undone before it was done leaves a tombstone: what comes too late is refused, however late. For the sake
 * of tests, what concerns something whose name ends with `refused` is refused.
 */
const doing = (type: string, undo: string): Aggregate<Doing, DoingState, Done, DoingRefusal> => ({
  type,
  decider: {
    initial: "Undecided",
    decide: (command, state) => {
      if (command.type === undo) return state === "Undone" ? nothingToDo : accept({ type: "Undone" });
      if (state === "Undone") return reject({ code: "AlreadyUndone" });
      if (isRefused(command)) return reject({ code: "NotWanted" });
      return state === "Done" ? nothingToDo : accept({ type: "Done" });
    },
    evolve: (_, event) => event.type,
  },
});

const isRefused = (command: Doing): boolean => Object.values(command).some((value) => String(value).endsWith("refused"));

/** The store, which holds kits, as one process has it at hand. */
export const storeTarget = (pipeline: CommandPipeline): AskTarget => targetOf("store", pipeline, doing("hold", "ReleaseKit"));

/** The desk, which records loans. */
export const deskTarget = (pipeline: CommandPipeline): AskTarget => targetOf("desk", pipeline, doing("loan", "StrikeLoan"));

const targetOf = (context: string, pipeline: CommandPipeline, aggregate: ReturnType<typeof doing>): AskTarget => {
  const handler = createCommandHandler(pipeline, aggregate);
  return {
    context,
    carryOut: async (asked: AddressedCommand, commandContext) => {
      if (asked.aggregate !== aggregate.type) throw new Error(`${context} has no ${asked.aggregate}`);
      return handler.handle(asked.id, asked.command, commandContext);
    },
  };
};
