import { CartId, CustomerId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { parkedIdOf } from "../ops/parked-id.ts";
import type { TestRequest } from "./test-server.ts";

const aPayment = PaymentId.derive("sample");
const aParkedKey = parkedIdOf({ context: "ordering", subscription: "hears_billing", key: "saga-fulfil-order/none" });
const aCart = `/v1/carts/${CartId.derive("sample")}`;

/** For each operation a request that is well formed. What it names need not exist. */
export const sampleRequests: Readonly<Record<string, { readonly what: string } & Pick<TestRequest, "body">>> = {
  isAlive: { what: "GET /healthz" },
  isReady: { what: "GET /readyz" },
  getMetrics: { what: "GET /metrics" },
  getOpenApi: { what: "GET /openapi.json" },
  getAsyncApi: { what: "GET /asyncapi.json" },
  getReference: { what: "GET /docs" },
  listKeys: { what: "GET /v1/keys" },
  createKey: { what: "POST /v1/keys", body: { role: "readonly" } },
  revokeKey: { what: `DELETE /v1/keys/key_01h455vb4pex5vsknk084sn02q` },
  listAudit: { what: "GET /v1/ops/audit" },
  putProduct: { what: "PUT /v1/products/SAMPLE", body: { name: "A sample", unitPrice: { amount: 100, currency: "EUR" } } },
  getProduct: { what: "GET /v1/products/SAMPLE" },
  listProducts: { what: "GET /v1/products" },
  openCart: { what: "POST /v1/carts", body: { currency: "EUR" } },
  getCart: { what: `GET ${aCart}?accessToken=AAAA` },
  changeCart: { what: `PATCH ${aCart}?accessToken=AAAA`, body: { customerId: CustomerId.derive("sample") } },
  addCartItem: { what: `POST ${aCart}/items?accessToken=AAAA`, body: { sku: "SAMPLE", quantity: 1 } },
  changeCartItem: { what: `PATCH ${aCart}/items/SAMPLE?accessToken=AAAA`, body: { quantity: 2 } },
  removeCartItem: { what: `DELETE ${aCart}/items/SAMPLE?accessToken=AAAA` },
  addCartDiscount: { what: `POST ${aCart}/discounts`, body: { sku: "SAMPLE", amount: { amount: 1, currency: "EUR" } } },
  removeCartDiscounts: { what: `DELETE ${aCart}/discounts` },
  mergeCart: { what: `POST ${aCart}/merge?accessToken=AAAA`, body: { from: CartId.derive("another"), fromAccessToken: "AAAA" } },
  checkOutCart: {
    what: `POST ${aCart}/checkout?accessToken=AAAA`,
    body: { address: { lines: ["Mannerheimintie 1"], city: "Helsinki", country: "FI" }, paymentMethod: "pm_ok" },
  },
  quoteLines: { what: "POST /v1/quotes", body: { lines: [{ sku: "SAMPLE", quantity: 1 }] } },
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
  chooseLines: { what: `POST /v1/orders/${OrderId.derive("sample")}/choose?accessToken=AAAA`, body: { lines: [{ id: 1, quantity: 1 }] } },
  listStuckOrders: { what: "GET /v1/ops/stuck" },
  retryStuckOrder: { what: `POST /v1/ops/stuck/${OrderId.derive("sample")}/retry` },
  resolveStuckOrder: { what: `POST /v1/ops/stuck/${OrderId.derive("sample")}/resolve`, body: { reason: "nothing helps" } },
  listSubscriptions: { what: "GET /v1/ops/subscriptions" },
  rebuildReadModel: { what: "POST /v1/ops/read-models/no_such/rebuild" },
  listParked: { what: "GET /v1/ops/parked" },
  retryParkedKey: { what: `POST /v1/ops/parked/${aParkedKey}/retry` },
  skipParkedItem: { what: `POST /v1/ops/parked/${aParkedKey}/skip`, body: { reason: "not needed any more" } },
  redriveParked: { what: "POST /v1/ops/parked/redrive", body: { fingerprint: "0000" } },
  listPayments: { what: "GET /v1/payments" },
  getPayment: { what: `GET /v1/payments/${aPayment}` },
  capturePayment: { what: `POST /v1/payments/${aPayment}/capture` },
  voidPayment: { what: `POST /v1/payments/${aPayment}/void` },
  refundPayment: { what: `POST /v1/payments/${aPayment}/refunds`, body: { amount: { amount: 1, currency: "EUR" }, reason: "goodwill" } },
  actAtSimulatedBank: { what: "POST /v1/providers/simulated/actions", body: { paymentId: aPayment, outcome: "confirm" } },
  cancelOrder: { what: `POST /v1/orders/${OrderId.derive("sample")}/cancel`, body: { reason: "changed my mind" } },
  holdOrder: { what: `POST /v1/orders/${OrderId.derive("sample")}/hold`, body: { reason: "fraud check" } },
  resumeOrder: { what: `POST /v1/orders/${OrderId.derive("sample")}/resume` },
};
