import type { reservationShort } from "@waybill/contracts/inventory";
import type { orderLinesCancelled } from "@waybill/contracts/ordering";
import type { Instant } from "@waybill/kernel/clock";
import type { Understood } from "@waybill/kernel/understanding";
import type { LineQuantity } from "../domain/order-lines.ts";
import { abandon, askOrder, type Begun, capture, lower, releaseLines } from "./fulfil-order-asks.ts";
import type { Shortfall } from "./fulfil-order-state.ts";
import type { FulfilOrderStep } from "./fulfil-order-words.ts";

/** Lines of a promised order were taken off it: stock and money of them go back, and what is left of the order goes on. */
export const linesCancelled = (
  { source, reason, lines, due }: Understood<typeof orderLinesCancelled>["data"],
  state: Begun,
  at: Instant,
): readonly FulfilOrderStep[] => {
  const fewer: readonly LineQuantity[] = lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  // Units that stock has lost by itself are there no more, and neither are those that left the house.
  const isBack = reason === "Customer" || reason === "ShortPicked";
  return [
    { type: "LinesTakenOff", lines: fewer, due: due.amount },
    ...(isBack ? [releaseLines(state, { source, reason, lines: fewer })] : []),
    ...(due.amount === 0 ? close(state, at) : lower(state, due, reason)),
  ];
};

/** Nothing of it is wanted any more: the money is let go, and the order may end. */
const close = ({ orderId, content }: Begun, at: Instant): readonly FulfilOrderStep[] => {
  const nothing = { amount: 0, currency: content.currency };
  return [
    ...content.payments.map(({ number }) => abandon(orderId, number, "NothingIsLeft")),
    askOrder("complete", orderId, { type: "CompleteOrder", captured: nothing, refunded: nothing, at }),
  ];
};

/** There is less on the shelf than was committed: told when the order is confirmed, at once or later. */
export const reservationLost = (
  { data, message }: Understood<typeof reservationShort>,
  state: Begun,
  at: Instant,
): readonly FulfilOrderStep[] => {
  const { sku, quantity } = data;
  const shortfall = { source: `short:${message.id}`, sku, quantity };
  if (state.status === "Promised") return shorten(state, shortfall, at);
  const { source } = shortfall;
  return state.status === "Committing" || state.status === "Confirming" ? [{ type: "ShortfallHeard", source, sku, quantity }] : [];
};

/** The order is confirmed, but of so much less as stock has lost meanwhile. */
export const promised = (state: Begun, at: Instant): readonly FulfilOrderStep[] => [
  { type: "OrderPromised" },
  ...(state.policies.capture === "on_confirmation" ? capture(state) : []),
  ...state.shortfalls.flatMap((shortfall) => shorten(state, shortfall, at)),
];

/** The order's last lines of the article lose the units. */
const shorten = (state: Begun, { source, sku, quantity }: Shortfall, at: Instant): readonly FulfilOrderStep[] => {
  let lost = quantity;
  const lines: LineQuantity[] = [];
  for (const line of state.content.lines.toReversed()) {
    if (line.sku !== sku || lost === 0) continue;
    const fewer = Math.min(lost, line.quantity);
    lost -= fewer;
    if (fewer > 0) lines.push({ lineId: line.lineId, quantity: fewer });
  }
  return lines.length === 0 ? [] : [askOrder("shorten", state.orderId, { type: "CancelLines", source, reason: "Shortfall", lines, at })];
};
