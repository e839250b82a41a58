import type { Incoming } from "@waybill/contracts/http";
import { type CartId, KeyId, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import { systemClock } from "@waybill/kernel/clock";
import { createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { streamName } from "@waybill/kernel/event-log";
import { withIfVersion } from "@waybill/kernel/if-version";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { withRefuse } from "@waybill/kernel/refuse";
import { createSealer } from "@waybill/kernel/sealed";
import { noMetrics } from "@waybill/kernel/telemetry";
import { cartDecider } from "../domain/cart-decider.ts";
import type { CartEvent } from "../domain/cart-events.ts";
import type { CartPorts } from "../http/cart-ports.ts";
import type { OrderHandler, OrderingRequestRefusal } from "../http/ports.ts";
import { teaAdded } from "./cart-samples.ts";

const unexpected = () => {
  throw new Error("a cart has no use for this");
};

/** Carts as they are kept, with orders that answer as they are told. */
export const portsWith = (placeOrder: OrderHandler["handle"] = unexpected): CartPorts => {
  const log = createMemoryEventLog({ name: "ordering" });
  const pipeline = { log, committer: createCommitter(log), clock: systemClock, metrics: noMetrics, admission: { inFlight: 0 } };
  const aggregate = { type: "cart", decider: cartDecider };
  const events = async (...[merchant, id, upTo]: Parameters<CartPorts["cartHistory"]["read"]>): Promise<readonly CartEvent[]> => {
    const recorded = await log.readStream(streamName(merchant, "cart", id), 0, upTo ?? 1_000);
    return recorded.map((one) => decodeEvent<CartEvent>({}, one));
  };
  return {
    ...{ log, clock: systemClock, sealer: createSealer(createMemoryKeyVault()) },
    carts: createCommandHandler(pipeline, withIfVersion(withRefuse<OrderingRequestRefusal>()(aggregate))),
    cartHistory: { read: events },
    orders: { handle: placeOrder },
    ...{ importedReturns: { handle: unexpected }, readImportedReturn: unexpected },
    ...{ orderHistory: { read: unexpected }, orderList: { page: unexpected }, prices: { find: async () => new Map() } },
    terms: { taxes: async () => null, policies: async () => usualOrderPolicies },
    customerStandings: { find: async () => "Known" },
    ...{ overdueOrders: { overdue: unexpected }, retryParkedFor: unexpected, watchOrder: unexpected },
    ...{ tokens: { of: unexpected, opens: unexpected }, cartTokens: { of: unexpected, opens: unexpected } },
  };
};

/** What staff ask of a cart, as a route is asked it. */
export const askedOf = (cartId: CartId, body: unknown, commandId: string): Incoming<unknown, unknown, unknown> => ({
  ...{
    params: { cartId },
    query: {},
    body,
    at: teaAdded.at,
    precondition: {},
    accessToken: null,
    lastEventId: null,
    mediaType: "application/json",
    identify: unexpected,
  },
  caller: { keyId: KeyId.derive("staff"), role: "staff", merchant: "default" },
  command: { merchant: "default", commandId, request: "the same" },
});
