import { type Billing, billingReadModels, billingVoices, openBilling } from "@waybill/billing";
import { catalogReadModels, catalogVoices, openCatalog } from "@waybill/catalog";
import type { Route, StuckThings } from "@waybill/contracts/http";
import { customersReadModels, customersVoices, openCustomers } from "@waybill/customers";
import { inventoryReadModels, inventoryVoices, openInventory } from "@waybill/inventory";
import type { Member } from "@waybill/kernel/member";
import { createSealer } from "@waybill/kernel/sealed";
import { type Ordering, openOrdering, orderingReadModels, orderingVoices } from "@waybill/ordering";
import { createCartTokens, createCustomerTokens, createOrderTokens, webhookSecretOf } from "./access/access-token.ts";
import { type ContextOptions, type ContextProcess, runContext, type Shared } from "./context-process.ts";
import { createEars, type Ears } from "./ears.ts";
import type { Foundation } from "./foundation/foundation.ts";
import { caughtUp, retryParkedFor } from "./house-questions.ts";
import { join, retryWhatIsParked } from "./joining.ts";
import { type Holdings, personalRecords } from "./personal-records.ts";

/** Every context at work in this process, and met. Not yet following. */
export interface House {
  readonly processes: readonly ContextProcess[];
  readonly routes: readonly Route[];
  /** What may be past its deadline. */
  readonly stuck: readonly StuckThings[];
  /** What payment providers tell by themselves. */
  readonly receiveWebhook: Billing["receiveWebhook"];
}

type Name = "billing" | "catalog" | "customers" | "inventory" | "ordering";

/** What every context is opened with. */
interface Ground {
  readonly at: Readonly<Record<Name, ContextProcess>>;
  readonly ears: Ears;
  readonly keyVault: Foundation["keyVault"];
  readonly secret: Uint8Array;
}

/** Opens the contexts and lets them meet: the only place that knows all of them. */
export const openHouse = async (foundation: Foundation, shared: Shared): Promise<House> => {
  const at = await openProcesses(foundation, shared);
  const ears = createEars([
    { process: at.catalog, voices: catalogVoices() },
    { process: at.customers, voices: customersVoices() },
    { process: at.ordering, voices: orderingVoices() },
    { process: at.inventory, voices: inventoryVoices() },
    { process: at.billing, voices: billingVoices() },
  ]);
  const ground: Ground = { at, ears, keyVault: foundation.keyVault, secret: await foundation.keys.secret() };
  const catalog = openCatalog({ pipeline: at.catalog.pipeline, productList: at.catalog.keep(catalogReadModels.productList) });
  const ordering = orderingOn(ground);
  const inventory = inventoryOn(ground);
  const billing = billingOn(ground);
  const customers = customersOn(ground, ordering, billing);

  const members: readonly [ContextProcess, Member][] = [
    [at.customers, customers.member],
    [at.ordering, ordering.member],
    [at.inventory, inventory.member],
    [at.billing, billing.member],
  ];
  const targets = members.flatMap(([, { target }]) => target ?? []);
  for (const [process, member] of members) join(process, member, { ears, targets });
  return {
    processes: Object.values(at),
    routes: [...catalog.routes, ...customers.routes, ...ordering.routes, ...inventory.routes, ...billing.routes],
    stuck: [ordering.stuck, billing.stuck],
    receiveWebhook: billing.receiveWebhook,
  };
};

const openProcesses = async (foundation: Foundation, shared: Shared): Promise<Ground["at"]> => {
  const open = async (name: Name, options?: ContextOptions) => runContext(await foundation.openContext(name), shared, options);
  return {
    catalog: await open("catalog"),
    customers: await open("customers"),
    ordering: await open("ordering"),
    // What it sends at once stands on one another across partitions (ADR 135).
    inventory: await open("inventory", { lanes: 1 }),
    billing: await open("billing"),
  };
};

const orderingOn = ({ at, ears, keyVault, secret }: Ground): Ordering =>
  openOrdering({
    pipeline: at.ordering.pipeline,
    streams: at.ordering.streams,
    orderList: at.ordering.keep(orderingReadModels.orderSummary),
    customerCarts: at.ordering.keep(orderingReadModels.customerCart),
    overdueOrders: at.ordering.keep(orderingReadModels.orderDeadline),
    retryParkedFor: (orderId) => retryParkedFor(Object.values(at), orderId),
    prices: at.ordering.keep(orderingReadModels.productPrice, ears(at.ordering, "catalog")),
    terms: at.ordering.keep(orderingReadModels.saleTerms, ears(at.ordering, "billing")),
    customerStandings: at.ordering.keep(orderingReadModels.customerStanding, ears(at.ordering, "customers")),
    sealer: createSealer(keyVault),
    tokens: createOrderTokens(secret),
    cartTokens: createCartTokens(secret),
  });

const customersOn = ({ at, keyVault, secret }: Ground, { customersOrders }: Ordering, { ordersMoney }: Billing) => {
  const holdings: Holdings<Exclude<Name, "customers">> = {
    catalog: null,
    inventory: null,
    ordering: async (merchant, customerId) => {
      await caughtUp(at.ordering, "order_summary", "customer_cart");
      return customersOrders.records(merchant, customerId);
    },
    billing: async (merchant, customerId) => {
      await caughtUp(at.ordering, "order_summary");
      await caughtUp(at.billing, "payment_list", "invoice_list");
      return ordersMoney.records(merchant, await customersOrders.all(merchant, customerId));
    },
  };
  return openCustomers({
    pipeline: at.customers.pipeline,
    customerList: at.customers.keep(customersReadModels.customerList),
    sealer: createSealer(keyVault),
    vault: keyVault,
    tokens: createCustomerTokens(secret),
    liveOrdersOf: async (merchant, customerId) => {
      await caughtUp(at.ordering, "order_summary");
      return customersOrders.live(merchant, customerId);
    },
    personOf: customersOrders.personOf,
    recordsElsewhere: personalRecords(holdings),
  });
};

const inventoryOn = ({ at, ears }: Ground) =>
  openInventory({
    pipeline: at.inventory.pipeline,
    stockLevels: at.inventory.keep(inventoryReadModels.stockLevel),
    backorderable: at.inventory.keep(inventoryReadModels.backorderable, ears(at.inventory, "catalog")),
  });

/** Billing follows its own log to call providers and to issue invoices; a call that is under way is waited for at the end. */
const billingOn = ({ at, keyVault, secret }: Ground): Billing => {
  const { billing: process } = at;
  const paymentList = process.keep(billingReadModels.paymentList);
  const billing = openBilling({
    pipeline: process.pipeline,
    checkpoints: process.store.checkpoints,
    parking: process.store.parking,
    paymentList,
    retryParkedFor: (paymentId) => retryParkedFor(Object.values(at), paymentId),
    orderTokens: createOrderTokens(secret),
    invoiceList: process.keep(billingReadModels.invoiceList),
    taxRatesList: process.keep(billingReadModels.taxRates),
    differingDays: process.keep(billingReadModels.differingDays),
    books: {
      ours: paymentList,
      simulated: process.keep(billingReadModels.simulatedMovements),
      areComplete: async () => {
        for (const book of [billingReadModels.paymentList, billingReadModels.simulatedMovements]) await caughtUp(process, book.model.name);
      },
    },
    sealer: createSealer(keyVault),
    webhookSecret: webhookSecretOf("simulated", secret),
  });
  for (const { work, handle } of billing.followers) {
    process.follow(work.subscription, handle);
    retryWhatIsParked(process, work);
  }
  process.employ({ start: () => {}, stop: billing.settle });
  return billing;
};
