import { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { streamName } from "@waybill/kernel/event-log";
import { tableOf } from "@waybill/kernel/read-model";
import { describe, expect, it } from "vitest";
import { customerAggregate } from "../customers.ts";
import type { CustomerEvent } from "../domain/customer-events.ts";
import {
  added,
  addressAdded,
  blocked,
  customerId,
  erased,
  erasureAbandoned,
  erasureStarted,
  minute,
  seal,
} from "../testing/customer-samples.ts";
import { bodyOf, customersProcess, surroundings } from "../testing/customers-process.ts";
import { type CustomerRow, customerList } from "./customer-list.ts";

const stream = streamName("default", "customer", customerId);
const projected = (...events: readonly CustomerEvent[]) =>
  events.reduce<CustomerRow | null>((row, event, index) => {
    const recorded = { stream, version: index + 1 } as never;
    expect(customerList.keyOf(event, recorded)).toBe(customerId);
    return customerList.project(row, event, recorded);
  }, null);

describe("a customer in the list", () => {
  it("is who was added, and what has become of them", () => {
    const row = { customerId, merchant: "default", status: "Active", blocked: false, name: added.name, email: added.email };
    expect(projected(added)).toEqual({ ...row, addedAt: added.at, updatedAt: added.at, version: 1 });
    expect(projected(added, blocked)).toMatchObject({ ...row, blocked: true, addedAt: added.at, updatedAt: blocked.at, version: 2 });
    expect(projected(added, blocked, { type: "CustomerUnblocked", at: minute(9) })).toMatchObject(row);
    expect(projected(added, addressAdded)).toMatchObject({ ...row, version: 2 });
  });
  it("is called as they are called now", () => {
    const renamed = projected(
      added,
      { type: "ProfileChanged", field: "name", value: seal("another"), at: minute(9) },
      { type: "ProfileChanged", field: "email", value: null, at: minute(9) },
      { type: "ProfileChanged", field: "phone", value: seal("phone"), at: minute(9) },
    );
    expect(renamed).toMatchObject({ name: seal("another"), email: null });
    expect(renamed).not.toHaveProperty("phone");
  });
  it("is nobody any more once erased, and somebody again when the erasure was given up", () => {
    expect(projected(added, erasureStarted)).toMatchObject({ status: "Erasing", name: added.name });
    expect(projected(added, erasureStarted, erasureAbandoned)).toMatchObject({ status: "Active", name: added.name });
    expect(projected(added, erasureStarted, erased)).toMatchObject({ status: "Erased", name: null, email: null });
  });
  it("is no guest of an order", () => {
    expect(customerList.of).toBe(customerAggregate.type);
  });
  it("is kept in the table that is asked", () => {
    expect(tableOf(customerList)).toBe("customer_list_v2");
  });
});

describe("the list of customers over HTTP", () => {
  const other = MerchantId.create();
  const rows = Array.from({ length: 9 }, (_, index) => ({
    ...projected(added)!,
    customerId: CustomerId.derive(String(index)),
    merchant: index === 8 ? other : MerchantId.default,
    addedAt: instant(minute(0) + Math.floor(index / 3)),
    blocked: index % 2 === 0,
    status: index === 1 ? ("Erased" as const) : ("Active" as const),
    name: null,
    email: null,
  }));
  const { call } = customersProcess({ ...surroundings(), rows: () => rows });
  const all = async (query: object): Promise<string[]> => {
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = bodyOf(await call("listCustomers", { query: { ...query, limit: 2, ...(cursor && { cursor }) } }));
      ids.push(...page.items.map(({ id }: { id: string }) => id));
      if (page.next === null) return ids;
      cursor = page.next;
    }
  };

  it("is the merchant's own, the newest first, page by page, as it is filtered", async () => {
    const own = rows.slice(0, 8).toSorted((a, b) => b.addedAt - a.addedAt || (a.customerId < b.customerId ? 1 : -1));
    const ids = (wanted: readonly CustomerRow[]) => wanted.map((row) => row.customerId);
    expect(await all({})).toEqual(ids(own));
    expect(await all({ isBlocked: true })).toEqual(ids(own.filter((row) => row.blocked)));
    expect(await all({ isBlocked: false, status: "Active" })).toEqual(ids(own.filter((row) => !row.blocked && row.status === "Active")));
  });
  it("takes no cursor of another list", async () => {
    const { next } = bodyOf(await call("listCustomers", { query: { limit: 2 } }));
    const elsewhere = await call("listCustomers", { query: { limit: 2, cursor: next, isBlocked: true } });
    expect(elsewhere).toMatchObject({ kind: "refused", refusal: { code: "CursorIsMalformed" } });
  });
  it("tells names to those who may see them, opened one by one", async () => {
    const world = surroundings();
    const { sealer } = customersProcess(world);
    const named = { ...rows[0]!, name: await sealer.seal(rows[0]!.customerId, "Aino Virtanen") };
    const listing = customersProcess({ ...world, rows: () => [named] });
    expect(bodyOf(await listing.call("listCustomers")).items).toMatchObject([{ name: "Aino Virtanen", email: null, isBlocked: true }]);
    expect(JSON.stringify(bodyOf(await listing.call("listCustomers", { as: "readonly" })))).not.toMatch(/Aino|name/);
  });
});
