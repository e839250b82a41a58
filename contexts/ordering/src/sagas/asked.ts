import type { AskTarget } from "@waybill/kernel/ask";
import type { CommandContext } from "@waybill/kernel/command-identity";
import type { CommandOutcome } from "@waybill/kernel/command-outcome";
import type { Refusal } from "@waybill/kernel/decider";
import type { CartCommand } from "../domain/cart-commands.ts";
import type { OrderCommand } from "../domain/order-commands.ts";

type Carried = Promise<CommandOutcome<unknown, unknown, Refusal>>;

/** Whoever does what ordering's sagas ask of ordering itself. */
export interface AskedOrdering {
  readonly orders: { handle(orderId: string, command: OrderCommand, context: CommandContext): Carried };
  readonly carts: { handle(cartId: string, command: CartCommand, context: CommandContext): Carried };
  /** Places the order that a cart has noted, if nobody did. */
  placeNotedOrder(cartId: string, context: CommandContext): Carried;
}

/** What ordering may be asked, under its published name: commands of an order, of a cart, and to finish a checkout. */
export const askedOrdering = (context: string, { orders, carts, placeNotedOrder }: AskedOrdering): AskTarget => ({
  context,
  carryOut: async ({ aggregate, id, command }, commandContext) => {
    switch (aggregate) {
      case "order":
        return orders.handle(id, orderCommand(command), commandContext);
      case "cart":
        return carts.handle(id, cartCommand(command), commandContext);
      case "checkout":
        return placeNotedOrder(id, commandContext);
      default:
        throw new Error(`ordering has no ${aggregate} to ask`);
    }
  },
});

/** Only ordering's own sagas ask, and they ask for commands of its own. */
const orderCommand = (command: unknown): OrderCommand => command as OrderCommand;
const cartCommand = (command: unknown): CartCommand => command as CartCommand;
