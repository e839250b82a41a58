import { paymentMethods } from "@waybill/contracts/vocabulary";
import { expectGenerated, markdownTable } from "@waybill/kernel/testing/generated-part";
import { describe, it } from "vitest";

describe("the methods of payment", () => {
  it("are in the README, each with what it does", () => {
    const rows = Object.entries(paymentMethods).map(([method, what]) => [`\`${method}\``, what]);
    expectGenerated(new URL("../README.md", import.meta.url), "payment methods", markdownTable([["method", "what it does"], ...rows]));
  });
});
