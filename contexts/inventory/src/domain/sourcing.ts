import { LocationId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { accept, type Decider, nothingToDo, reject } from "@waybill/kernel/decider";
import { inventoryLimits } from "./limits.ts";

/** Where an article lies, and in which order its locations are asked for it. */
export type Sourcing = { readonly places: readonly Place[] };
export type Place = { readonly location: LocationId; readonly priority: number };

export type SourcingCommand = { readonly at: Instant; readonly location: LocationId } & (
  | { readonly type: "AddLocation" }
  /** The lower goes first. */
  | { readonly type: "SetPriority"; readonly priority: number }
);

// The names are storage format: an event that was renamed is an event that was lost.
export type SourcingEvent = { readonly at: Instant; readonly location: LocationId } & (
  | { readonly type: "LocationAdded" }
  | { readonly type: "LocationPrioritised"; readonly priority: number }
);

export type SourcingRefusal = { readonly code: "ArticleHasTooManyLocations" | "PriorityIsOutOfRange" };

/** One article of a merchant, wherever it lies. What there is of it is counted by stock item. */
export const sourcingDecider: Decider<SourcingCommand, Sourcing, SourcingEvent, SourcingRefusal> = {
  initial: { places: [] },
  decide: (command, { places }) => {
    const { location, at } = command;
    const place = places.find((one) => one.location === location);
    if (place === undefined && places.length >= inventoryLimits.locationsOfArticle) return reject({ code: "ArticleHasTooManyLocations" });
    switch (command.type) {
      case "AddLocation":
        return place === undefined ? accept({ type: "LocationAdded", location, at }) : nothingToDo;
      case "SetPriority": {
        const { priority } = command;
        if (!isPriority(priority)) return reject({ code: "PriorityIsOutOfRange" });
        if (priority === (place?.priority ?? inventoryLimits.usualPriority)) return nothingToDo;
        return accept({ type: "LocationPrioritised", location, priority, at });
      }
    }
  },
  evolve: ({ places }, event) => {
    const { location } = event;
    const others = places.filter((one) => one.location !== location);
    const priority = event.type === "LocationPrioritised" ? event.priority : inventoryLimits.usualPriority;
    return { places: [...others, { location, priority }] };
  },
};

const isPriority = (priority: number): boolean =>
  Number.isSafeInteger(priority) && priority >= 0 && priority <= inventoryLimits.priorityMost;

/** The rule of sourcing: the default location first, then by priority, those alike by name. */
export const locationsInOrder = ({ places }: Sourcing): readonly LocationId[] =>
  places.toSorted(whoIsAskedFirst).map(({ location }) => location);

const whoIsAskedFirst = (a: Place, b: Place): number =>
  Number(b.location === LocationId.default) - Number(a.location === LocationId.default) ||
  a.priority - b.priority ||
  (a.location < b.location ? -1 : 1);
