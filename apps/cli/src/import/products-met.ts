import type { Refusal } from "@waybill/kernel/decider";
import type { ProductOutcome, ProductToCreate } from "../order-sink.ts";
import { type Exact, exactToText } from "./exact.ts";
import type { LineRow } from "./file-rows.ts";
import { detached } from "./remembered.ts";

/** What has been told of a product so far. */
interface Sketch {
  readonly name: string | null;
  readonly unitPrice: Exact;
}

type Create = (product: ProductToCreate) => Promise<ProductOutcome>;

/**
 * The products of the orders in a file, each created once: as its first line with a description and a price above zero
 * tells it. (Corrections have price 0 and "amazon" or "?" for a description, or none.) Without such a line it is made up
 * at the end of what the others told. Holds a code per product; the run's limit on codes is the bound.
 */
export const productsMet = (create: Create, currency: string) => {
  const sketches = new Map<string, Sketch>();
  /** What became of a product; a promise while it is being created. */
  const outcomes = new Map<string, ProductOutcome | Promise<ProductOutcome>>();

  const begin = (sku: string, { name, unitPrice }: Sketch): Promise<ProductOutcome> => {
    sketches.delete(sku);
    const created = create({ sku, name: name ?? sku, unitPrice: { amount: exactToText(unitPrice), currency } });
    outcomes.set(detached(sku), created);
    created.then(
      (outcome) => outcomes.set(sku, outcome),
      () => {},
    );
    return created;
  };

  const meet = ({ told: { sku, name, unitPrice } }: LineRow): ProductOutcome | Promise<ProductOutcome> | null => {
    const outcome = outcomes.get(sku);
    if (outcome !== undefined) return outcome;
    if (name !== null && unitPrice > 0n) return begin(sku, { name, unitPrice });
    const before = sketches.get(sku);
    const sketch = { name: before?.name ?? name, unitPrice: before?.unitPrice || unitPrice };
    sketches.set(detached(sku), { ...sketch, name: sketch.name === null ? null : detached(sketch.name) });
    return null;
  };

  return {
    /** Creates what these lines complete; answers when their products exist, with the first refusal or null. */
    async meetAll(rows: readonly LineRow[]): Promise<Refusal | null> {
      const outcomes = await Promise.all(rows.map(meet));
      return outcomes.find((outcome) => outcome?.kind === "refused")?.refusal ?? null;
    },
    /** Creates the rest: a product without a name is called by its code. */
    async createRest(): Promise<void> {
      await Promise.all([...sketches].map(([sku, sketch]) => begin(sku, sketch)));
    },
  };
};
