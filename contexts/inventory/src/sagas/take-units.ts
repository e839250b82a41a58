import type { StockItemId } from "../domain/stock-item-id.ts";
import type { StepRefusal } from "./stock-steps.ts";

/** How often one item is asked again for as many as it just said there were: when others are faster each time, it is passed over. */
const triesAtItem = 3;

export interface Taking {
  /** Whom to ask in turn, each for no more than its `most`. */
  readonly items: readonly (StockItemId & { readonly most?: number })[];
  readonly wanted: number;
  /** Takes exactly so many; `tried` counts from 0. */
  readonly take: (item: StockItemId, units: number, tried: number) => Promise<StepRefusal>;
  /** How many there are, says this refusal. */
  readonly possible: (refusal: NonNullable<StepRefusal>) => number;
}

export type Taken = StockItemId & { readonly units: number };

/** Takes as many as are wanted from items in turn, and says how many each of them gave. */
export const takeUnits = async (taking: Taking): Promise<readonly Taken[]> => {
  const taken: Taken[] = [];
  let left = taking.wanted;
  for (const { sku, location, most = left } of taking.items) {
    const units = await takeAt({ sku, location }, Math.min(left, most), taking);
    taken.push({ sku, location, units });
    left -= units;
  }
  return taken;
};

const takeAt = async (item: StockItemId, wanted: number, { take, possible }: Taking): Promise<number> => {
  let units = wanted;
  for (let tried = 0; units > 0 && tried < triesAtItem; tried += 1) {
    const refusal = await take(item, units, tried);
    if (refusal === null) return units;
    units = Math.min(units, possible(refusal));
  }
  return 0;
};
