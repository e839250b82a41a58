import type { CartId, MerchantId } from "@waybill/contracts/vocabulary";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import type { Refuse } from "@waybill/kernel/refuse";
import type { Cart } from "../domain/cart.ts";
import type { CartCommand } from "../domain/cart-commands.ts";
import type { CartEvent } from "../domain/cart-events.ts";
import type { CartRefusal } from "../domain/cart-rules.ts";
import type { OrderingPorts, OrderingRequestRefusal } from "./ports.ts";

/** What the routes on carts stand on, beside what those on orders do: a checkout places one. */
export interface CartPorts extends OrderingPorts {
  readonly carts: CartHandler;
  readonly cartHistory: CartHistory;
  readonly cartTokens: CartTokens;
}

export type CartHandler = CommandHandler<
  (CartCommand | Refuse<OrderingRequestRefusal>) & IfVersion,
  Versioned<Cart>,
  CartEvent,
  CartRefusal | OrderingRequestRefusal | VersionIsStale
>;

/** The events of one cart, as they are now. */
export interface CartHistory {
  /** In order; up to a version, or all of them. Empty when the merchant has no such cart. */
  read(merchant: MerchantId, cartId: CartId, upToVersion?: number): Promise<readonly CartEvent[]>;
}

/** Opens one cart to whoever holds its token, and nothing else. */
export interface CartTokens {
  of(merchant: MerchantId, cartId: CartId): string;
  opens(merchant: MerchantId, cartId: CartId, token: string): boolean;
}
