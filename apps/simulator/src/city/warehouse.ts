import { setTimeout as sleep } from "node:timers/promises";
import type { Told } from "./client.ts";
import type { CustomerParts } from "./customer.ts";

/** Goods come in, break, and are counted, while customers order them. */
export const keepWarehouse = async ({ client, chance, articles }: CustomerParts, changes: number): Promise<void> => {
  for (let number = 0; number < changes; number += 1) {
    await sleep(chance.between(500, 20_000));
    const { sku, locations } = chance.oneOf(articles);
    const params = { sku };
    if (chance.happens(0.25)) {
      await dropShelf(sku, { client, chance }, number);
      continue;
    }
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

/** Much of an article breaks, of what is paid for as well, and it is found out bit by bit, everywhere at once. */
const dropShelf = async (sku: string, { client, chance }: Pick<CustomerParts, "chance" | "client">, number: number): Promise<void> => {
  const params = { sku };
  const stock = await client.ask("getStock", { params });
  if (stock?.kind !== "done") return;
  const broken = placesIn(stock).map(async ({ location, onHand, committed }) => {
    if (committed < 2) return;
    const key = `shelf ${number} at ${location}`;
    const counted = { location, counted: Math.min(onHand, committed) - 1, reason: "a shelf fell" };
    await client.ask("countStock", { params, body: counted, key });
    await client.ask("adjustStock", { params, body: { location, delta: -1, reason: "another broke" }, key: `${key}, again` });
  });
  await Promise.all(broken);
  const more = { delta: 3 + chance.below(6), reason: "a delivery" };
  await client.ask("adjustStock", { params, body: more, key: `after shelf ${number}` });
};

interface Stock {
  readonly locations: readonly Place[];
}
interface Place {
  readonly location: string;
  readonly onHand: number;
  readonly committed: number;
}

const placesIn = ({ body }: Extract<Told, { readonly kind: "done" }>): readonly Place[] => stockIn(body).locations;

/** The platform's answers are held to their description elsewhere. */
const stockIn = (body: unknown): Stock => body as Stock;
