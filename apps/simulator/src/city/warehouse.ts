import { setTimeout as sleep } from "node:timers/promises";
import type { CustomerParts } from "./customer.ts";

/** Goods come in, break, and are counted, while customers order them. */
export const keepWarehouse = async ({ client, chance, articles }: CustomerParts, changes: number): Promise<void> => {
  for (let number = 0; number < changes; number += 1) {
    await sleep(chance.between(500, 20_000));
    const { sku, locations } = chance.oneOf(articles);
    const params = { sku };
    const location = chance.oneOf(locations);
    const key = `stock change ${number}`;
    if (chance.happens(0.3)) {
      const counted = chance.below(14);
      await client.ask("countStock", { params, body: { location, counted, reason: "counted" }, key });
    } else {
      const delta = chance.happens(0.3) ? -1 - chance.below(3) : 1 + chance.below(6);
      await client.ask("adjustStock", { params, body: { location, delta, reason: delta < 0 ? "broken" : "a delivery" }, key });
    }
  }
};
