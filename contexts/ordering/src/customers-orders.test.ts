import { CustomerId, OrderId } from "@waybill/contracts/vocabulary";
import { statusesOf } from "@waybill/kernel/life";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createSealer } from "@waybill/kernel/sealed";
import { describe, expect, it } from "vitest";
import { customersOrders } from "./customers-orders.ts";
import type { OrderEvent } from "./domain/order-events.ts";
import { orderLife } from "./domain/order-life.ts";
import { createOrderSummaryQueriesInMemory } from "./read-models/order-summary-queries.ts";
import { customerId } from "./testing/cart-samples.ts";
import { GBP, imported, minute, orderId, placed } from "./testing/order-samples.ts";

const row = (index: number, status: keyof typeof orderLife, whose = customerId) => ({
  ...{ orderId: OrderId.derive(String(index)), merchant: "default" as const, status, standing: status, heldFor: [], holds: 0 },
  ...{ customerId: whose, externalId: null, currency: GBP, total: 1, lineCount: 1, units: 1 },
  ...{ placedAt: minute(index), updatedAt: minute(index), version: 1 },
});
const unread = { read: async () => [] };
const sealer = createSealer(createMemoryKeyVault());
const ordersIn = (rows: readonly ReturnType<typeof row>[]) =>
  customersOrders({ orderList: createOrderSummaryQueriesInMemory(() => rows), orderHistory: unread, sealer });

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
    return customersOrders({ orderList, orderHistory, sealer }).personOf("default", orderId);
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
    const records = await customersOrders({ orderList, orderHistory, sealer }).records("default", customerId);
    expect(records).toMatchObject([{ id: orderId, customerId, contact: { name: "Aino Virtanen" } }]);
  });
});
