import { setTimeout as sleep } from "node:timers/promises";
import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { Clock } from "@waybill/kernel/clock";
import type { BackorderPolicies } from "./work-ports.ts";

/** How long an article is waited for of which nothing was heard yet: it may have been created a moment ago … */
const unknownArticleWaitMs = 1_000;
/** … and how often it is looked for meanwhile. */
const unknownArticleLookMs = 20;

/** Of these articles those of which the catalog was heard, and whether they may be sold before they have arrived. */
export type HeardOfArticles = (merchant: MerchantId, skus: readonly Sku[]) => Promise<ReadonlyMap<Sku, boolean>>;

/**
 * What is not heard of in time may not be waited for.
 * The look-up only reads: when it fails it is made again later, with the ask that needs it.
 */
export const patientPolicies = (find: HeardOfArticles, clock: Pick<Clock, "monotonicMs">): BackorderPolicies => ({
  allowed: async (merchant, skus) => {
    const untilMs = clock.monotonicMs() + unknownArticleWaitMs;
    for (;;) {
      const heard = await find(merchant, skus).catch((error: unknown) => {
        throw new StoreUnavailable("what the catalog says of articles cannot be looked up", { cause: error });
      });
      if (skus.every((sku) => heard.has(sku)) || clock.monotonicMs() >= untilMs) return skus.filter((sku) => heard.get(sku) === true);
      await sleep(unknownArticleLookMs);
    }
  },
});
