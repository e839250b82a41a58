import { type Answer, exactly, type Route, route, SkuText } from "@waybill/contracts/http";
import { skuSegment } from "@waybill/contracts/vocabulary";
import type { CatalogPorts } from "./ports.ts";
import { ProductJson, PutProductBody, productJson } from "./product-json.ts";

export const putProduct = ({ log, products }: CatalogPorts): Route =>
  route({
    operation: "putProduct",
    method: "PUT",
    path: "/v1/products/:sku",
    summary: "Say what a product is",
    description: "Adds the product or changes it: what is left out is taken away. `If-None-Match: *` only adds.",
    params: exactly({ sku: SkuText }),
    body: PutProductBody,
    example: { name: "White hanging heart T-light holder", unitPrice: { amount: "2.55", currency: "GBP" } },
    answers: { 200: ProductJson, 201: ProductJson },
    refusals: [
      "NameIsMissing",
      "NameIsTooLong",
      "PriceIsOutOfRange",
      "WeightIsOutOfRange",
      "TaxCategoryIsNoWord",
      "ImageUrlIsNotWeb",
      "VersionIsStale",
    ],
    handle: async ({ params: { sku }, body, caller: { merchant }, at, command, precondition }): Promise<Answer> => {
      const { name, unitPrice, taxCategory = null, weightGrams = null, imageUrl = null, allowBackorder = false } = body;
      const content = { name, unitPrice, taxCategory, weightGrams, imageUrl, allowBackorder };
      const put = { type: "PutProduct", merchantId: merchant, sku, ...content, at, ...precondition } as const;
      // Who only adds has reason to think that it is new: an import need not read what is not there.
      const outcome = await products.handle(skuSegment(sku), put, { ...command, isNew: precondition.ifVersion === 0 });
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      // The command said all there is to say, so what it said is what the product now is.
      const answer = { kind: "done", body: productJson(sku, content, outcome.version), version: outcome.version } as const;
      if (outcome.kind === "nothingToDo") return { ...answer, status: 200 };
      const isNew = outcome.recorded?.events.some(({ type }) => type === "ProductAdded") === true;
      const written = { log: log.name, incarnation: log.incarnation, partition: outcome.partition, position: outcome.position };
      const location = `/v1/products/${skuSegment(sku)}`;
      return { ...answer, written, ...(isNew ? { status: 201, location } : { status: 200 }) };
    },
  });
