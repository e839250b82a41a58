import type { AddressedCommand } from "@waybill/kernel/saga";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import type { OrderId } from "./ids.ts";
import { vocabularyLimits } from "./limits.ts";
import { CodeShape, InstantShape, LocationIdShape, SkuShape } from "./message-shapes.ts";

// What inventory can be asked to do for an order. Each is one ask, however many articles and locations it touches: it is answered
// once, the same for ever, and what was begun is finished or given back.

/** By this name others address inventory. */
export const inventoryContext = "inventory";

const attempt = Type.Integer({ minimum: 1, description: "Counts the tries of an order; what answers an older one is too late" });
const quantity = Type.Integer({ minimum: 1, maximum: vocabularyLimits.quantityUnits });
const source = Type.String({ minLength: 1, maxLength: 100, description: "What it comes from: a fulfilment, a return. It counts once" });
const lines = Type.Array(Type.Object({ sku: SkuShape, quantity }), { minItems: 1, maxItems: 1_000 });
const placedLines = Type.Array(Type.Object({ sku: SkuShape, quantity, location: Type.Optional(LocationIdShape) }), {
  minItems: 1,
  maxItems: 1_000,
});

const reserveLines = Type.Object({
  type: Type.Literal("ReserveLines"),
  attempt,
  lines,
  allowPartial: Type.Boolean(),
  expiresAt: InstantShape,
});
const commitReservation = Type.Object({ type: Type.Literal("CommitReservation"), attempt });
const releaseReservation = Type.Object({ type: Type.Literal("ReleaseReservation"), attempt, reason: CodeShape });
const releaseLines = Type.Object({ type: Type.Literal("ReleaseLines"), source, lines, reason: CodeShape });
const consumeReservation = Type.Object({ type: Type.Literal("ConsumeReservation"), source, lines: placedLines });
const returnToStock = Type.Object({ type: Type.Literal("ReturnToStock"), source, lines: placedLines, reason: CodeShape });

/**
 * Holds the lines for the order until `expiresAt`: this and nothing else, what an earlier attempt held is counted in or given back.
 * Lines of one article are added up. Accepted when all is held, or waits its turn where the article may be sold before it has arrived.
 * Refused as `OutOfStock` (then nothing is held), `PartlyReserved` (what there was stays held until then), `AlreadyReleased` (this or a
 * later attempt was released before) or `ReservationIsCommitted`.
 */
export type ReserveLines = Static<typeof reserveLines>;
/**
 * Makes the order's own what this attempt holds: it expires no more. What has expired is held again if it is still there; else all of it
 * is given back and refused as `ReservationHasExpired`. Also refused: `AlreadyReleased`, `NothingIsReserved`.
 */
export type CommitReservation = Static<typeof commitReservation>;
/** Gives back all that this attempt or an earlier one holds, waits for or has committed, and refuses them for ever. Never refused. */
export type ReleaseReservation = Static<typeof releaseReservation>;
/** Gives back some units that are held, awaited or committed. Refused as `TooFewAreReserved` for those that are not; the rest is done. */
export type ReleaseLines = Static<typeof releaseLines>;
/**
 * Takes committed units off the shelf, where they were handed over: at `location` first. Refused as `TooFewAreReserved` for units
 * that are not committed or have not come yet; the rest is done.
 */
export type ConsumeReservation = Static<typeof consumeReservation>;
/** Puts units that came back on the shelf, at `main` if nothing else is said. Never refused. */
export type ReturnToStock = Static<typeof returnToStock>;

export type ReservationCommand = ReserveLines | CommitReservation | ReleaseReservation | ReleaseLines | ConsumeReservation | ReturnToStock;

/** One article of which there is less than was asked for. */
const shortLine = Type.Object({ sku: SkuShape, requested: Type.Integer({ minimum: 1 }), available: Type.Integer({ minimum: 0 }) });
const partLine = Type.Object({ sku: SkuShape, requested: Type.Integer({ minimum: 1 }), held: Type.Integer({ minimum: 0 }) });
const reservedLine = Type.Object({ sku: SkuShape, requested: Type.Integer({ minimum: 1 }), reserved: Type.Integer({ minimum: 0 }) });

const reservationRefusal = Type.Union([
  Type.Object({ code: Type.Union([Type.Literal("OutOfStock"), Type.Literal("ReservationHasExpired")]), lines: Type.Array(shortLine) }),
  Type.Object({ code: Type.Literal("PartlyReserved"), lines: Type.Array(partLine) }),
  Type.Object({ code: Type.Literal("TooFewAreReserved"), lines: Type.Array(reservedLine) }),
  Type.Object({
    code: Type.Union([Type.Literal("AlreadyReleased"), Type.Literal("NothingIsReserved"), Type.Literal("ReservationIsCommitted")]),
  }),
]);

/** Why inventory did not do what it was asked. `lines` are those that fall short, one for each article. */
export type ReservationRefusal = Static<typeof reservationRefusal>;

const command = Compile(Type.Union([reserveLines, commitReservation, releaseReservation, releaseLines, consumeReservation, returnToStock]));
const refusal = Compile(reservationRefusal);

/** Null for what is no command about a reservation. */
export const parseReservationCommand = (asked: unknown): ReservationCommand | null => (command.Check(asked) ? asked : null);

/** Null for a refusal that inventory does not give, or not in these words. */
export const parseReservationRefusal = (told: unknown): ReservationRefusal | null => (refusal.Check(told) ? told : null);

/** What a saga asks of inventory for an order. */
export const ofReservation = (orderId: OrderId, asked: ReservationCommand): AddressedCommand => ({
  context: inventoryContext,
  aggregate: "reservation",
  id: orderId,
  command: asked,
});
