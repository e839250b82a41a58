import { type Answer, exactly, type Route, route, SkuText } from "@waybill/contracts/http";
import { reject } from "@waybill/kernel/decider";
import type { CatalogPorts, CatalogRequestRefusal } from "./ports.ts";
import { ProductJson, productJson } from "./product-json.ts";

export const getProduct = ({ readProduct }: CatalogPorts): Route =>
  route({
    operation: "getProduct",
    method: "GET",
    path: "/v1/products/:sku",
    summary: "A product as it is now",
    params: exactly({ sku: SkuText }),
    answers: { 200: ProductJson },
    refusals: ["ProductIsUnknown"],
    handle: async ({ params: { sku }, caller: { merchant } }): Promise<Answer> => {
      const product = await readProduct(merchant, sku);
      if (product === null) return reject<CatalogRequestRefusal>({ code: "ProductIsUnknown" });
      return { kind: "done", status: 200, body: productJson(sku, product, product.version), version: product.version };
    },
  });
