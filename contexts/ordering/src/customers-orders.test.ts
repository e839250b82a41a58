import { CustomerId, OrderId } from "@waybill/contracts/vocabulary";
import { statusesOf } from "@waybill/kernel/life";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createSealer } from "@waybill/kernel/sealed";
import { describe, expect, it } from "vitest";
import { customersOrders } from "./customers-orders.ts";
import type { OrderEvent } from "./domain/order-events.ts";
import { orderLife } from "./domain/order-life.ts";
import { createOrderSummaryQueriesInMemory } from "./read-models/order-summary-queries.ts";
import { cartId, checkoutStarted, cupAdded, customerId, opened, teaAdded } from "./testing/cart-samples.ts";
import { GBP, imported, minute, orderId, placed } from "./testing/order-samples.ts";

const row = (index: number, status: keyof typeof orderLife, whose = customerId) => ({
  ...{ orderId: OrderId.derive(String(index)), merchant: "default" as const, status, standing: status, heldFor: [], holds: 0 },
  ...{ customerId: whose, externalId: null, currency: GBP, total: 1, lineCount: 1, units: 1 },
  ...{ placedAt: minute(index), updatedAt: minute(index), version: 1 },
});
const unread = { read: async () => [] };
const sealer = createSealer(createMemoryKeyVault());
const noCarts = {
  customerCarts: { of: async () => [] },
  cartHistory: { read: async () => [] },
  cartTokens: { of: () => "token", opens: () => true },
};
const ordersIn = (rows: readonly ReturnType<typeof row>[]) =>
  customersOrders({ ...noCarts, orderList: createOrderSummaryQueriesInMemory(() => rows), orderHistory: unread, sealer });

describe("the live orders of a customer", () => {
  it("are those in a status that is not an end", async () => {
    const placedOnes = statusesOf(orderLife).filter((status) => status !== "NotPlaced");
    const live = await ordersIn(placedOnes.map((status, index) => row(index, status))).live("default", customerId);
    const statuses = live.map((id) => placedOnes.find((_, index) => OrderId.derive(String(index)) === id));
    expect(statuses.toReversed()).toEqual([
      "Placed",
      "AwaitingCustomer",
      "Reserved",
      "Confirmed",
      "InFulfilment",
      "Amending",
      "Cancelling",
    ]);
  });
  it("are the customer's own, and found behind any number of old ones", async () => {
    const many = Array.from({ length: 450 }, (_, index) => row(index + 1, "Completed"));
    const rows = [row(0, "Confirmed"), ...many, row(999, "Placed", CustomerId.derive("another"))];
    expect(await ordersIn(rows).live("default", customerId)).toEqual([OrderId.derive("0")]);
    expect(await ordersIn(rows).live("mer_01h455vb4pex5vsknk084sn02q" as never, customerId)).toEqual([]);
  });
});

describe("the person of an order", () => {
  const orderList = createOrderSummaryQueriesInMemory(() => []);
  const personOf = (...events: readonly OrderEvent[]) => {
    const orderHistory = { read: async () => events.map((event) => ({ event, recorded: {} as never })) };
    return customersOrders({ ...noCarts, orderList, orderHistory, sealer }).personOf("default", orderId);
  };
  it("is a guest, unless it is a customer's or was imported", async () => {
    expect(await personOf(placed)).toEqual({ isGuest: true, isUnderWay: true });
    expect(await personOf({ ...placed, customerId })).toEqual({ isGuest: false, isUnderWay: true });
    expect(await personOf(imported)).toEqual({ isGuest: false, isUnderWay: false });
    expect(await personOf()).toBeNull();
  });
  it("is needed until the order is over", async () => {
    const rejected = { type: "OrderRejected", reason: "OutOfStock", short: [], cartId: null, at: minute(1) } as const;
    expect(await personOf(placed, rejected)).toEqual({ isGuest: true, isUnderWay: false });
  });
});

describe("what ordering holds of a customer", () => {
  it("is each order with what is personal in it opened", async () => {
    const contact = await sealer.seal(customerId, { name: "Aino Virtanen" });
    const event = { ...placed, customerId, contact };
    const orderHistory = { read: async () => [{ event, recorded: {} as never }] };
    const orderList = createOrderSummaryQueriesInMemory(() => [{ ...row(0, "Placed"), orderId }]);
    const records = await customersOrders({ ...noCarts, orderList, orderHistory, sealer }).records("default", customerId);
    expect(records).toMatchObject({ orders: [{ id: orderId, customerId, contact: { name: "Aino Virtanen" } }], carts: [] });
  });
  it("is each cart with what was said at its checkout", async () => {
    const [contact, note] = [await sealer.seal(customerId, { name: "Aino" }), await sealer.seal(customerId, "A card, please")];
    const events = [{ ...opened, customerId }, teaAdded, cupAdded, { ...checkoutStarted, contact, note, address: null }];
    const parts = { ...noCarts, customerCarts: { of: async () => [cartId] }, cartHistory: { read: async () => events } };
    const orderList = createOrderSummaryQueriesInMemory(() => []);
    const { carts } = await customersOrders({ ...parts, orderList, orderHistory: unread, sealer }).records("default", customerId);
    const checkout = { contact: { name: "Aino" }, address: null, note: "A card, please" };
    expect(carts).toMatchObject([{ id: cartId, customerId, status: "CheckingOut", items: [{ sku: "TEA" }, { sku: "CUP" }], checkout }]);
  });
});
