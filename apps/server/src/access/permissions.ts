import type { Role } from "@waybill/contracts/http";

/** Who may use an operation: these roles, or anyone without a key. */
export type Permitted = readonly Role[] | "anyone";

const office = ["admin", "operator", "staff"] as const satisfies readonly Role[];
const readers = [...office, "readonly"] as const satisfies readonly Role[];
/** With limits that the operation itself knows: a storefront sets no prices, records no money, and opens a cart, an order or a payment only with an access token. */
const shop = ["storefront"] as const satisfies readonly Role[];

/**
 * The whole of who may do what. An operation that is not here does not start, and neither does a line without its operation.
 * Couriers have nothing to do yet.
 */
export const permissions: Readonly<Record<string, Permitted>> = {
  isAlive: "anyone",
  isReady: "anyone",
  getMetrics: "anyone",
  getOpenApi: "anyone",
  getAsyncApi: "anyone",
  getReference: "anyone",
  /** Whoever knows the provider's secret: the signature is the key. */
  receiveProviderWebhook: "anyone",

  listKeys: ["admin"],
  createKey: ["admin"],
  revokeKey: ["admin"],
  listAudit: ["admin"],

  putProduct: office,
  getProduct: [...readers, ...shop],
  listProducts: [...readers, ...shop],

  addCustomer: [...office, ...shop],
  listCustomers: readers,
  getCustomer: [...readers, ...shop],
  changeCustomer: office,
  eraseCustomer: office,
  eraseGuest: office,
  exportCustomer: office,
  addCustomerAddress: office,
  changeCustomerAddress: office,
  removeCustomerAddress: office,
  setCustomerConsent: office,
  setCustomerPreferences: office,

  openCart: [...office, ...shop],
  getCart: [...readers, ...shop],
  changeCart: [...office, ...shop],
  addCartItem: [...office, ...shop],
  changeCartItem: [...office, ...shop],
  removeCartItem: [...office, ...shop],
  addCartDiscount: office,
  removeCartDiscounts: office,
  mergeCart: [...office, ...shop],
  checkOutCart: [...office, ...shop],
  quoteLines: [...readers, ...shop],

  listStuck: ["admin", "operator"],
  retryStuck: ["admin", "operator"],
  resolveStuck: ["admin", "operator"],

  listSubscriptions: ["admin"],
  rebuildReadModel: ["admin"],
  callOffRebuild: ["admin"],
  listParked: ["admin"],
  retryParkedKey: ["admin"],
  skipParkedItem: ["admin"],
  redriveParked: ["admin"],

  adjustStock: office,
  importStockAdjustment: office,
  countStock: office,
  putStockPolicy: office,
  getStock: readers,
  listStock: readers,
  listStockMovements: readers,

  listPayments: [...readers, ...shop],
  getPayment: [...readers, ...shop],
  capturePayment: office,
  voidPayment: office,
  refundPayment: office,
  actAtSimulatedBank: [...office, ...shop],
  getInvoice: readers,
  listOrderInvoices: readers,
  creditInvoice: office,
  importCreditNote: office,
  getMerchant: readers,
  changeMerchant: ["admin"],
  putTaxRates: office,
  removeTaxRates: office,
  getTaxRates: readers,
  listTaxRates: readers,
  getReconciliation: readers,

  placeOrder: [...office, ...shop],
  importOrder: office,
  importReturn: office,
  getOrder: [...readers, ...shop],
  listOrders: readers,
  getOrderHistory: readers,
  streamOrder: [...readers, ...shop],
  getOrderActions: [...readers, ...shop],
  chooseLines: [...office, ...shop],
  payOrder: [...office, ...shop],
  cancelOrder: [...office, ...shop],
  holdOrder: office,
  resumeOrder: office,
};
