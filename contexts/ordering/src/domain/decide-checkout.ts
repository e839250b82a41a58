import { accept, nothingToDo, reject } from "@waybill/kernel/decider";
import type { OpenedCart } from "./cart.ts";
import type { CheckoutCommand, StartCheckout } from "./cart-commands.ts";
import { cartQuote } from "./cart-quote.ts";
import { checkoutIsOver, noMethodReference, pricesHaveChanged } from "./cart-rules.ts";
import { type CartDecision, step } from "./cart-step.ts";
import { badReason } from "./order-rules.ts";

export const decideCheckout = (command: CheckoutCommand, cart: OpenedCart): CartDecision => {
  switch (command.type) {
    case "StartCheckout":
      return startCheckout(command, cart);
    case "CompleteCheckout": {
      const { orderId, at } = command;
      const objection = checkoutIsOver(cart, orderId);
      return objection ? reject(objection) : step(cart, { type: "CheckoutCompleted", orderId, at });
    }
    case "ReopenCart": {
      const { orderId, reason, at } = command;
      return step(cart, { type: "CartReopened", orderId, reason, at }, checkoutIsOver(cart, orderId), badReason(reason));
    }
  }
};

const startCheckout = (command: StartCheckout, cart: OpenedCart): CartDecision => {
  const { attempt, orderId, at } = command;
  // One intent, one order: who checks out again means the order that is on its way, or has come through.
  if (cart.status === "CheckingOut" || cart.status === "CheckedOut") return nothingToDo;
  if (cart.status !== "Open") return reject({ code: `CartIs${cart.status}` });
  // The order's id was derived from an attempt that somebody else has made and ended meanwhile.
  if (attempt !== cart.attempts + 1) return reject({ code: "AttemptIsOver", attempt });
  if (cart.items.length === 0) return reject({ code: "CartIsEmpty" });
  const objection = pricesHaveChanged(cart, command.prices, at) ?? noMethodReference(command.paymentMethod);
  if (objection) return reject(objection);
  const quoted = cartQuote(cart, command.taxes);
  if (quoted.kind === "refused") return quoted;
  const { quote } = quoted;
  return accept({
    type: "CheckoutStarted",
    attempt,
    orderId,
    customerId: cart.customerId,
    quote,
    payments: [{ method: command.paymentMethod, amount: quote.totals.grand }],
    allowPartial: command.allowPartial,
    delivery: command.delivery,
    contact: command.contact,
    address: command.address,
    note: command.note,
    at,
  });
};
