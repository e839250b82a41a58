import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { systemClock } from "@waybill/kernel/clock";
import { describe, expect, it } from "vitest";
import { cake, tea } from "../testing/stock-samples.ts";
import { patientPolicies } from "./patient-policies.ts";

describe("what may be sold before it has arrived", () => {
  it("is what the catalog says, asked once when it is known", async () => {
    let asked = 0;
    const policies = patientPolicies(async () => {
      asked += 1;
      return new Map([
        [tea, true],
        [cake, false],
      ]);
    }, systemClock);
    expect(await policies.allowed("default", [cake, tea])).toEqual([tea]);
    expect(asked).toBe(1);
  });
  it("is waited for when the catalog was not heard of it yet", async () => {
    let asked = 0;
    const policies = patientPolicies(async () => {
      asked += 1;
      return asked < 3 ? new Map() : new Map([[tea, true]]);
    }, systemClock);
    expect(await policies.allowed("default", [tea])).toEqual([tea]);
    expect(asked).toBe(3);
  });
  it("is asked again later when it cannot be looked up: nothing is to blame for that", async () => {
    const policies = patientPolicies(() => Promise.reject(new Error("connection lost")), systemClock);
    await expect(policies.allowed("default", [tea])).rejects.toBeInstanceOf(StoreUnavailable);
  });
  it("is not what nobody says anything of", async () => {
    let now = 0;
    const clock = { monotonicMs: () => (now += 400) };
    let asked = 0;
    const policies = patientPolicies(async () => {
      asked += 1;
      return new Map();
    }, clock);
    expect(await policies.allowed("default", [tea])).toEqual([]);
    expect(asked).toBe(3);
  });
});
