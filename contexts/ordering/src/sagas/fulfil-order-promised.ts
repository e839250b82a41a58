import type { reservationShort } from "@waybill/contracts/inventory";
import type { orderLinesCancelled } from "@waybill/contracts/ordering";
import type { Sku } from "@waybill/contracts/vocabulary";
import type { JsonObject } from "@waybill/kernel/brand";
import type { Instant } from "@waybill/kernel/clock";
import type { Refusal } from "@waybill/kernel/decider";
import type { Understood } from "@waybill/kernel/understanding";
import type { CancelLines } from "../domain/order-commands.ts";
import type { LineQuantity } from "../domain/order-lines.ts";
import { abandon, askOrder, type Begun, capture, lower, releaseLines } from "./fulfil-order-asks.ts";
import type { Shortfall } from "./fulfil-order-facts.ts";
import type { FulfilOrderHears, FulfilOrderStep } from "./fulfil-order-words.ts";

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
const shorten = (state: Begun, { source, sku, quantity }: Shortfall, at: Instant): readonly FulfilOrderStep[] =>
  takeOff(state, { source, at, lines: lastLines(linesOf(state, sku), quantity) });

/**
 * Others were faster at a line that was to lose units. It loses those that are left there, and lines before it the rest; what nobody has left,
 * was cancelled, and is not given back to stock that has lost it.
 */
export const shortenElsewhere = (
  { command }: FulfilOrderHears<"answer">["asked"],
  { refusal, at }: { readonly refusal: Refusal; readonly at: Instant },
  state: Begun,
): readonly FulfilOrderStep[] => {
  if (!isTooFew(refusal)) return [];
  const { source, lines: asked } = cancelling(command);
  const refused = state.content.lines.findIndex(({ lineId }) => lineId === refusal.lineId);
  const lost = asked.reduce((sum, { quantity }) => sum + quantity, 0);
  const most = ({ lineId, quantity }: WantedLine, place: number): number => {
    if (place < refused) return quantity;
    return place === refused ? refusal.possible : Math.min(quantity, asked.find((one) => one.lineId === lineId)?.quantity ?? 0);
  };
  const lines = state.content.lines.map((line, place) => ({ ...line, quantity: most(line, place) }));
  const sku = state.content.lines[refused]?.sku;
  return takeOff(state, {
    source,
    at,
    lines: lastLines(
      lines.filter((line) => line.sku === sku),
      lost,
    ),
  });
};

type WantedLine = Begun["content"]["lines"][number];

const linesOf = ({ content }: Begun, sku: Sku): readonly WantedLine[] => content.lines.filter((line) => line.sku === sku);

/** So many units, of the last lines first. */
const lastLines = (lines: readonly WantedLine[], units: number): readonly LineQuantity[] => {
  let left = units;
  return lines.toReversed().flatMap(({ lineId, quantity }) => {
    const taken = Math.min(left, quantity);
    left -= taken;
    return taken > 0 ? [{ lineId, quantity: taken }] : [];
  });
};

const takeOff = (
  { orderId }: Begun,
  { source, lines, at }: { readonly source: string; readonly lines: readonly LineQuantity[]; readonly at: Instant },
): readonly FulfilOrderStep[] =>
  lines.length === 0 ? [] : [askOrder("shorten", orderId, { type: "CancelLines", source, reason: "Shortfall", lines, at })];

interface TooFewAreLeft extends JsonObject {
  readonly code: string;
  readonly lineId: number;
  readonly possible: number;
}

const isTooFew = (refusal: Refusal): refusal is TooFewAreLeft => refusal.code === "TooFewAreLeft";

/** What `takeOff` asked for. */
const cancelling = (command: unknown): CancelLines => command as CancelLines;
