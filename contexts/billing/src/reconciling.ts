import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import type { PaymentProvider } from "./providers/provider.ts";
import type { PaymentMovementQueries, SimulatedMovementQueries } from "./read-models/movement-queries.ts";
import { comparingBooks, readingReconciliations, reconciliationAggregate } from "./reconciliations.ts";
import { reconciliationTimekeeper, reconcilingDays } from "./sagas/reconciling-days.ts";

/** Ours, and the simulated bank's. */
export interface BothBooks {
  readonly ours: PaymentMovementQueries;
  readonly simulated: SimulatedMovementQueries;
  /** Resolves when both show everything that is recorded. @throws StoreUnavailable when that takes too long. */
  readonly areComplete: () => Promise<void>;
}

export interface ReconcilingOn {
  readonly pipeline: CommandPipeline;
  readonly books: BothBooks;
  /** Name → provider. */
  readonly providers: ReadonlyMap<string, PaymentProvider>;
}

/** How books are compared: now, for whoever asks; and by itself, each day once. */
export const reconcilingOn = ({ pipeline, books, providers }: ReconcilingOn) => {
  const { log, clock } = pipeline;
  const reconciliations = createCommandHandler(pipeline, reconciliationAggregate);
  const compareBooks = comparingBooks({
    movements: books.ours,
    providerMovements: async (name, merchant, span) => (await providers.get(name)?.movements(merchant, span)) ?? null,
  });
  return {
    compareBooks,
    readReconciliation: readingReconciliations(log),
    timekeeper: reconciliationTimekeeper(reconciliations, clock),
    doing: reconcilingDays({ reconciliations, compareBooks, booksAreComplete: books.areComplete, clock }),
  };
};
