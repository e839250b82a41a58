import { checkoutStarted, orderConfirmed, orderExpired, orderRejected } from "@waybill/contracts/ordering";
import { orderCancelled } from "@waybill/contracts/ordering-changes";
import type { CartId, OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { type Asked, type AskOutcome, ask, type Hearing, type Saga, type SagaStep, setTimer } from "@waybill/kernel/saga";
import type { Understood } from "@waybill/kernel/understanding";

/** What checkout hears: of orders, only of those that were made of a cart. */
export const checkoutHears = [checkoutStarted, orderConfirmed, orderRejected, orderExpired, orderCancelled] as const;

type Fact =
  | { readonly type: "CartLocked"; readonly cartId: CartId; readonly orderId: OrderId }
  | { readonly type: "OrderEnded"; readonly orderId: OrderId; readonly isPromised: boolean }
  | { readonly type: "CartReleased"; readonly orderId: OrderId };

interface Checkout {
  readonly status: "NotBegun" | "Waiting" | "Releasing" | "Over";
  readonly cartId: CartId | null;
  /** The order of the latest checkout. */
  readonly orderId: OrderId | null;
  /** Orders of which it is known what became of them. */
  readonly ended: readonly OrderId[];
}

export interface CheckoutWords {
  readonly heard: Understood<(typeof checkoutHears)[number]>;
  readonly state: Checkout;
  readonly fact: Fact;
  readonly ask: "complete" | "place" | "reopen";
  readonly timer: "notPlaced";
}

type Step = SagaStep<CheckoutWords>;

/** A process that died between locking the cart and placing its order is followed after this; and an order that takes longer is waited for. */
const patience = setTimer("notPlaced", { afterMs: 5_000 });
const longPatience = setTimer("notPlaced", { afterMs: 60 * 60_000 });

const evolve = (state: Checkout, fact: Fact): Checkout => {
  switch (fact.type) {
    case "CartLocked":
      return { ...state, status: "Waiting", cartId: fact.cartId, orderId: fact.orderId };
    case "OrderEnded":
      return { ...state, status: "Releasing", ended: [...state.ended, fact.orderId] };
    case "CartReleased":
      return fact.orderId === state.orderId ? { ...state, status: "Over" } : state;
  }
};

const decide = (hearing: Hearing<CheckoutWords>, state: Checkout): readonly Step[] => {
  switch (hearing.kind) {
    case "message":
      return onMessage(hearing.heard, state, hearing.at);
    case "answer": {
      const { asked, outcome } = hearing;
      // The order is there, or the cart was opened again because it could not be.
      if (asked.ask === "place") return state.status === "Waiting" ? placed(asked, outcome, state) : [];
      return state.orderId === null || state.status !== "Releasing" ? [] : [{ type: "CartReleased", orderId: state.orderId }];
    }
    case "timer":
      if (state.status === "Releasing" || state.cartId === null) return [longPatience];
      return [place(state.cartId, state.orderId), longPatience];
  }
};

const place = (cartId: CartId, orderId: OrderId | null): Step =>
  ask("place", { context: "ordering", aggregate: "checkout", id: cartId, command: { type: "PlaceNotedOrder", orderId } });

/** What the order refused leads to no order: nobody will say what became of it. Of an earlier checkout it says nothing about this one. */
const placed = ({ command }: Asked, { kind }: AskOutcome, { orderId }: Checkout): readonly Step[] =>
  kind === "refused" && orderId !== null && command.orderId === orderId ? [{ type: "CartReleased", orderId }] : [longPatience];

const onMessage = (heard: CheckoutWords["heard"], state: Checkout, at: Instant): readonly Step[] => {
  const { orderId, cartId } = heard.data;
  if (cartId === undefined || state.ended.includes(orderId)) return [];
  if (heard.name === "CheckoutStarted") return [{ type: "CartLocked", cartId, orderId }, patience];
  const isPromised = heard.name === "OrderConfirmed";
  return [
    ...(state.orderId === orderId ? [] : [{ type: "CartLocked", cartId, orderId } as const]),
    { type: "OrderEnded", orderId, isPromised },
    isPromised
      ? ask("complete", { context: "ordering", aggregate: "cart", id: cartId, command: { type: "CompleteCheckout", orderId, at } })
      : ask("reopen", {
          context: "ordering",
          aggregate: "cart",
          id: cartId,
          command: { type: "ReopenCart", orderId, reason: heard.name, at },
        }),
    longPatience,
  ];
};

/** Lets a cart go on as soon as it is known what became of the order that was made of it, and places it if nobody else did. */
export const checkout: Saga<CheckoutWords> = {
  name: "checkout",
  initial: { status: "NotBegun", cartId: null, orderId: null, ended: [] },
  instanceOf: ({ data }) => data.cartId ?? null,
  beginsWith: ({ name }) => name === "CheckoutStarted",
  evolve,
  decide,
  isOver: ({ status }) => status === "NotBegun" || status === "Over",
};
