import type { OrderFormat } from "./format.ts";
import { onlineRetail } from "./online-retail.ts";

/** Every format that `waybill import orders` reads. */
export const orderFormats: readonly OrderFormat[] = [onlineRetail];
