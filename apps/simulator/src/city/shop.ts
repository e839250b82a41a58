import { setTimeout as sleep } from "node:timers/promises";
import type { Chance } from "../host/chance.ts";
import type { Client } from "./client.ts";

/** What is sold, and where it lies. */
export interface Article {
  readonly sku: string;
  readonly locations: readonly string[];
}

/** Fewer articles than orders, and less of them than is wanted: who comes first, matters. */
const articles: readonly Article[] = [
  { sku: "TEA-100", locations: ["main"] },
  { sku: "CUP-BLUE", locations: ["main", "depot"] },
  { sku: "POT-1L", locations: ["main", "depot"] },
  { sku: "LEMON", locations: ["main"] },
  { sku: "HONEY", locations: ["main"] },
  { sku: "LEAFLET", locations: ["main", "depot"] },
];

/** Opens the shop: products with prices, some stock, and rules for it. */
export const openShop = async (client: Client, chance: Chance): Promise<readonly Article[]> => {
  for (const { sku, locations } of articles) {
    // Leaflets are given away.
    const amount = sku === "LEAFLET" ? "0.00" : `${chance.below(30)}.${10 + chance.below(90)}`;
    const unitPrice = { amount, currency: "EUR" };
    const params = { sku };
    await client.ask("putProduct", { params, body: { name: `Article ${sku}`, unitPrice, allowBackorder: sku === "HONEY" } });
    for (const location of locations) {
      const policy = { location, safetyStock: chance.below(2), backorderLimit: sku === "HONEY" ? 10 : null };
      await client.ask("putStockPolicy", { params, body: policy });
      const receipt = { location, delta: 5 + chance.below(20), reason: "a delivery" };
      await client.ask("adjustStock", { params, body: receipt, key: `opening ${sku} ${location}` });
    }
  }
  // A customer whose card is declined may try another one, and some do.
  await client.ask("changeMerchant", { body: { policies: { paymentAttempts: 2 } } });
  // Ordering hears of products from the catalog, and sells none of which it has not heard.
  const lines = articles.map(({ sku }) => ({ sku, quantity: 1 }));
  while ((await client.ask("quoteLines", { body: { lines } }))?.kind !== "done") await sleep(1_000);
  return articles;
};
