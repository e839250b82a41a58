import type { Route } from "@waybill/contracts/http";
import { decodeEvent } from "@waybill/kernel/aggregate";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { withIfVersion } from "@waybill/kernel/if-version";
import { limits } from "@waybill/kernel/limits";
import type { Member } from "@waybill/kernel/member";
import { withRefuse } from "@waybill/kernel/refuse";
import type { KeyVault, Sealer } from "@waybill/kernel/sealed";
import { type Voice, voiceOf } from "@waybill/kernel/voice";
import { customerAggregate } from "./customers.ts";
import type { CustomerEvent } from "./domain/customer-events.ts";
import { erasing, erasureTimekeeper } from "./erasing.ts";
import { eraseCustomer } from "./http/erase-customer.ts";
import { exportCustomer } from "./http/export-customer.ts";
import { addCustomerAddress, changeCustomerAddress, removeCustomerAddress } from "./http/keep-addresses.ts";
import { addCustomer, changeCustomer, getCustomer } from "./http/keep-profile.ts";
import { setCustomerConsent, setCustomerPreferences } from "./http/keep-wishes.ts";
import { listCustomers } from "./http/list-customers.ts";
import type {
  CustomerHistory,
  CustomersPorts,
  CustomersRequestRefusal,
  CustomerTokens,
  LiveOrders,
  PersonalRecords,
  RecordedCustomerEvent,
} from "./http/ports.ts";
import { customerList } from "./read-models/customer-list.ts";
import {
  type CustomerListQueries,
  createCustomerListQueries,
  createCustomerListQueriesInMemory,
} from "./read-models/customer-list-queries.ts";
import { saysOfCustomer } from "./says.ts";

/** A recorded event as customers speaks of it today. */
const decodeCustomerEvent = (recorded: RecordedEvent): CustomerEvent => decodeEvent(customerAggregate, recorded);

/** What customers keeps up to date for those who ask, and how it is asked where. */
export const customersReadModels = {
  customerList: {
    model: customerList,
    decode: decodeCustomerEvent,
    onPostgres: createCustomerListQueries,
    inMemory: createCustomerListQueriesInMemory,
  },
};

/** What customers says to others. */
export const customersVoices = (): readonly Voice[] => [voiceOf(customerAggregate, saysOfCustomer)];

/** What customers is given to run on. */
export interface CustomersParts {
  readonly pipeline: CommandPipeline;
  readonly customerList: CustomerListQueries;
  readonly sealer: Sealer;
  /** The one that the sealer stands on. */
  readonly vault: Pick<KeyVault, "close" | "dropClosed" | "reopen">;
  readonly tokens: CustomerTokens;
  readonly liveOrdersOf: LiveOrders;
  readonly recordsElsewhere: PersonalRecords;
}

/** Customers at work: what it offers over HTTP, and to where contexts meet. */
export interface Customers {
  readonly routes: readonly Route[];
  readonly member: Member;
}

export const openCustomers = ({ pipeline, customerList: list, vault, ...given }: CustomersParts): Customers => {
  const { log, clock } = pipeline;
  const refusable = withRefuse<CustomersRequestRefusal>();
  const customers = createCommandHandler(pipeline, withIfVersion(refusable(customerAggregate)));
  const history = customerHistoryIn(log);
  const erase = erasing({ ...given, customers, vault, clock });
  const ports: CustomersPorts = { ...given, log, customers, history, list, erase };
  return {
    routes: customerRoutes.map((declare) => declare(ports)),
    member: { target: null, sagas: [], timekeepers: [erasureTimekeeper(erase, history)], timersVersion: 1 },
  };
};

const customerRoutes = [
  ...[addCustomer, listCustomers, getCustomer, changeCustomer, eraseCustomer, exportCustomer],
  ...[addCustomerAddress, changeCustomerAddress, removeCustomerAddress, setCustomerConsent, setCustomerPreferences],
];

const customerHistoryIn = (log: Pick<EventLog, "readStream">): CustomerHistory => ({
  read: async (merchant, customerId, upToVersion = Number.POSITIVE_INFINITY) => {
    const stream = streamName(merchant, customerAggregate.type, customerId);
    const events: RecordedCustomerEvent[] = [];
    for (;;) {
      const wanted = Math.min(upToVersion - events.length, limits.streamPageEvents);
      const page = wanted > 0 ? await log.readStream(stream, events.length, wanted) : [];
      events.push(...page.map((recorded) => ({ event: decodeCustomerEvent(recorded), recorded })));
      if (page.length < wanted || wanted <= 0) return events;
    }
  },
});
