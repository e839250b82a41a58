import type { Incoming } from "@waybill/contracts/http";
import { KeyId } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import { systemClock } from "@waybill/kernel/clock";
import { createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { streamName } from "@waybill/kernel/event-log";
import { newUuid } from "@waybill/kernel/id";
import { withIfVersion } from "@waybill/kernel/if-version";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { withRefuse } from "@waybill/kernel/refuse";
import { createSealer } from "@waybill/kernel/sealed";
import { noMetrics } from "@waybill/kernel/telemetry";
import { describe, expect, it } from "vitest";
import { cartDecider } from "../domain/cart-decider.ts";
import type { CartEvent } from "../domain/cart-events.ts";
import { cartId, openIt, teaAdded } from "../testing/cart-samples.ts";
import { cartRecordOf } from "./cart-answer.ts";
import type { CartPorts } from "./cart-ports.ts";
import { checkOutCart } from "./check-out-cart.ts";
import type { OrderHandler, OrderingRequestRefusal } from "./ports.ts";

const unused = () => {
  throw new Error("a checkout has no use for this");
};

/** Carts as they are kept, with orders that answer as they are told. */
const portsWith = (placeOrder: OrderHandler["handle"]): CartPorts => {
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
    ...{ orderHistory: { read: unused }, orderList: { page: unused }, prices: { find: unused } },
    ...{ tokens: { of: unused, opens: unused }, cartTokens: { of: unused, opens: unused } },
  };
};

const caller = { keyId: KeyId.derive("staff"), role: "staff", merchant: "default" } as const;
const body = { address: { lines: ["Mannerheimintie 1"], city: "Helsinki", country: "FI" }, paymentMethod: "pm_ok" };
const asked = (commandId: string): Incoming<unknown, unknown, unknown> => ({
  ...{ params: { cartId }, query: {}, body, caller, at: teaAdded.at, precondition: {}, accessToken: null, identify: unused },
  command: { merchant: "default", commandId, request: "the same" },
});

describe("a checkout whose order is refused", () => {
  it("says so, every time, and gives the cart back", async () => {
    const refusal = { code: "CustomerIsBlocked" } as const;
    const placed: string[] = [];
    const ports = portsWith(async (orderId, _, { commandId = "" }) => {
      placed.push(`${orderId} ${commandId}`);
      return { kind: "refused", refusal, version: 0, replayed: placed.length > 1 };
    });
    await ports.carts.handle(cartId, openIt, { merchant: "default" });
    await ports.carts.handle(cartId, { ...teaAdded, type: "AddItem" }, { merchant: "default" });
    const cart = async () => cartRecordOf(await ports.cartHistory.read("default", cartId))?.cart;
    const key = newUuid();
    expect(await checkOutCart(ports).handle(asked(key))).toMatchObject({ kind: "refused", refusal });
    expect(await cart()).toMatchObject({ status: "Open", attempts: 1 });
    expect(await checkOutCart(ports).handle(asked(key))).toMatchObject({ kind: "refused", refusal, replayed: true });
    expect(new Set(placed).size).toBe(1);
    expect(await cart()).toMatchObject({ status: "Open", attempts: 1 });
    // Another wish is another attempt, and another order.
    await checkOutCart(ports).handle(asked(newUuid()));
    expect(new Set(placed).size).toBe(2);
    expect(await cart()).toMatchObject({ status: "Open", attempts: 2 });
  });
});
