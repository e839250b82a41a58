import type { CartRefusal } from "./domain/cart-rules.ts";
import type { OrderRefusal } from "./domain/order-rules.ts";
import type { OrderingRequestRefusal } from "./http/ports.ts";

export { orderAggregate } from "./aggregates.ts";
export type { OrderCommand } from "./domain/order-commands.ts";
export { type Quote, quoteOf } from "./domain/quote.ts";
export { type Ordering, openOrdering, orderingVoices } from "./module.ts";
export { orderingReadModels } from "./ordering-read-models.ts";

/** Every reason that ordering may give for not doing something. */
export type OrderingRefusal = CartRefusal | OrderingRequestRefusal | OrderRefusal;
