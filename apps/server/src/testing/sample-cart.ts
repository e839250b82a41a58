import { eventually } from "@waybill/kernel/testing/eventually";
import type { TestAnswer, TestRequest, TestServer } from "./test-server.ts";

export const checkout = {
  address: { lines: ["Mannerheimintie 1"], city: "Helsinki", postalCode: "00100", country: "FI" },
  paymentMethod: "pm_ok",
};

/** Opens a cart in euros for whoever `request` says, staff unless it does. */
export const openCart = (server: TestServer, request: TestRequest = {}): Promise<TestAnswer> =>
  server.ask("POST /v1/carts", { as: "staff", body: { currency: "EUR" }, ...request });

/** Opens a cart with two teas; its path. */
export const cartOfTea = async (server: TestServer, request: TestRequest = {}): Promise<string> => {
  const { headers } = await openCart(server, request);
  // While servers share out who follows what, a product may be news for longer than a request waits.
  await eventually("the cart has its tea", async () => {
    const added = await server.ask(`POST ${headers.location}/items`, { as: "staff", ...request, body: { sku: "TEA", quantity: 2 } });
    return added.status === 200;
  });
  return String(headers.location);
};
