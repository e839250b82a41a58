import type { Life } from "@waybill/kernel/life";
import type { GuestEvent } from "./guest-events.ts";

/** Whether what an order says of its guest can still be read. Until somebody wants it erased, nothing is recorded here. */
export type GuestStatus =
  | "Kept"
  /** Locked while it is found out whether the key may go, and while it goes. */
  | "Erasing"
  | "Erased";

export const guestLife: Life<GuestStatus, GuestEvent["type"]> = {
  Kept: { GuestErasureStarted: "Erasing" },
  Erasing: { GuestErasureAbandoned: "Kept", GuestErased: "Erased" },
  Erased: {},
};
