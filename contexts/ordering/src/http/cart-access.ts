import { type Answer, type Caller, exactly, type Incoming } from "@waybill/contracts/http";
import type { CartId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import type { Refuse } from "@waybill/kernel/refuse";
import type { CartCommand } from "../domain/cart-commands.ts";
import { cartAnswer, notOpened } from "./cart-answer.ts";
import { CartIdText } from "./cart-json.ts";
import type { CartPorts } from "./cart-ports.ts";
import { accessTokenQuery } from "./order-access.ts";
import type { OrderingRequestRefusal } from "./ports.ts";

/** The path's part of every route on one cart. */
export const cartParams = exactly({ cartId: CartIdText });

/** The query's part of what a storefront may do. */
export const cartQuery = exactly(accessTokenQuery);

/**
 * A storefront's key is public, so it opens a cart, to look and to change, only together with that cart's token; null when the
 * caller may. A wrong token is answered like a cart that does not exist.
 */
export const whyNotOpen = (
  { cartTokens }: CartPorts,
  cartId: CartId,
  { caller, accessToken }: { readonly caller: Caller; readonly accessToken: string | null },
) => {
  if (caller.role !== "storefront") return null;
  if (accessToken === null) return reject<OrderingRequestRefusal>({ code: "AccessTokenIsMissing" });
  return cartTokens.opens(caller.merchant, cartId, accessToken) ? null : notOpened();
};

type Editing = Incoming<{ readonly cartId: CartId }, unknown, unknown>;

/** Has a cart changed for whoever may, and answers it as it is then. What the change is, is only asked once the cart is open to them. */
export const editCart = async (
  ports: CartPorts,
  { params: { cartId }, caller, accessToken, command, precondition }: Editing,
  change: () => CartCommand | Promise<CartCommand | Refuse<OrderingRequestRefusal>>,
): Promise<Answer> => {
  const closed = whyNotOpen(ports, cartId, { caller, accessToken });
  if (closed !== null) return closed;
  const outcome = await ports.carts.handle(cartId, { ...(await change()), ...precondition }, command);
  return cartAnswer(ports, { cartId, caller, status: 200 }, outcome);
};
