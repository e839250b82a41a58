import { type Answer, type CursorKey, pageOf, pageQuery, type Route, readPage, route } from "@waybill/contracts/http";
import { parseSku, type Sku } from "@waybill/contracts/vocabulary";
import Type from "typebox";
import { catalogLimits } from "../domain/limits.ts";
import type { CatalogPorts, ListedProduct } from "./ports.ts";
import { ProductJson, productJson } from "./product-json.ts";

export const listProducts = ({ productList }: CatalogPorts): Route =>
  route({
    operation: "listProducts",
    method: "GET",
    path: "/v1/products",
    summary: "Products, by SKU",
    query: pageQuery({
      search: Type.Optional(
        Type.String({ maxLength: catalogLimits.nameCharacters, description: "Part of the name or the SKU, in any case" }),
      ),
    }),
    answers: { 200: pageOf(ProductJson, "ProductPage") },
    reads: "product_list",
    handle: async ({ query: { search = null, limit, cursor }, caller: { merchant } }): Promise<Answer> => {
      const scope = ["products", merchant, JSON.stringify([search])];
      const page = await readPage(
        { scope, limit, cursor },
        {
          keyOf: ({ sku }: ListedProduct) => [sku],
          read: (after, rows) => productList.page({ merchant, search, after: skuIn(after), limit: rows }),
        },
      );
      if (page.kind === "refused") return page;
      const items = page.items.map((product) => productJson(product.sku, product, product.version));
      return { kind: "done", status: 200, body: { items, next: page.next } };
    },
  });

const skuIn = (key: CursorKey | null): Sku | null => (typeof key?.[0] === "string" ? parseSku(key[0]) : null);
