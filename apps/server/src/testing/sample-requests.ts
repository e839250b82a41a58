import { OrderId } from "@waybill/contracts/vocabulary";
import type { TestRequest } from "./test-server.ts";

/** For each operation a request that is well formed. What it names need not exist. */
export const sampleRequests: Readonly<Record<string, { readonly what: string } & Pick<TestRequest, "body">>> = {
  isAlive: { what: "GET /healthz" },
  isReady: { what: "GET /readyz" },
  getMetrics: { what: "GET /metrics" },
  getOpenApi: { what: "GET /openapi.json" },
  listKeys: { what: "GET /v1/keys" },
  createKey: { what: "POST /v1/keys", body: { role: "readonly" } },
  revokeKey: { what: `DELETE /v1/keys/key_01h455vb4pex5vsknk084sn02q` },
  putProduct: { what: "PUT /v1/products/SAMPLE", body: { name: "A sample", unitPrice: { amount: 100, currency: "EUR" } } },
  getProduct: { what: "GET /v1/products/SAMPLE" },
  listProducts: { what: "GET /v1/products" },
  placeOrder: { what: "POST /v1/orders", body: { lines: [{ sku: "SAMPLE", quantity: 1 }] } },
  importOrder: {
    what: "POST /v1/orders/import",
    body: {
      source: "sample",
      externalId: "1",
      placedAt: "2010-12-01T08:26:00Z",
      currency: "GBP",
      lines: [{ sku: "SAMPLE", name: "A sample", quantity: 1, unitPrice: { amount: "0.001", currency: "GBP" } }],
    },
  },
  getOrder: { what: `GET /v1/orders/${OrderId.derive("sample")}?accessToken=AAAA` },
  listOrders: { what: "GET /v1/orders" },
  getOrderHistory: { what: `GET /v1/orders/${OrderId.derive("sample")}/history` },
  getOrderActions: { what: `GET /v1/orders/${OrderId.derive("sample")}/actions?accessToken=AAAA` },
  holdOrder: { what: `POST /v1/orders/${OrderId.derive("sample")}/hold`, body: { reason: "fraud check" } },
  resumeOrder: { what: `POST /v1/orders/${OrderId.derive("sample")}/resume` },
};
