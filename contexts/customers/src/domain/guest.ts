import type { OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { type Decider, type Decision, nothingToDo } from "@waybill/kernel/decider";
import { stepOf } from "@waybill/kernel/life";
import type { GuestEvent } from "./guest-events.ts";
import { type GuestStatus, guestLife } from "./guest-life.ts";

/** The guest of one order, as far as erasing them goes. Who they are is in the order, sealed under the order's id. */
export type Guest = {
  readonly status: GuestStatus;
  /** How often an erasure was started. */
  readonly erasures: number;
};

/** `attempt` is that of the erasure that was started; one that is over has no say. */
export type GuestCommand = { readonly at: Instant } & (
  | { readonly type: "StartGuestErasure" }
  | { readonly type: "AbandonGuestErasure"; readonly attempt: number; readonly orders: readonly OrderId[] }
  /** The key is gone: it was dropped before this is said. */
  | { readonly type: "CompleteGuestErasure"; readonly attempt: number }
);

/** Why a guest's record does not do what it was asked. */
export type GuestRefusal =
  | { readonly code: `GuestIs${GuestStatus}` }
  /** Another process has ended it, and a later one is under way. */
  | { readonly code: "AttemptIsOver"; readonly attempt: number };

type GuestDecision = Decision<GuestEvent, GuestRefusal>;

const step: (guest: Guest, event: GuestEvent, ...objections: readonly (GuestRefusal | null)[]) => GuestDecision = stepOf(
  "Guest",
  guestLife,
);

const decide = (command: GuestCommand, guest: Guest): GuestDecision => {
  const { at } = command;
  switch (command.type) {
    case "StartGuestErasure":
      // Who is erased already has what they asked for.
      return guest.status === "Erased" ? nothingToDo : step(guest, { type: "GuestErasureStarted", attempt: guest.erasures + 1, at });
    case "AbandonGuestErasure": {
      const { attempt } = command;
      const orders = command.orders.map((orderId) => orderId);
      return step(guest, { type: "GuestErasureAbandoned", attempt, orders, at }, attemptIsOver(guest, attempt));
    }
    case "CompleteGuestErasure":
      return step(guest, { type: "GuestErased", attempt: command.attempt, at }, attemptIsOver(guest, command.attempt));
  }
};

const attemptIsOver = ({ status, erasures }: Guest, attempt: number): GuestRefusal | null =>
  status === "Erasing" && erasures !== attempt ? { code: "AttemptIsOver", attempt } : null;

const evolve = (guest: Guest, event: GuestEvent): Guest => {
  switch (event.type) {
    case "GuestErasureStarted":
      return { status: "Erasing", erasures: event.attempt };
    case "GuestErasureAbandoned":
      return { ...guest, status: "Kept" };
    case "GuestErased":
      return { ...guest, status: "Erased" };
  }
};

/** The whole life of a guest's record, pure. */
export const guestDecider: Decider<GuestCommand, Guest, GuestEvent, GuestRefusal> = {
  initial: { status: "Kept", erasures: 0 },
  decide,
  evolve,
};
