import type { Answer, Incoming, Role } from "@waybill/contracts/http";
import { type CustomerId, KeyId, MerchantId, type OrderId } from "@waybill/contracts/vocabulary";
import type { Json } from "@waybill/kernel/brand";
import { type Clock, type Instant, systemClock } from "@waybill/kernel/clock";
import type { CommandPipeline } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import type { EventLog } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createSealer, type KeyVault } from "@waybill/kernel/sealed";
import { noMetrics } from "@waybill/kernel/telemetry";
import type { OrdersPerson } from "../http/ports.ts";
import { customersReadModels, openCustomers } from "../module.ts";
import type { CustomerRow } from "../read-models/customer-list.ts";
import { minute } from "./customer-samples.ts";

export interface Request {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly as?: Role;
  readonly merchant?: MerchantId;
  readonly key?: string;
  readonly accessToken?: string;
  readonly ifVersion?: number;
}

/** What processes of customers share, and what the houses around them say. */
export interface Surroundings {
  readonly log: EventLog;
  readonly vault: KeyVault;
  readonly rows?: () => readonly CustomerRow[];
  readonly liveOrdersOf?: (merchant: MerchantId, customerId: CustomerId) => Promise<readonly OrderId[]>;
  readonly personOf?: OrdersPerson;
  readonly elsewhere?: Readonly<Record<string, Json>>;
  readonly now?: () => Instant;
}

export const surroundings = (): { readonly log: EventLog; readonly vault: KeyVault } => ({
  log: createMemoryEventLog({ name: "customers", partitions: 4 }),
  vault: createMemoryKeyVault(),
});

const tokens = {
  of: (merchant: string, customerId: string) => `token of ${merchant} ${customerId}`,
  opens: (merchant: string, customerId: string, token: string) => token === `token of ${merchant} ${customerId}`,
};

/** One process of customers: its routes as the server would call them, with what their schemas would have decoded. */
export const customersProcess = (shared: Surroundings) => {
  const { log, vault, rows = () => [], liveOrdersOf = async () => [], elsewhere = {}, now = () => minute(0) } = shared;
  const { personOf = async () => null } = shared;
  const clock: Clock = { ...systemClock, now };
  const pipeline: CommandPipeline = { log, committer: createCommitter(log), clock, metrics: noMetrics, admission: { inFlight: 0 } };
  const sealer = createSealer(vault);
  const customerList = customersReadModels.customerList.inMemory(rows);
  const recordsElsewhere = async () => elsewhere;
  const customers = openCustomers({ pipeline, customerList, sealer, vault, tokens, liveOrdersOf, personOf, recordsElsewhere });
  const routes = new Map(customers.routes.map((route) => [route.operation, route]));
  const keyId = KeyId.derive("tester");
  const call = async (operation: string, request: Request = {}): Promise<Answer> => {
    const { params = {}, query = {}, body = {}, as = "staff", merchant = MerchantId.default, key, accessToken = null, ifVersion } = request;
    const route = routes.get(operation);
    if (route === undefined) throw new RangeError(`customers has no ${operation}`);
    const identity = [merchant, operation, JSON.stringify(params), key ?? ""];
    const incoming: Incoming<unknown, unknown, unknown> = {
      ...{ params, query, body, accessToken, lastEventId: null, mediaType: "application/json", at: now() },
      caller: { keyId, role: as, merchant },
      command: { merchant, actor: keyId, ...(key && { commandId: derivedUuid(...identity), request: JSON.stringify(body) }) },
      identify: (kind) => (key === undefined ? kind.create() : kind.derive(...identity)),
      precondition: ifVersion === undefined ? {} : { ifVersion },
    };
    return route.handle(incoming);
  };
  return { customers, sealer, call };
};

/** The JSON of an answer that was given; the whole answer of one that was refused. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body, and fails if it is not there
export const bodyOf = (answer: Answer): any => (answer.kind === "done" ? answer.body : answer);
