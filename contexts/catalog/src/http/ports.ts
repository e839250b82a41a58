import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import type { EventLog } from "@waybill/kernel/event-log";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import type { Product, ProductContent, ProductEvent, ProductRefusal, PutProduct } from "../domain/product.ts";

/** What the catalog's routes stand on; the module fills it. */
export interface CatalogPorts {
  readonly log: Pick<EventLog, "incarnation" | "name">;
  readonly products: CommandHandler<PutProduct & IfVersion, Versioned<Product>, ProductEvent, ProductRefusal | VersionIsStale>;
  /** As it is now; null when there is none. */
  readonly readProduct: (merchant: MerchantId, sku: Sku) => Promise<ListedProduct | null>;
  readonly productList: ProductList;
}

export interface ListedProduct extends ProductContent {
  readonly sku: Sku;
  readonly version: number;
}

/** Answers which products a merchant has, in the order of their SKUs; as of a moment ago. */
export interface ProductList {
  page(wanted: {
    readonly merchant: MerchantId;
    /** Part of the name or the SKU, in any case; null for all. */
    readonly search: string | null;
    /** The SKU to go on after; null from the beginning. */
    readonly after: Sku | null;
    readonly limit: number;
  }): Promise<readonly ListedProduct[]>;
}

/** Why a request comes no further than the catalog's edge. */
export type CatalogRequestRefusal = { readonly code: "ProductIsUnknown" };
