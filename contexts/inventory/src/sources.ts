import { type LocationId, type MerchantId, type Sku, skuSegment } from "@waybill/contracts/vocabulary";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import type { CommandOutcome } from "@waybill/kernel/command-outcome";

import { streamName } from "@waybill/kernel/event-log";
import { mustHold } from "@waybill/kernel/saga-at-work";
import { readState } from "@waybill/kernel/state-cache";
import { sourcingAggregate } from "./aggregates.ts";
import { locationsInOrder, type Place, type Sourcing, type SourcingEvent, type SourcingRefusal } from "./domain/sourcing.ts";
import { sharingLookUps } from "./sharing-look-ups.ts";

/** Where articles lie, and how that is said. */
export interface ArticleSources {
  placesOf(merchant: MerchantId, sku: Sku): Promise<readonly Place[]>;
  /** The locations of an article, in the order in which they are asked for it. */
  locationsOf(merchant: MerchantId, sku: Sku): Promise<readonly LocationId[]>;
  /** The article may lie there from now on. @throws StoreUnavailable when it is to be said again later; Error when it may not. */
  add(merchant: MerchantId, sku: Sku, location: LocationId): Promise<void>;
  /** The same by somebody who is answered; with a priority when it is given. */
  put(merchant: MerchantId, sku: Sku, place: PutPlace): Promise<CommandOutcome<Sourcing, SourcingEvent, SourcingRefusal>>;
}

export interface PutPlace {
  readonly location: LocationId;
  readonly priority: number | null;
  readonly actor?: string;
}

export const createSources = (pipeline: CommandPipeline): ArticleSources => {
  const { log, clock } = pipeline;
  const handler = createCommandHandler(pipeline, sourcingAggregate);
  const read = sharingLookUps(async (stream: ReturnType<typeof streamName>) => (await readState(log, sourcingAggregate, stream)).state);
  const sourcingOf = (merchant: MerchantId, sku: Sku) => read(streamName(merchant, sourcingAggregate.type, skuSegment(sku)));
  const put: ArticleSources["put"] = (merchant, sku, { location, priority, actor }) => {
    const at = clock.now();
    const command =
      priority === null ? ({ type: "AddLocation", location, at } as const) : ({ type: "SetPriority", location, priority, at } as const);
    return handler.handle(skuSegment(sku), command, { merchant, ...(actor === undefined ? {} : { actor }) });
  };
  return {
    placesOf: async (merchant, sku) => (await sourcingOf(merchant, sku)).places,
    locationsOf: async (merchant, sku) => locationsInOrder(await sourcingOf(merchant, sku)),
    put,
    add: async (merchant, sku, location) => {
      const outcome = mustHold(await put(merchant, sku, { location, priority: null }), `where ${sku} lies`);
      if (outcome.kind === "refused") throw new Error(`${sku} cannot lie at ${location}: ${outcome.refusal.code}`);
    },
  };
};
