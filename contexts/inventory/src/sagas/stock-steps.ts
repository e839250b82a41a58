import type { Refusal } from "@waybill/kernel/decider";
import type { VersionIsStale } from "@waybill/kernel/if-version";
import type { ReservingCommand, ReturnStock, StockRefusal } from "../domain/stock-commands.ts";
import type { StockItemId } from "../domain/stock-item-id.ts";

/** A command to a stock item, but for the order and the time, which are the same for all of a piece of work. */
export type StepCommand = WithoutOccasion<Exclude<ReservingCommand, { readonly type: "ExpireHold" }> | ReturnStock>;
type WithoutOccasion<Command> = Command extends unknown ? Omit<Command, "at" | "orderId"> : never;

/** What a step came to: null when it was done. */
export type StepRefusal = StockRefusal | VersionIsStale | null;

/**
 * The steps of one piece of work at stock items. A step is known by the work, its item and its name: taken again, by whomever, it has no
 * second effect and comes to the same.
 */
export type TakeStep = (item: StockItemId, name: string, command: StepCommand) => Promise<StepRefusal>;

/** A step was refused in a way that its work cannot meet: somebody has to look at it. */
export const unexpected = (step: string, refusal: Refusal): Error => new Error(`${step} was refused as ${refusal.code}`);
