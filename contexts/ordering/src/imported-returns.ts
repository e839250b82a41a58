import type { Aggregate } from "@waybill/kernel/aggregate";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { streamName } from "@waybill/kernel/event-log";
import { readState } from "@waybill/kernel/state-cache";
import { type ImportedReturn, type ImportReturn, importedReturnDecider, type ReturnImported } from "./domain/imported-return.ts";
import type { OrderingPorts } from "./http/ports.ts";

/** How the kernel keeps what is told of returns elsewhere. */
const importedReturnAggregate: Aggregate<ImportReturn, ImportedReturn, ReturnImported, never> = {
  type: "imported-return",
  decider: importedReturnDecider,
};

/** Takes returns from elsewhere in, and tells what was said of one first. */
export const keepingImportedReturns = (pipeline: CommandPipeline): Pick<OrderingPorts, "importedReturns" | "readImportedReturn"> => ({
  importedReturns: createCommandHandler(pipeline, importedReturnAggregate),
  readImportedReturn: async (merchant, returnId) => {
    const stream = streamName(merchant, importedReturnAggregate.type, returnId);
    return (await readState(pipeline.log, importedReturnAggregate, stream)).state;
  },
});
