const euros = (amount: number) => ({ amount, currency: "EUR" });

/**
 * What a field of this name says in an example, wherever its schema takes it and has no example of its own: six holders for Aino, who
 * lives in Helsinki. So the examples fit one another without being written for each operation.
 */
export const exampleWords: Readonly<Record<string, unknown>> = {
  // What is sold, and what it costs.
  name: "White hanging heart T-light holder",
  quantity: 6,
  units: 6,
  lineCount: 1,
  unitPrice: { amount: "2.55", currency: "EUR" },
  discount: euros(0),
  tax: euros(0),
  deliveryFee: euros(0),
  items: euros(1530),
  total: euros(1530),
  grand: euros(1530),
  imageUrl: "https://example.com/85123A.jpg",
  taxCategory: "standard",
  weightGrams: 120,
  // Whose it is.
  contact: { name: "Aino Virtanen", email: "aino@example.com" },
  address: { lines: ["Mannerheimintie 1"], city: "Helsinki", postalCode: "00100", country: "FI" },
  email: "aino@example.com",
  phone: "+358401234567",
  city: "Helsinki",
  postalCode: "00100",
  country: null,
  customerId: null,
  customerRef: null,
  merchantId: "default",
  // What has become of it.
  number: "4N02-Q7XK",
  status: "Placed",
  payment: { status: "Awaited", due: euros(1530), authorised: euros(0), captured: euros(0), refunded: euros(0) },
  delivery: { method: "courier", slot: null },
  promise: null,
  refusal: null,
  holds: [],
  discounts: [],
  fulfilments: [],
  deliveries: [],
  orderId: null,
  mergedInto: null,
  note: null,
  metadata: { channel: "web" },
  deadline: { at: "2026-03-29T09:32:00Z", owner: "system" },
  reserved: 0,
  version: 1,
  // What could not be done for it.
  key: "saga-fulfil-order/ord_01h455vb4pex5vsknk084sn02q",
  item: "saga-fulfil-order billing/0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01/12/3456/0",
  failure: { fingerprint: "9f2c1b7a4d3e5f60", error: "Error: what nobody foresaw" },
  // How it is paid.
  method: "pm_ok",
  provider: "simulated",
  nextAction: null,
  seller: { name: "Tea & Cup Oy", addressLines: ["Kanavakatu 2", "00160 Helsinki"], taxId: "FI12345671", email: "accounts@example.com" },
  captures: [],
  refunds: [],
  dispute: null,
  abandoned: null,
  day: "2026-03-29",
  // Who asked for it.
  actor: "key_01h455vb4pex5vsknk084sn02q",
  cause: null,
  correlation: "0af7651916cd43dd8448eb211c80319c",
  commandId: "0b9f1c9e-5a0c-4c0e-9a57-0c1f4f1f0a11",
  reason: "the customer asked for it",
  allowed: true,
  lastUsedAt: null,
  token: "wb_…",
  accessToken: "mDc3V1vXH2tQm1bPZ0r4y9s8w7u6t5r4q3p2o1n0m9k",
  source: "online-retail",
  // The page is the last one.
  next: null,
};
