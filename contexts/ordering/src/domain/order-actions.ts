import type { Order, PlacedOrder } from "./order.ts";
import type { OrderEvent } from "./order-events.ts";
import { orderLife } from "./order-life.ts";
import { dueIsCovered, locked, nothingLeft, nothingWithCustomer, notOnHold, partlyGone, type Said } from "./order-rules.ts";

/** What a person may ask of an order over the API. */
export type OrderAction = "amend" | "cancel" | "cancelLines" | "choose" | "hold" | "pay" | "resume" | "return";

/** Whether asking would change anything now, and the code that says why not. */
export type ActionAnswer = { readonly action: OrderAction; readonly allowed: boolean; readonly code?: string };

/** For each action: the events of which one must be able to follow, and the rules that the order alone can answer. */
type ActionRule = {
  readonly action: OrderAction;
  readonly events: readonly OrderEvent["type"][];
  readonly rules: readonly ((order: PlacedOrder) => Said)[];
};

const actionRules: readonly ActionRule[] = [
  { action: "choose", events: ["OrderAmended"], rules: [locked] },
  { action: "pay", events: ["OrderPaymentsAdded"], rules: [dueIsCovered] },
  { action: "amend", events: ["AmendmentStarted"], rules: [] },
  // Cancelling while an amendment is at work gives the amendment up first.
  { action: "cancel", events: ["CancellationStarted", "AmendmentAbandoned"], rules: [partlyGone] },
  { action: "cancelLines", events: ["LinesCancelled"], rules: [locked, nothingLeft] },
  { action: "hold", events: ["OrderPutOnHold"], rules: [] },
  { action: "resume", events: ["OrderResumed"], rules: [notOnHold] },
  { action: "return", events: ["LinesReturned"], rules: [nothingWithCustomer] },
];

/** Every action, always in the same order. */
export const actionsOf = (order: Order): readonly ActionAnswer[] =>
  actionRules.map((rule) => {
    const refusal = whyNot(rule, order);
    return refusal ? { action: rule.action, allowed: false, code: refusal.code } : { action: rule.action, allowed: true };
  });

const whyNot = ({ events, rules }: ActionRule, order: Order): Said => {
  const mayFollow = events.some((event) => orderLife[order.status][event] !== undefined);
  if (order.status === "NotPlaced" || !mayFollow) return { code: `OrderIs${order.status}` };
  for (const rule of rules) {
    const said = rule(order);
    if (said) return said;
  }
  return null;
};
