import { LocationId } from "@waybill/contracts/vocabulary";
import { fold } from "@waybill/kernel/decider";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import { at, east, later, main, west } from "../testing/stock-samples.ts";
import { inventoryLimits } from "./limits.ts";
import { locationsInOrder, type SourcingEvent, sourcingDecider } from "./sourcing.ts";

const { given } = scenariosOf(sourcingDecider);
const added = (location: LocationId): SourcingEvent => ({ type: "LocationAdded", location, at });
const prioritised = (location: LocationId, priority: number): SourcingEvent => ({ type: "LocationPrioritised", location, priority, at });

describe("where an article lies", () => {
  it("is said once for each location", () => {
    given().when({ type: "AddLocation", location: east, at }).records(added(east));
    given(added(east)).when({ type: "AddLocation", location: east, at: later }).recordsNothing();
    given(prioritised(east, 1)).when({ type: "AddLocation", location: east, at: later }).recordsNothing();
  });
  it("may have an order, which is said once as well", () => {
    given(added(east)).when({ type: "SetPriority", location: east, priority: 1, at }).records(prioritised(east, 1));
    given(prioritised(east, 1)).when({ type: "SetPriority", location: east, priority: 1, at: later }).recordsNothing();
    given(added(east)).when({ type: "SetPriority", location: east, priority: inventoryLimits.usualPriority, at }).recordsNothing();
    given(prioritised(east, 1))
      .when({ type: "SetPriority", location: east, priority: inventoryLimits.usualPriority, at })
      .records(prioritised(east, inventoryLimits.usualPriority));
  });
  it("has limits", () => {
    const many = Array.from({ length: inventoryLimits.locationsOfArticle }, (_, index) => added(LocationId.parse(`depot-${index}`)!));
    given(many).when({ type: "AddLocation", location: east, at }).isRejected({ code: "ArticleHasTooManyLocations" });
    given(many).when({ type: "SetPriority", location: many[0]!.location, priority: 0, at }).records(prioritised(many[0]!.location, 0));
    given(many.slice(1)).when({ type: "AddLocation", location: east, at }).records(added(east));
    for (const priority of [-1, 0.5, inventoryLimits.priorityMost + 1])
      given(added(east)).when({ type: "SetPriority", location: east, priority, at }).isRejected({ code: "PriorityIsOutOfRange" });
    given(added(east))
      .when({ type: "SetPriority", location: east, priority: inventoryLimits.priorityMost, at })
      .records(prioritised(east, inventoryLimits.priorityMost));
  });
});

describe("the rule of sourcing", () => {
  const orderOf = (...events: readonly SourcingEvent[]) => locationsInOrder(fold(sourcingDecider, events));

  it("asks the default location first, then by priority, those alike by name", () => {
    expect(orderOf(added(west), added(east), added(main))).toEqual([main, east, west]);
    expect(orderOf(added(east), added(west), prioritised(west, 1))).toEqual([west, east]);
    expect(orderOf(added(east), prioritised(main, 900), prioritised(west, 1))).toEqual([main, west, east]);
  });
});
