import { describe, expect, it } from "vitest";
import { createLogBroker } from "./log-broker.ts";
import { describeBroker } from "./testing/broker-contract.ts";
import { townWithLogBroker } from "./testing/speaking/town.ts";

describeBroker("the log", townWithLogBroker());

describe("a broker that reads logs", () => {
  it("says so when it was not given the speaker's", () => {
    expect(() => createLogBroker([]).consume("workshop", "hearer")).toThrow("nobody here reads what workshop says");
  });
});
