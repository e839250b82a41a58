import type { Incoming } from "@waybill/contracts/http";
import { CustomerId, KeyId, OrderId, parseCurrency, parseSku, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { instant, systemClock } from "@waybill/kernel/clock";
import { createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { withIfVersion } from "@waybill/kernel/if-version";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { withRefuse } from "@waybill/kernel/refuse";
import { createSealer } from "@waybill/kernel/sealed";
import { noMetrics } from "@waybill/kernel/telemetry";
import { describe, expect, it } from "vitest";
import { orderAggregate } from "../aggregates.ts";
import { portsWith } from "../testing/cart-ports.ts";
import { orderingEdgeLimits } from "./limits.ts";
import { placeOrder } from "./place-order.ts";
import type { CustomerStanding, OrderHandler, OrderingPorts, OrderingRequestRefusal } from "./ports.ts";

const [EUR, tea] = [parseCurrency("EUR")!, parseSku("TEA")!];
const product = { name: "Tea", unitPrice: { amount: 499, decimals: 2, currency: EUR }, taxCategory: null };
const [orderId, customerId] = [OrderId.create(), CustomerId.create()];
const guest = { contact: { name: "Ada" }, lines: [{ sku: tea, quantity: 1 }], paymentMethod: "pm_ok" };

/** Orders as they are kept. */
const keptOrders = (): OrderHandler => {
  const log = createMemoryEventLog({ name: "ordering" });
  const pipeline = { log, committer: createCommitter(log), clock: systemClock, metrics: noMetrics, admission: { inFlight: 0 } };
  return createCommandHandler(pipeline, withIfVersion(withRefuse<OrderingRequestRefusal>()(orderAggregate)));
};

/** Places an order where the customer has this standing. The command that came of it, who had to be given a key, and what was asked in which turn. */
const placing = async (body: object, standing: CustomerStanding | null = "Known") => {
  const orders = keptOrders();
  const commands: Parameters<OrderHandler["handle"]>[1][] = [];
  const opened: unknown[] = [];
  const turns: string[][] = [[]];
  /** Answers in a later turn, as a database does. */
  const answered = async <T>(question: string, answer: T): Promise<T> => {
    turns.at(-1)?.push(question);
    await new Promise(setImmediate);
    if (turns.at(-1)?.length !== 0) turns.push([]);
    return answer;
  };
  let elapsedMs = 0;
  const keyed: string[] = [];
  const vault = createMemoryKeyVault();
  const keyFor = async (subject: string) => {
    keyed.push(subject);
    return answered("key", await vault.keyFor(subject));
  };
  const sealer = createSealer({ ...vault, keyFor });
  const open: typeof sealer.open = (sealed) => {
    opened.push(sealed);
    return sealer.open(sealed);
  };
  const ports: OrderingPorts = {
    ...portsWith((id, command, context) => {
      commands.push(command);
      return orders.handle(id, command, context);
    }),
    clock: { now: () => instant(0), monotonicMs: () => (elapsedMs += orderingEdgeLimits.unknownSkuWaitMs) },
    prices: { find: (_, skus) => answered("prices", new Map(skus.includes(tea) ? [[tea, product]] : [])) },
    terms: { taxes: () => answered("taxes", null), policies: () => answered("policies", usualOrderPolicies) },
    customerStandings: { find: () => answered("standing", standing) },
    sealer: { ...sealer, open },
  };
  const asked: Partial<Incoming<unknown, unknown, unknown>> = { body, at: instant(0), precondition: {}, command: { merchant: "default" } };
  const caller = { keyId: KeyId.derive("staff"), role: "staff", merchant: "default" } as const;
  const identify = () => orderId as never;
  const answer = await placeOrder(ports).handle({ ...asked, caller, identify } as Incoming<unknown, unknown, unknown>);
  return { answer, command: commands[0], keyed, opened, turns: turns.filter(({ length }) => length > 0) };
};

const refusal = (code: string) => ({ type: "Refuse", refusal: { code } });

describe("placing an order", () => {
  it("asks at once for all that it needs to know, and then for the person's key", async () => {
    const { command, keyed, turns } = await placing({ ...guest, customerId });
    expect(turns.map((questions) => questions.toSorted())).toEqual([["policies", "prices", "standing", "taxes"], ["key"]]);
    expect(command).toMatchObject({ type: "PlaceOrder", contact: { subject: customerId }, policies: usualOrderPolicies });
    expect(keyed).toEqual([customerId]);
    expect((await placing(guest)).turns.map((questions) => questions.toSorted())).toEqual([["policies", "prices", "taxes"], ["key"]]);
  });

  it("is answered with what is personal in it, which nobody had to open", async () => {
    const { answer, opened } = await placing({ ...guest, note: "Ring twice" });
    expect(answer).toMatchObject({ kind: "done", status: 201, body: { contact: guest.contact, note: "Ring twice" } });
    expect(opened).toEqual([]);
  });

  it("makes no key for whose order is refused before it is decided", async () => {
    const otherCurrency = { method: "pm_ok", amount: { amount: 499, currency: parseCurrency("USD")! } };
    const { paymentMethod: _, ...unpaid } = guest;
    const refused = [
      [await placing({ ...guest, lines: [{ sku: parseSku("COFFEE")!, quantity: 1 }] }), "UnknownSku"],
      [await placing({ ...unpaid, payments: [otherCurrency] }), "PaymentCurrencyDiffers"],
      [await placing({ ...guest, customerId }, "Blocked"), "CustomerIsBlocked"],
      [await placing({ ...guest, customerId }, "Erased"), "PersonIsErased"],
      [await placing({ ...guest, customerId }, null), "CustomerIsUnknown"],
    ] as const;
    for (const [{ command, keyed }, code] of refused) {
      expect(command).toMatchObject(refusal(code));
      expect(keyed).toEqual([]);
    }
  });

  it("says first what is wrong with the wares, then with the payment, then with the customer", async () => {
    const lines = [{ sku: parseSku("COFFEE")!, quantity: 1 }];
    expect((await placing({ ...guest, lines, customerId }, "Blocked")).command).toMatchObject(refusal("UnknownSku"));
    const { paymentMethod: _, ...unpaid } = guest;
    const payments = [{ method: "pm_ok", amount: { amount: 499, currency: parseCurrency("USD")! } }];
    expect((await placing({ ...unpaid, payments, customerId }, "Blocked")).command).toMatchObject(refusal("PaymentCurrencyDiffers"));
  });
});
