import type { Aggregate } from "@waybill/kernel/aggregate";
import { type Guest, type GuestCommand, type GuestRefusal, guestDecider } from "./domain/guest.ts";
import type { GuestEvent } from "./domain/guest-events.ts";

/** How the kernel keeps what became of the guests of orders; their ids are the orders'. */
export const guestAggregate: Aggregate<GuestCommand, Guest, GuestEvent, GuestRefusal> = { type: "guest", decider: guestDecider };
