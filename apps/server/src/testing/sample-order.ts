import type { TestAnswer, TestRequest, TestServer } from "./test-server.ts";

export const tea = { name: "Green tea", unitPrice: { amount: "4.99", currency: "EUR" } };

export const twoTeas = { lines: [{ sku: "TEA", quantity: 2 }] };

/** Adds tea to the catalog of the caller's merchant. */
export const stockTea = async (server: TestServer, request: TestRequest = {}): Promise<void> => {
  await server.ask("PUT /v1/products/TEA", { ...request, body: tea });
};

/** Places an order for two teas, or for what `request` says. */
export const placeTea = (server: TestServer, request: TestRequest = {}): Promise<TestAnswer> =>
  server.ask("POST /v1/orders", { as: "staff", body: twoTeas, ...request });
