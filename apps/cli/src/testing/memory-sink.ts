import type {
  AdjustmentToImport,
  CreditNoteToImport,
  OrderOutcome,
  OrderSink,
  OrderToImport,
  ProductToCreate,
  ReturnToImport,
} from "../order-sink.ts";

/** What to do before an answer, or instead of one. */
interface Answers {
  readonly createProduct?: (product: ProductToCreate) => Promise<void>;
  readonly importOrder?: (order: OrderToImport) => Promise<OrderOutcome | null>;
  readonly importReturn?: (returned: ReturnToImport) => Promise<OrderOutcome | null>;
  readonly importCreditNote?: (note: CreditNoteToImport) => Promise<OrderOutcome | null>;
}

/** An order sink in memory, which answers at once unless told otherwise. */
export const memorySink = (answer: Answers = {}) => {
  const products = new Map<string, ProductToCreate>();
  const orders = new Map<string, OrderToImport>();
  const returns = new Map<string, ReturnToImport>();
  const creditNotes = new Map<string, CreditNoteToImport>();
  const adjustments = new Map<string, AdjustmentToImport>();
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
    importReturn: async (returned) => {
      const told = (await answer.importReturn?.(returned)) ?? null;
      if (told?.kind === "refused") return told;
      const isThere = returned.orders.every(({ externalId }) => orders.has(`${returned.source}/${externalId}`));
      if (!isThere) return { kind: "refused", refusal: { code: "OrderIsNotPlaced" } };
      const kind = keep(returns, returned);
      const first = returns.get(idOf(returned)) ?? returned;
      return { kind, orders: first.orders.map(({ externalId, lines }) => ({ id: `ord_${externalId}`, externalId, lines })) };
    },
    importCreditNote: async (note) => (await answer.importCreditNote?.(note)) ?? { kind: keep(creditNotes, note) },
    importAdjustment: async (adjustment) => ({ kind: keep(adjustments, adjustment) }),
    close: async () => {},
  };
  return { sink, products, orders, returns, creditNotes, adjustments, calls };
};

interface Foreign {
  readonly source: string;
  readonly externalId: string;
}

const idOf = ({ source, externalId }: Foreign): string => `${source}/${externalId}`;

const keep = <T extends Foreign>(kept: Map<string, T>, thing: T): "placed" | "skipped" => {
  if (kept.has(idOf(thing))) return "skipped";
  kept.set(idOf(thing), thing);
  return "placed";
};
