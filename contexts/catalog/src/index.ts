import type { ProductRefusal } from "./domain/product.ts";
import type { CatalogRequestRefusal } from "./http/ports.ts";

export { catalogReadModels, catalogVoices, openCatalog } from "./module.ts";

/** Every reason that the catalog may give for not doing something. */
export type CatalogRefusal = CatalogRequestRefusal | ProductRefusal;
