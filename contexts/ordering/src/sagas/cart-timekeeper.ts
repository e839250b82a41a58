import type { Aggregate } from "@waybill/kernel/aggregate";
import { instant } from "@waybill/kernel/clock";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import type { Refusal } from "@waybill/kernel/decider";
import { type AggregateTimers, aggregateTimekeeper, type Timekeeper } from "@waybill/kernel/timekeeper";
import type { TimerEvent } from "@waybill/kernel/timer";
import type { CartCommand } from "../domain/cart-commands.ts";
import { cartDeadlines } from "../domain/cart-deadlines.ts";
import type { CartEvent } from "../domain/cart-events.ts";

/** Lets carts go that nobody has touched for long. */
export const cartTimekeeper = (
  aggregate: Pick<Aggregate<never, never, CartEvent>, "type" | "upcasters">,
  handler: Pick<CommandHandler<CartCommand, unknown, unknown, Refusal>, "handle">,
): Timekeeper => aggregateTimekeeper({ aggregate, handler, ...cartTimers });

export const cartTimers: Pick<AggregateTimers<CartCommand, CartEvent>, "commandOf" | "timerEventOf"> = {
  timerEventOf: (event): TimerEvent => {
    switch (event.type) {
      case "CheckoutStarted":
      case "CheckoutCompleted":
      case "CartExpired":
      case "CartMerged":
        return { type: "TimerDropped", timer: "leftAlone" };
      case "CartOpened":
      case "ItemAdded":
      case "ItemQuantityChanged":
      case "ItemRemoved":
      case "ItemsTakenOver":
      case "DiscountAdded":
      case "DiscountRemoved":
      case "CustomerAssigned":
      case "CartRepriced":
      case "CartReopened":
        return { type: "TimerSet", timer: "leftAlone", due: { dueAt: instant(event.at + (cartDeadlines.Open?.afterMs ?? 0)) } };
    }
  },
  // The instant at which it was due, by the clock that keeps timers: the cart compares it with its own last change.
  commandOf: ({ dueAt }) => ({ type: "ExpireCart", at: instant(dueAt) }),
};
