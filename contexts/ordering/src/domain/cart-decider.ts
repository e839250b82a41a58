import { accept, type Decider, nothingToDo, reject } from "@waybill/kernel/decider";
import { type Cart, evolve, notOpened } from "./cart.ts";
import type { CartCommand, OpenCart } from "./cart-commands.ts";
import { cartDeadlineOf } from "./cart-deadlines.ts";
import type { CartEvent } from "./cart-events.ts";
import type { CartRefusal } from "./cart-rules.ts";
import { type CartDecision, step } from "./cart-step.ts";
import { decideCheckout } from "./decide-checkout.ts";
import { decideEditing } from "./decide-editing.ts";

const decide = (command: CartCommand, cart: Cart): CartDecision => {
  switch (command.type) {
    case "OpenCart":
      return openCart(command, cart);
    case "AddItem":
    case "ChangeQuantity":
    case "RemoveItem":
    case "AddDiscount":
    case "RemoveDiscount":
    case "AssignCustomer":
    case "RepriceCart":
    case "TakeOverItems":
    case "MergeCart":
      return cart.status === "NotOpened" ? neverOpened : decideEditing(command, cart);
    case "StartCheckout":
    case "CompleteCheckout":
    case "ReopenCart":
      return cart.status === "NotOpened" ? neverOpened : decideCheckout(command, cart);
    case "ExpireCart": {
      if (cart.status === "NotOpened") return neverOpened;
      // The timer of a cart that was changed since, or is not open any more, finds nothing to do.
      const deadline = cartDeadlineOf(cart);
      if (cart.status !== "Open" || deadline === null || command.at < deadline.at) return nothingToDo;
      return step(cart, { type: "CartExpired", at: command.at });
    }
  }
};

const openCart = ({ cartId, merchantId, customerId, currency, at }: OpenCart, cart: Cart): CartDecision => {
  // The cart's id is derived from the request's key: who meets a cart here asks again for this very one.
  if (cart.status !== "NotOpened") return nothingToDo;
  return accept({ type: "CartOpened", cartId, merchantId, customerId, currency, at });
};

const neverOpened: CartDecision = reject({ code: "CartIsNotOpened" });

/** The whole life of a cart, pure. */
export const cartDecider: Decider<CartCommand, Cart, CartEvent, CartRefusal> = { initial: notOpened, decide, evolve };
