import type { OrderOutcome, OrderSink, OrderToImport, ProductToCreate } from "../order-sink.ts";

/** What to do before an answer, or instead of one. */
interface Answers {
  readonly createProduct?: (product: ProductToCreate) => Promise<void>;
  readonly importOrder?: (order: OrderToImport) => Promise<OrderOutcome | null>;
}

/** An order sink in memory, which answers at once unless told otherwise. */
export const memorySink = (answer: Answers = {}) => {
  const products = new Map<string, ProductToCreate>();
  const orders = new Map<string, OrderToImport>();
  const calls = { createProduct: 0, importOrder: 0, underWay: 0, underWayMost: 0 };

  const counted = async <T>(call: "createProduct" | "importOrder", work: () => Promise<T>): Promise<T> => {
    calls[call] += 1;
    calls.underWay += 1;
    calls.underWayMost = Math.max(calls.underWayMost, calls.underWay);
    try {
      return await work();
    } finally {
      calls.underWay -= 1;
    }
  };

  const sink: OrderSink = {
    inFlightMax: 64,
    createProduct: (product) =>
      counted("createProduct", async () => {
        await answer.createProduct?.(product);
        if (products.has(product.sku)) return { kind: "known" };
        products.set(product.sku, product);
        return { kind: "created" };
      }),
    importOrder: (order) =>
      counted("importOrder", async () => {
        const told = await answer.importOrder?.(order);
        if (told !== undefined && told !== null) return told;
        const id = `${order.source}/${order.externalId}`;
        if (orders.has(id)) return { kind: "skipped" };
        orders.set(id, order);
        return { kind: "placed" };
      }),
    close: async () => {},
  };
  return { sink, products, orders, calls };
};
