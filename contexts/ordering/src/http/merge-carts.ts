import { type Answer, exactly, type Incoming, type Route, route } from "@waybill/contracts/http";
import type { CartId } from "@waybill/contracts/vocabulary";
import type { Refuse } from "@waybill/kernel/refuse";
import Type from "typebox";
import type { CartCommand } from "../domain/cart-commands.ts";
import type { CartRecord } from "../domain/cart-record.ts";
import { cartParams, cartQuery, whyNotOpen } from "./cart-access.ts";
import { type CartOutcome, cartAnswer, cartRecordOf } from "./cart-answer.ts";
import { CartIdText, CartJson } from "./cart-json.ts";
import type { CartPorts } from "./cart-ports.ts";
import { orderingEdgeLimits } from "./limits.ts";
import type { OrderingRequestRefusal } from "./ports.ts";
import { cartIsNot, unpriceable } from "./refusal-codes.ts";

const MergeBody = exactly(
  {
    from: CartIdText,
    fromAccessToken: Type.Optional(Type.String({ maxLength: 100, description: "For storefront keys: the other cart's own token" })),
  },
  { title: "MergeCart" },
);

type Merging = Incoming<{ readonly cartId: CartId }, unknown, { readonly from: CartId; readonly fromAccessToken?: string }>;

export const mergeCart = (ports: CartPorts): Route =>
  route({
    operation: "mergeCart",
    method: "POST",
    path: "/v1/carts/:cartId/merge",
    summary: "Bring a guest's cart into this one",
    description: "Of what is in both, the guest's quantity, price and discount win. The guest's cart ends with it.",
    params: cartParams,
    query: cartQuery,
    body: MergeBody,
    example: { from: "cart_01h455vb4pex5vsknk084sn02q" },
    answers: { 200: CartJson },
    refusals: [...cartIsNot("Open"), ...unpriceable, "CartHasTooManyItems", "CartsAreTheSame", "AccessTokenIsMissing", "VersionIsStale"],
    handle: async (request: Merging): Promise<Answer> => {
      const { params, body, caller, accessToken } = request;
      const closed =
        whyNotOpen(ports, params.cartId, { caller, accessToken }) ??
        whyNotOpen(ports, body.from, { caller, accessToken: body.fromAccessToken ?? null });
      return closed ?? merge(ports, request);
    },
  });

/**
 * Two streams, one after the other: the items are taken over, then the other cart ends at the very version that they came from.
 * If the process dies in between, both have them; asked again, it is finished. If somebody changed the other cart in between, what
 * it has now is taken over as well: again changes nothing.
 */
const merge = async (ports: CartPorts, request: Merging): Promise<Answer> => {
  const { params, body, caller, command } = request;
  const { commandId: _, request: __, ...unkeyed } = command;
  const [cartId, from] = [params.cartId, body.from];
  let first: CartOutcome | null = null;
  for (let attempts = 0; attempts < orderingEdgeLimits.mergeAttempts; attempts += 1) {
    const guest = cartRecordOf(await ports.cartHistory.read(caller.merchant, from));
    const taking = takeOver(request, guest);
    const taken: CartOutcome =
      first === null
        ? await ports.carts.handle(cartId, { ...taking, ...request.precondition }, command)
        : await ports.carts.handle(cartId, taking, unkeyed);
    // Whatever else had to be done, a retry is answered as the keyed command was.
    first ??= taken;
    if (taken.kind !== "accepted" && taken.kind !== "nothingToDo") return taken;
    if (guest === null || isMergedInto(cartId, guest)) return cartAnswer(ports, { cartId, caller, status: 200 }, first);
    // What a replay took over then may not be what the other cart has now.
    if (taken.replayed) continue;
    const ending = { type: "MergeCart", into: cartId, at: request.at, ifVersion: guest.version } as const;
    const ended: CartOutcome = await ports.carts.handle(from, ending, unkeyed);
    if (ended.kind === "accepted") return cartAnswer(ports, { cartId, caller, status: 200 }, first);
    if (ended.kind !== "refused" || ended.refusal.code !== "VersionIsStale") return refusedFor(from, ended);
  }
  return { kind: "contended", retryAfterMs: orderingEdgeLimits.mergeRetryMs };
};

const takeOver = ({ params, body: { from }, at }: Merging, guest: CartRecord | null): CartCommand | Refuse<OrderingRequestRefusal> => {
  if (guest === null) return { type: "Refuse", refusal: { code: "CartIsNotOpened", cartId: from } };
  const { cart } = guest;
  const isThere = isMergedInto(params.cartId, guest);
  if (cart.status !== "Open" && !isThere) return { type: "Refuse", refusal: { code: `CartIs${cart.status}`, cartId: from } };
  const { currency, items, discounts } = isThere ? { ...cart, items: [], discounts: [] } : cart;
  return { type: "TakeOverItems", from, currency, items, discounts, at };
};

const isMergedInto = (cartId: CartId, { cart }: CartRecord): boolean => cart.status === "Merged" && cart.into === cartId;

/** Says of which cart the refusal speaks. */
const refusedFor = (cartId: CartId, outcome: CartOutcome): Answer => {
  if (outcome.kind === "refused") return { kind: "refused", refusal: { ...outcome.refusal, cartId } };
  return outcome.kind === "accepted" || outcome.kind === "nothingToDo"
    ? { kind: "contended", retryAfterMs: orderingEdgeLimits.mergeRetryMs }
    : outcome;
};
