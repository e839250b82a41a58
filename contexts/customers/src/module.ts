import type { Route } from "@waybill/contracts/http";
import type { MerchantId } from "@waybill/contracts/vocabulary";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
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
import type { GuestEvent } from "./domain/guest-events.ts";
import { customerErasureTimekeeper, erasingCustomers } from "./erasing-customers.ts";
import { erasingGuests, guestErasureTimekeeper } from "./erasing-guests.ts";
import { guestAggregate } from "./guests.ts";
import { eraseCustomer } from "./http/erase-customer.ts";
import { eraseGuest } from "./http/erase-guest.ts";
import { exportCustomer } from "./http/export-customer.ts";
import { addCustomerAddress, changeCustomerAddress, removeCustomerAddress } from "./http/keep-addresses.ts";
import { addCustomer, changeCustomer, getCustomer } from "./http/keep-profile.ts";
import { setCustomerConsent, setCustomerPreferences } from "./http/keep-wishes.ts";
import { listCustomers } from "./http/list-customers.ts";
import type { CustomersPorts, CustomersRequestRefusal, CustomerTokens, LiveOrders, OrdersPerson, PersonalRecords } from "./http/ports.ts";
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
  readonly personOf: OrdersPerson;
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
  const guests = createCommandHandler(pipeline, withIfVersion(refusable(guestAggregate)));
  const [history, guestHistory] = [historyIn<CustomerEvent>(log, customerAggregate), historyIn<GuestEvent>(log, guestAggregate)];
  const erase = erasingCustomers({ ...given, customers, vault, clock });
  const erasesGuest = erasingGuests({ ...given, guests, vault, clock });
  const ports: CustomersPorts = { ...given, log, customers, history, list, erase, guests, guestHistory, eraseGuest: erasesGuest };
  const timekeepers = [customerErasureTimekeeper(erase, history), guestErasureTimekeeper(erasesGuest, guestHistory)];
  return {
    routes: customerRoutes.map((declare) => declare(ports)),
    // Version 1 knew no guests.
    member: { target: null, sagas: [], timekeepers, timersVersion: 2 },
  };
};

const customerRoutes = [
  ...[addCustomer, listCustomers, getCustomer, changeCustomer, eraseCustomer, exportCustomer],
  ...[addCustomerAddress, changeCustomerAddress, removeCustomerAddress, setCustomerConsent, setCustomerPreferences],
  eraseGuest,
];

/** The events of single things of one kind: in order, up to a version. */
const historyIn = <Event extends { readonly type: string }>(
  log: Pick<EventLog, "readStream">,
  aggregate: Pick<Aggregate<never, never, Event>, "type" | "upcasters">,
) => ({
  read: async (merchant: MerchantId, id: string, upToVersion = Number.POSITIVE_INFINITY) => {
    const stream = streamName(merchant, aggregate.type, id);
    const events: { readonly event: Event; readonly recorded: RecordedEvent }[] = [];
    for (;;) {
      const wanted = Math.min(upToVersion - events.length, limits.streamPageEvents);
      const page = wanted > 0 ? await log.readStream(stream, events.length, wanted) : [];
      events.push(...page.map((recorded) => ({ event: decodeEvent<Event>(aggregate, recorded), recorded })));
      if (page.length < wanted || wanted <= 0) return events;
    }
  },
});
