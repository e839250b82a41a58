import { customerAdded, customerBlocked, customerErased, customerUnblocked } from "@waybill/contracts/customers";
import type { Contract } from "@waybill/kernel/integration-event";
import { tableOf } from "@waybill/kernel/read-model";
import { heardOf } from "@waybill/kernel/testing/heard";
import { describe, expect, it } from "vitest";
import { type CustomerStandingRow, customerStanding } from "./customer-standing.ts";
import { createCustomerStandingQueriesInMemory } from "./customer-standing-queries.ts";

const { customerId } = customerAdded.example;
const projected = (...contracts: readonly Contract[]) =>
  contracts.reduce<CustomerStandingRow | null>((row, contract) => {
    const news = [heardOf(contract, contract.example)] as never;
    expect(customerStanding.keyOf(news, {} as never)).toBe("default/thing/one");
    return customerStanding.project(row, news, {} as never);
  }, null);

describe("the standing of a customer", () => {
  it("is what was heard of them last", () => {
    const row = { subject: "default/thing/one", merchant: "default", customerId };
    expect(projected(customerAdded)).toEqual({ ...row, standing: "Known" });
    expect(projected(customerAdded, customerBlocked)).toEqual({ ...row, standing: "Blocked" });
    expect(projected(customerAdded, customerBlocked, customerUnblocked)).toEqual({ ...row, standing: "Known" });
    expect(projected(customerAdded, customerErased)).toEqual({ ...row, standing: "Erased" });
  });
  it("is not guessed from what is not understood", () => {
    const { message } = heardOf(customerBlocked, customerBlocked.example);
    const news = [{ kind: "notUnderstood", reason: "VersionIsUnknown", message }] as never;
    expect(() => customerStanding.project(null, news, {} as never)).toThrow("is not understood: VersionIsUnknown");
  });
  it("is another one for another merchant", async () => {
    const { find } = createCustomerStandingQueriesInMemory(() => [projected(customerAdded, customerBlocked)!]);
    expect(await find("default", customerId)).toBe("Blocked");
    expect(await find("mer_01h455vb4pex5vsknk084sn02q" as never, customerId)).toBeNull();
  });
  it("is kept in the table that is asked", () => {
    expect(tableOf(customerStanding)).toBe("customer_standing_v1");
  });
});
