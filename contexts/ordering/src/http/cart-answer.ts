import type { Answer, Caller } from "@waybill/contracts/http";
import type { CartId } from "@waybill/contracts/vocabulary";
import { isoFromInstant } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import { cartDocument } from "../domain/cart-document.ts";
import type { CartEvent } from "../domain/cart-events.ts";
import { type CartRecord, evolveCartRecord } from "../domain/cart-record.ts";
import type { CartRefusal } from "../domain/cart-rules.ts";
import type { CartHandler, CartPorts } from "./cart-ports.ts";

export type CartOutcome = Awaited<ReturnType<CartHandler["handle"]>>;

/** What was asked of which cart, for whom, and the status of a first success. */
interface Asked {
  readonly cartId: CartId;
  readonly caller: Caller;
  readonly status: 200 | 201;
}

/**
 * The answer to a command on a cart. The body is rendered from the stream as it was right after the command, so that a
 * replay, in whichever process, is answered as the first request was.
 */
export const cartAnswer = async (ports: CartPorts, asked: Asked, outcome: CartOutcome): Promise<Answer> => {
  if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
  const { cartId, caller, status } = asked;
  const record = cartRecordOf(await ports.cartHistory.read(caller.merchant, cartId, outcome.version));
  if (record === null) return notOpened();
  const { incarnation, name: log } = ports.log;
  return {
    kind: "done",
    status,
    body: cartBody(ports, record, caller),
    version: outcome.version,
    replayed: outcome.replayed,
    ...(status === 201 && { location: `/v1/carts/${cartId}` }),
    ...(outcome.kind === "accepted" && { written: { log, incarnation, partition: outcome.partition, position: outcome.position } }),
  };
};

/** The cart as JSON; a storefront is given the token that opens it. */
export const cartBody = ({ cartTokens }: Pick<CartPorts, "cartTokens">, record: CartRecord, caller: Caller) => {
  const { openedAt, updatedAt, deadline, ...cart } = cartDocument(record);
  return {
    ...cart,
    openedAt: isoFromInstant(openedAt),
    updatedAt: isoFromInstant(updatedAt),
    deadline: deadline && { at: isoFromInstant(deadline.at), owner: deadline.owner },
    ...(caller.role === "storefront" && { accessToken: cartTokens.of(caller.merchant, record.cartId) }),
  };
};

/** The cart that these events make; null when they make none. */
export const cartRecordOf = (events: readonly CartEvent[]): CartRecord | null => events.reduce<CartRecord | null>(evolveCartRecord, null);

export const notOpened = () => reject<CartRefusal>({ code: "CartIsNotOpened" });
