import { adminKey } from "./server-process.ts";
import { openWire, requestText, type Wire, type WireAnswer } from "./wire.ts";

/** Articles that are bought at random, so that none of them is what everybody waits for. */
export const articles = Array.from({ length: 100 }, (_, nth) => `ARTICLE-${nth}`);
export const unitsOfEach = 1_000_000;

/** Connections that whoever comes next takes, and waits for when all are busy. */
export interface Wires {
  ask(what: string, more?: { readonly body?: unknown; readonly idempotencyKey?: string }): Promise<WireAnswer>;
  close(): void;
}

export const openWires = async (url: string, count: number): Promise<Wires> => {
  const wires = await Promise.all(Array.from({ length: count }, () => openWire(url)));
  const free = [...wires];
  const queue: ((wire: Wire) => void)[] = [];
  const take = (): Wire | Promise<Wire> => free.pop() ?? new Promise<Wire>((resolve) => queue.push(resolve));
  const giveBack = (wire: Wire): void => {
    const next = queue.shift();
    if (next === undefined) free.push(wire);
    else next(wire);
  };
  return {
    ask: async (what, more = {}) => {
      const wire = await take();
      try {
        return await wire.ask(requestText(what, { key: adminKey, ...more }));
      } finally {
        giveBack(wire);
      }
    },
    close: () => {
      for (const wire of wires) wire.close();
    },
  };
};

/** @throws Error with the answer when it is another one. */
export const expectStatus = (status: number, answer: WireAnswer): WireAnswer => {
  if (answer.status !== status) throw new Error(`${answer.status} where ${status} was expected: ${answer.body}`);
  return answer;
};

/** Puts the articles into the catalog and on the shelf. */
export const fillShop = async ({ ask }: Pick<Wires, "ask">): Promise<void> => {
  for (const sku of articles) {
    expectStatus(201, await ask(`PUT /v1/products/${sku}`, { body: { name: sku, unitPrice: { amount: "4.99", currency: "EUR" } } }));
    expectStatus(200, await ask(`POST /v1/stock/${sku}/adjustments`, { body: { delta: unitsOfEach, reason: "a delivery" } }));
  }
};

/** What one customer sends: two lines, as most baskets have. */
export const orderBody = (index: number) => ({
  contact: { name: "Ada Lovelace", email: "ada@example.com" },
  lines: [0, 1].map((line) => ({ sku: articles[(index * 7 + line * 13) % articles.length] ?? "", quantity: 1 + line })),
  address: { lines: ["Main Street 1"], city: "Helsinki", country: "FI" },
  paymentMethod: "pm_ok",
});

export const placeOrder = async ({ ask }: Pick<Wires, "ask">, index: number): Promise<string> => {
  const { body } = expectStatus(201, await ask("POST /v1/orders", { body: orderBody(index), idempotencyKey: crypto.randomUUID() }));
  return /"id":"(ord_[0-9a-z]{26})"/.exec(body)?.[1] ?? "";
};
