import { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { streamName } from "@waybill/kernel/event-log";
import { tableOf } from "@waybill/kernel/read-model";
import { describe, expect, it } from "vitest";
import { cartAggregate } from "../aggregates.ts";
import type { CartEvent } from "../domain/cart-events.ts";
import { cartId, customerId, filled, opened } from "../testing/cart-samples.ts";
import { minute } from "../testing/order-samples.ts";
import { type CustomerCartRow, customerCart } from "./customer-cart.ts";
import { createCustomerCartQueriesInMemory } from "./customer-cart-queries.ts";

const stream = streamName("default", "cart", cartId);
const projected = (...events: readonly CartEvent[]) =>
  events.reduce<CustomerCartRow | null>((row, event) => {
    const recorded = { stream } as never;
    return customerCart.keyOf(event, recorded) === null ? row : customerCart.project(row, event, recorded);
  }, null);
const another = CustomerId.derive("another");
const row = { cartId, merchant: "default", customerId };

describe("a customer's cart", () => {
  it("is theirs from its opening, or from when somebody said so", () => {
    expect(projected({ ...opened, customerId })).toEqual(row);
    expect(projected(...filled)).toBeNull();
    expect(projected(...filled, { type: "CustomerAssigned", customerId, at: minute(5) })).toEqual(row);
  });
  it("is whose it was said to be last, whatever else becomes of it", () => {
    const assigned: CartEvent = { type: "CustomerAssigned", customerId: another, at: minute(5) };
    const expired: CartEvent = { type: "CartExpired", at: minute(6) };
    expect(projected({ ...opened, customerId }, assigned, expired)).toEqual({ ...row, customerId: another });
  });
  it("is no order: other things are in the log as well", () => {
    expect(customerCart.of).toBe(cartAggregate.type);
  });
  it("is found by its customer alone, in the table that is asked", async () => {
    const queries = createCustomerCartQueriesInMemory(() => [row as CustomerCartRow, { ...row, customerId: another } as CustomerCartRow]);
    expect(await queries.of("default", customerId)).toEqual([cartId]);
    expect(await queries.of(MerchantId.create(), customerId)).toEqual([]);
    expect(tableOf(customerCart)).toBe("customer_cart_v1");
  });
});
