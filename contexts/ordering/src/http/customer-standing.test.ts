import { describe, expect, it } from "vitest";
import { customerId } from "../testing/cart-samples.ts";
import { whyNotOrder } from "./customer-standing.ts";
import { orderingEdgeLimits } from "./limits.ts";
import type { CustomerStanding } from "./ports.ts";

/** Time goes on with every look, so that nobody waits long. */
const asked = async (standings: readonly (CustomerStanding | null)[], whose: typeof customerId | null = customerId) => {
  let [looks, elapsedMs] = [0, 0];
  const find = async () => standings[Math.min(looks++, standings.length - 1)] ?? null;
  const clock = { now: () => 0 as never, monotonicMs: () => (elapsedMs += orderingEdgeLimits.unknownCustomerWaitMs / 4) };
  return { objection: await whyNotOrder({ clock, customerStandings: { find } }, "default", whose), looks };
};

describe("whether a customer may order", () => {
  it("is a guest's right, and that of who is known and not blocked", async () => {
    expect(await asked(["Blocked"], null)).toEqual({ objection: null, looks: 0 });
    expect(await asked(["Known"])).toEqual({ objection: null, looks: 1 });
    expect((await asked(["Blocked"])).objection).toEqual({ code: "CustomerIsBlocked" });
    expect((await asked(["Erased"])).objection).toEqual({ code: "PersonIsErased" });
  });
  it("is waited for when nothing was heard of them yet, for a while", async () => {
    expect(await asked([null, null, "Known"])).toEqual({ objection: null, looks: 3 });
    expect((await asked([null, "Blocked"])).objection).toEqual({ code: "CustomerIsBlocked" });
    expect((await asked([null])).objection).toEqual({ code: "CustomerIsUnknown" });
  });
});
