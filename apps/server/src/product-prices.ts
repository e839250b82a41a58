import type { Catalog } from "@waybill/catalog";
import type { PricedProduct, ProductPrices } from "@waybill/ordering";

/** SKUs looked up at the same time: a page of an ordinary order, without taking every connection for a long one. */
const atOnce = 20;

/** Ordering asks the catalog for prices. Until it follows the catalog's news (ADR 101) the composition root carries the question over. */
export const productPricesFrom = ({ readProduct }: Catalog): ProductPrices => ({
  find: async (merchant, skus) => {
    const found = new Map<(typeof skus)[number], PricedProduct>();
    for (let from = 0; from < skus.length; from += atOnce) {
      const some = skus.slice(from, from + atOnce);
      const products = await Promise.all(some.map((sku) => readProduct(merchant, sku)));
      for (const product of products) if (product !== null) found.set(product.sku, { name: product.name, unitPrice: product.unitPrice });
    }
    return found;
  },
});
