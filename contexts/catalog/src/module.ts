import type { Route } from "@waybill/contracts/http";
import { type MerchantId, type Sku, skuSegment } from "@waybill/contracts/vocabulary";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { withIfVersion } from "@waybill/kernel/if-version";
import { readState } from "@waybill/kernel/state-cache";
import { type Voice, wholeVoiceOf } from "@waybill/kernel/voice";
import { type Product, type ProductEvent, type ProductRefusal, type PutProduct, productDecider } from "./domain/product.ts";
import { getProduct } from "./http/get-product.ts";
import { listProducts } from "./http/list-products.ts";
import type { CatalogPorts, ListedProduct, ProductList } from "./http/ports.ts";
import { putProduct } from "./http/put-product.ts";
import { productList } from "./read-models/product-list.ts";
import { createProductListQueries, createProductListQueriesInMemory } from "./read-models/product-list-queries.ts";
import { saysOfProduct } from "./says.ts";

/** How the kernel keeps products. */
const productAggregate: Aggregate<PutProduct, Product, ProductEvent, ProductRefusal> = { type: "product", decider: productDecider };

/** A recorded event as the catalog speaks of it today. */
const decodeCatalogEvent = (recorded: RecordedEvent): ProductEvent => decodeEvent(productAggregate, recorded);

/** What the catalog keeps up to date for those who ask, and how it is asked where. */
export const catalogReadModels = {
  productList: {
    model: productList,
    decode: decodeCatalogEvent,
    onPostgres: createProductListQueries,
    inMemory: createProductListQueriesInMemory,
  },
};

/** What the catalog says to others. */
export const catalogVoices = (): readonly Voice[] => [wholeVoiceOf(productAggregate, saysOfProduct)];

/** What the catalog is given to run on. */
export interface CatalogParts {
  readonly pipeline: CommandPipeline;
  readonly productList: ProductList;
}

/** The catalog at work: what it offers over HTTP. */
export interface Catalog {
  readonly routes: readonly Route[];
}

export const openCatalog = ({ pipeline, productList }: CatalogParts): Catalog => {
  const { log } = pipeline;
  const aggregate = withIfVersion(productAggregate);
  const readProduct = async (merchant: MerchantId, sku: Sku): Promise<ListedProduct | null> => {
    const { state, version } = await readState(log, productAggregate, streamName(merchant, productAggregate.type, skuSegment(sku)));
    return state.status === "Unknown" ? null : { ...state, sku, version };
  };
  const ports: CatalogPorts = { log, products: createCommandHandler(pipeline, aggregate), readProduct, productList };
  return { routes: [putProduct(ports), getProduct(ports), listProducts(ports)] };
};
