import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@waybill/kernel/clock";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ContextStore, Foundation } from "../foundation/foundation.ts";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";
import { cartOfTea, checkout } from "../testing/sample-cart.ts";
import { stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

// Longer than the slowest list takes, on the slowest machine.
vi.mock(import("../limits.ts"), async (original) => {
  const { serverLimits } = await original();
  return { serverLimits: { ...serverLimits, positionWaitMs: 60_000 as 2_000 } };
});

/** How much later than its log a list knows something; billing's so much that waiting for ordering's is not enough. */
const slowListsMs: Readonly<Record<string, number>> = { customer_cart: 300, order_summary: 300, payment_list: 1_200, invoice_list: 1_200 };

const slowly = (foundation: Foundation): Foundation => ({
  ...foundation,
  openContext: async (name) => {
    const store = await foundation.openContext(name);
    const keep: ContextStore["keep"] = (declared) => {
      const { rows, queries } = store.keep(declared);
      const slowMs = slowListsMs[declared.model.name] ?? 0;
      const apply: typeof rows.apply = async (change) => {
        await sleep(slowMs);
        return rows.apply(change);
      };
      return { rows: { ...rows, apply }, queries };
    };
    return { ...store, keep };
  },
});

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ foundation: slowly(createMemoryFoundation(systemClock)) });
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 50, reason: "a delivery" } });
});
afterAll(() => server.stop());

const add = async (name: string): Promise<string> => (await server.ask("POST /v1/customers", { body: { name } })).body.id;

describe("all that is known of a person", () => {
  it("has their carts, orders, payments and invoices in it, just written or not, and nothing of others", async () => {
    const [customerId, another] = [await add("Aino Virtanen"), await add("Eero Korhonen")];
    const checkedOut = await cartOfTea(server);
    await server.ask(`PATCH ${checkedOut}`, { body: { customerId } });
    const contact = { name: "Aino at work" };
    const { body: ofCart } = await server.ask(`POST ${checkedOut}/checkout`, {
      body: { ...checkout, contact },
      headers: { prefer: "wait=5" },
    });
    const order = { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_ok" };
    const { body: placed } = await server.ask("POST /v1/orders", { body: { ...order, customerId } });
    const { body: others } = await server.ask("POST /v1/orders", { body: { ...order, customerId: another } });
    for (const { id } of [ofCart, placed, others]) {
      await eventually("it is promised", async () => (await server.ask(`GET /v1/orders/${id}`)).body.status === "Confirmed");
    }
    const open = await cartOfTea(server, { body: { currency: "EUR", customerId } });

    const { status, body } = await server.ask(`GET /v1/customers/${customerId}/export`);
    expect([status, Object.keys(body.elsewhere)]).toEqual([200, ["ordering", "billing"]]);
    const { ordering, billing } = body.elsewhere;
    const idsOf = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id).sort();
    expect(idsOf(ordering.orders)).toEqual([ofCart.id, placed.id].sort());
    expect(idsOf(ordering.carts)).toEqual([open, checkedOut].map((path) => path.slice(path.lastIndexOf("/") + 1)).sort());
    const [left, bought] = ordering.carts.sort((a: { status: string }, b: { status: string }) => (a.status < b.status ? 1 : -1));
    expect(left).toMatchObject({ status: "Open", items: [{ sku: "TEA", quantity: 2 }], checkout: null });
    expect(bought).toMatchObject({ checkout: { contact, address: checkout.address, note: null } });
    expect(billing.payments.map(({ orderId }: { orderId: string }) => orderId).sort()).toEqual([ofCart.id, placed.id].sort());
    expect(billing.invoices).toEqual([]);
    expect(JSON.stringify(body)).not.toContain(others.id);
  });
});
