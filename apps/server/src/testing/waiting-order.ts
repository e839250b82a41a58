import { eventually } from "@waybill/kernel/testing/eventually";
import { expect } from "vitest";
import { placeTea, stockTea } from "./sample-order.ts";
import type { TestServer } from "./test-server.ts";

/** The path of an order that waits for its customer's bank, so that only the test changes it. It has two events. */
export const waitingOrder = async (server: TestServer): Promise<string> => {
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 10, reason: "a test" } });
  const placed = await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_requires_action" } });
  const path = String(placed.headers.location);
  await eventually("it is reserved", async () => (await server.ask(`GET ${path}`)).body.status === "Reserved");
  return path;
};

/** Two more events. */
export const holdAndResume = async (server: TestServer, path: string): Promise<void> => {
  for (const step of ["hold", "resume"]) {
    expect((await server.ask(`POST ${path}/${step}`, { body: step === "hold" ? { reason: "a test" } : {} })).status).toBe(200);
  }
};
