import { type Billing, billingReadModels, billingVoices, openBilling } from "@waybill/billing";
import { catalogReadModels, catalogVoices, openCatalog } from "@waybill/catalog";
import type { Route } from "@waybill/contracts/http";
import { inventoryReadModels, inventoryVoices, openInventory } from "@waybill/inventory";
import type { Member } from "@waybill/kernel/member";
import { createSealer } from "@waybill/kernel/sealed";
import { openOrdering, orderingReadModels, orderingVoices } from "@waybill/ordering";
import { createCartTokens, createOrderTokens, webhookSecretOf } from "./access/access-token.ts";
import { type ContextProcess, runContext, type Shared } from "./context-process.ts";
import { createEars } from "./ears.ts";
import type { Foundation } from "./foundation/foundation.ts";
import { join, retryWhatIsParked } from "./joining.ts";
import { serverLimits } from "./limits.ts";

/** Every context at work in this process, and met. Not yet following. */
export interface House {
  readonly processes: readonly ContextProcess[];
  readonly routes: readonly Route[];
  /** What payment providers tell by themselves. */
  readonly receiveWebhook: Billing["receiveWebhook"];
}

/** Opens the contexts and lets them meet: the only place that knows all of them. */
export const openHouse = async (foundation: Foundation, shared: Shared): Promise<House> => {
  const secret = await foundation.keys.secret();
  const open = async (name: string) => runContext(await foundation.openContext(name), shared);
  const [catalogProcess, orderingProcess] = [await open("catalog"), await open("ordering")];
  const [inventoryProcess, billingProcess] = [await open("inventory"), await open("billing")];
  const processes = [catalogProcess, orderingProcess, inventoryProcess, billingProcess];
  const ears = createEars([
    { process: catalogProcess, voices: catalogVoices() },
    { process: orderingProcess, voices: orderingVoices() },
    { process: inventoryProcess, voices: inventoryVoices() },
    { process: billingProcess, voices: billingVoices() },
  ]);

  const sealer = createSealer(foundation.keyVault);
  const catalog = openCatalog({ pipeline: catalogProcess.pipeline, productList: catalogProcess.keep(catalogReadModels.productList) });
  const ordering = openOrdering({
    pipeline: orderingProcess.pipeline,
    orderList: orderingProcess.keep(orderingReadModels.orderSummary),
    overdueOrders: orderingProcess.keep(orderingReadModels.orderDeadline),
    retryParkedFor: (orderId) => retryParkedFor(processes, orderId),
    prices: orderingProcess.keep(orderingReadModels.productPrice, ears(orderingProcess, "catalog")),
    sealer,
    tokens: createOrderTokens(secret),
    cartTokens: createCartTokens(secret),
  });
  const inventory = openInventory({
    pipeline: inventoryProcess.pipeline,
    stockLevels: inventoryProcess.keep(inventoryReadModels.stockLevel),
    backorderable: inventoryProcess.keep(inventoryReadModels.backorderable, ears(inventoryProcess, "catalog")),
  });
  const billing = openBilling({
    pipeline: billingProcess.pipeline,
    checkpoints: billingProcess.store.checkpoints,
    parking: billingProcess.store.parking,
    paymentList: billingProcess.keep(billingReadModels.paymentList),
    invoiceList: billingProcess.keep(billingReadModels.invoiceList),
    taxRatesList: billingProcess.keep(billingReadModels.taxRates),
    books: {
      ours: billingProcess.keep(billingReadModels.paymentMovements),
      simulated: billingProcess.keep(billingReadModels.simulatedMovements),
    },
    sealer,
    webhookSecret: webhookSecretOf("simulated", secret),
  });
  letBillingWork(billingProcess, billing);

  const members: readonly [ContextProcess, Member][] = [
    [orderingProcess, ordering.member],
    [inventoryProcess, inventory.member],
    [billingProcess, billing.member],
  ];
  const targets = members.flatMap(([, { target }]) => target ?? []);
  for (const [process, member] of members) join(process, member, { ears, targets });
  return {
    processes,
    routes: [...catalog.routes, ...ordering.routes, ...inventory.routes, ...billing.routes],
    receiveWebhook: billing.receiveWebhook,
  };
};

/** Keys name what they are about, so those of an order have its id in them. */
const retryParkedFor = async (processes: readonly ContextProcess[], orderId: string): Promise<number> => {
  let tried = 0;
  for (const { parking } of processes.map(({ store }) => store)) {
    const keys = await parking.list(serverLimits.parkedListed);
    for (const { subscription, key } of keys) if (key.includes(orderId) && (await parking.retry(subscription, key))) tried += 1;
  }
  return tried;
};

/** Billing follows its own log to call providers and to issue invoices; a call that is under way is waited for at the end. */
const letBillingWork = (process: ContextProcess, { followers, settle }: Billing): void => {
  for (const { work, handle } of followers) {
    process.follow(work.subscription, handle);
    retryWhatIsParked(process, work);
  }
  process.employ({ start: () => {}, stop: settle });
};
