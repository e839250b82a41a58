import { moneyOf, parseCurrency } from "@waybill/contracts/vocabulary";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestRequest, type TestServer } from "../testing/test-server.ts";

// Whoever waited in vain would hang.
vi.mock(import("../limits.ts"), async (original) => {
  const { serverLimits } = await original();
  return { serverLimits: { ...serverLimits, preferredWaitSeconds: 600 as 10 } };
});

let [server, other]: TestServer[] = [];
beforeAll(async () => {
  // Two processes on one memory: who asks the one, races who asks the other.
  const memory = sharedMemory();
  [server, other] = await Promise.all([0, 1].map(() => startTestServer({ foundation: memory.foundation() })));
  await stockTea(server!);
  await server!.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 1_000, reason: "a delivery" } });
  await server!.ask("PATCH /v1/merchant", { body: { policies: { paymentAttempts: 2, reservedMinutes: 20 } } });
  await eventually("ordering has heard the policies", async () => {
    const { body } = await placeTea(server!, { headers: { prefer: "wait=5" } });
    return body.status === "Reserved" && Date.parse(body.deadline.at) - Date.parse(body.updatedAt) === 20 * 60_000;
  });
});
afterAll(() => Promise.all([server!.stop(), other!.stop()]));

const euros = (amount: number) => moneyOf(amount, parseCurrency("EUR")!);
const grand = 998;
const place = async (payment: object, as: TestRequest["as"] = "admin") => {
  const { allowPartial: _, ...body } = { lines: [{ sku: "TEA", quantity: 2 }], allowPartial: false, ...payment };
  const placed = await placeTea(server!, { as, body });
  expect(placed.status, placed.text).toBe(201);
  return { id: String(placed.body.id), accessToken: String(placed.body.accessToken) };
};
const orderOf = async (id: string) => (await server!.ask(`GET /v1/orders/${id}`)).body;
const becomes = (id: string, status: string) =>
  eventually(`${id} is ${status}`, async () => {
    const body = await orderOf(id);
    return body.status === status && body;
  });
/** The customer may say again how to pay. */
const awaitsPayment = (id: string) =>
  eventually(`${id} may be paid`, async () => {
    const { body } = await server!.ask(`GET /v1/orders/${id}/actions`);
    return body.some(({ action, allowed }: { action: string; allowed: boolean }) => action === "pay" && allowed);
  });
const seenPayments = async (id: string) => {
  const { body } = await server!.ask(`GET /v1/payments?orderId=${id}`);
  const payments = body.items.toSorted((one: { number: number }, two: { number: number }) => one.number - two.number);
  return payments.map(
    ({ number, status, method, voided }: { number: number; status: string; method: string; voided: { amount: number } }) => {
      return { number, status, method, voided: voided.amount };
    },
  );
};
/** Billing's list is a moment late. */
const paymentsOf = async (id: string, count: number) => {
  await eventually(`${count} payments of ${id} are seen, and nothing is under way`, async () => {
    const seen = await seenPayments(id);
    return seen.length >= count && seen.every(({ status }: { status: string }) => !/^(Created|Voiding)$/.test(status));
  });
  return seenPayments(id);
};
const pay = (id: string, body: object, { at = server!, ...request }: TestRequest & { readonly at?: TestServer } = {}) =>
  at.ask(`POST /v1/orders/${id}/payments`, { ...request, body });

describe("an order without a way to pay", () => {
  it("is placed and paid in one breath, and confirmed", async () => {
    const { id } = await place({});
    const paid = await pay(id, { paymentMethod: "pm_ok" });
    expect([paid.status, paid.body.status], paid.text).toEqual([200, "Reserved"]);
    expect((await becomes(id, "Confirmed")).payment).toMatchObject({ authorised: euros(grand), due: euros(grand) });
  });

  it("is paid by its customer in the shop, with the order's token only", async () => {
    const { id, accessToken } = await place({}, "storefront");
    const as = "storefront" as const;
    const none = await pay(id, { paymentMethod: "pm_ok" }, { as });
    const wrong = await pay(id, { paymentMethod: "pm_ok" }, { as, headers: { "waybill-access-token": `${accessToken}A` } });
    expect([none.body.code, wrong.body.code]).toEqual(["AccessTokenIsMissing", "OrderIsNotPlaced"]);
    for (const role of ["courier", "readonly"] as const) {
      expect((await pay(id, { paymentMethod: "pm_ok" }, { as: role })).status).toBe(403);
    }
    const paid = await pay(id, { paymentMethod: "pm_ok" }, { as, headers: { "waybill-access-token": accessToken } });
    expect(paid.status, paid.text).toBe(200);
    await becomes(id, "Confirmed");
  });

  it("tells whoever prefers to wait at once that it is the customer's turn, and then what became of it", async () => {
    const placed = await placeTea(server!, { body: { lines: [{ sku: "TEA", quantity: 1 }] }, headers: { prefer: "wait=600" } });
    expect(placed.body.status).toBe("Reserved");
    const paid = await pay(placed.body.id, { paymentMethod: "pm_ok" }, { headers: { prefer: "wait=600" } });
    expect(paid.body.status).toBe("Confirmed");
  });
});

describe("an order whose payment was declined", () => {
  it("is confirmed when a second method pays for it", async () => {
    const { id } = await place({ paymentMethod: "pm_declined" });
    await awaitsPayment(id);
    expect(await orderOf(id)).toMatchObject({ status: "Reserved", payment: { status: "Awaited", authorised: euros(0) } });
    expect((await pay(id, { paymentMethod: "pm_ok" })).status).toBe(200);
    expect((await becomes(id, "Confirmed")).payment).toMatchObject({ authorised: euros(grand) });
    expect(await paymentsOf(id, 2)).toEqual([
      { number: 1, status: "Declined", method: "pm_declined", voided: 0 },
      { number: 2, status: "Authorised", method: "pm_ok", voided: 0 },
    ]);
  });

  it("is rejected when the last attempt is declined too", async () => {
    const { id } = await place({ paymentMethod: "pm_declined" });
    await awaitsPayment(id);
    await pay(id, { paymentMethod: "pm_expired_card" });
    expect((await becomes(id, "Rejected")).refusal.code).toBe("PaymentDeclined");
    const late = await pay(id, { paymentMethod: "pm_ok" });
    expect([late.status, late.body.code]).toEqual([409, "OrderIsRejected"]);
  });

  it("is paid once, however many ask at once through two processes", async () => {
    const { id } = await place({ paymentMethod: "pm_declined" });
    await awaitsPayment(id);
    const asked = Array.from({ length: 12 }, (_, index) => {
      const headers = { "idempotency-key": `intent ${index % 4} of ${id}` };
      return pay(id, { paymentMethod: "pm_ok" }, { headers, at: index < 6 ? server! : other! });
    });
    const answers = await Promise.all(asked);
    const won = answers.filter(({ status }) => status === 200);
    // Of four intents one was first; it was sent three times, and is told the same each time.
    expect(won.length).toBeGreaterThan(0);
    expect(new Set(won.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    for (const { status, body } of answers) {
      if (status !== 200) expect([status, body.code]).toEqual([409, "DueIsCovered"]);
    }
    await becomes(id, "Confirmed");
    expect(await paymentsOf(id, 2)).toHaveLength(2);
  });
});

describe("an order that is paid in parts", () => {
  const parts = (...methods: readonly string[]) => ({
    payments: methods.map((method, index) => ({ method, amount: euros(index === 0 ? 300 : (grand - 300) / (methods.length - 1)) })),
  });

  it("is confirmed when all of them are authorised", async () => {
    const { id } = await place(parts("pm_ok", "recorded"));
    expect((await becomes(id, "Confirmed")).payment).toMatchObject({ authorised: euros(grand), due: euros(grand) });
    expect(await paymentsOf(id, 2)).toMatchObject([{ status: "Authorised" }, { status: "Authorised" }]);
  });

  it("keeps what is paid when another part is declined, shows it, and is confirmed when that is paid otherwise", async () => {
    const { id } = await place(parts("pm_ok", "pm_declined"));
    await awaitsPayment(id);
    await eventually("the first part is seen", async () => (await orderOf(id)).payment.authorised.amount === 300);
    const tooMuch = await pay(id, { payments: [{ method: "pm_ok", amount: euros(grand) }] });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, "PaymentsDoNotAddUp"]);
    const halves = [
      { method: "pm_ok", amount: euros(348) },
      { method: "recorded", amount: euros(350) },
    ];
    expect((await pay(id, { payments: halves })).status).toBe(200);
    expect((await becomes(id, "Confirmed")).payment).toMatchObject({ authorised: euros(grand) });
    expect((await paymentsOf(id, 4)).map(({ status }: { status: string }) => status)).toEqual([
      "Authorised",
      "Declined",
      "Authorised",
      "Authorised",
    ]);
  });

  it("gives the other part back when it is rejected for one", async () => {
    const { id } = await place(parts("pm_ok", "pm_declined"));
    await awaitsPayment(id);
    await pay(id, { paymentMethod: "pm_declined" });
    await becomes(id, "Rejected");
    await eventually("the first part was given back", async () => (await seenPayments(id))[0]?.status === "Voided");
    expect(await paymentsOf(id, 3)).toMatchObject([{ voided: 300 }, { status: "Declined" }, { status: "Declined" }]);
  });

  it("gives everything back when it is cancelled meanwhile, and takes nothing more", async () => {
    const { id } = await place(parts("pm_ok", "pm_declined"));
    await awaitsPayment(id);
    await pay(id, { paymentMethod: "pm_requires_action" });
    await server!.ask(`POST /v1/orders/${id}/cancel`, { body: { reason: "changed my mind" } });
    expect((await becomes(id, "Cancelled")).payment).toMatchObject({ status: "Released", due: euros(0) });
    await eventually("nothing is held", async () => {
      const payments = await seenPayments(id);
      const [first, second, third] = payments.map(({ status }: { status: string }) => status);
      return first === "Voided" && second === "Declined" && /^(Abandoned|Declined|Expired|Voided)$/.test(third ?? "Abandoned");
    });
    expect((await pay(id, { paymentMethod: "pm_ok" })).body.code).toBe("OrderIsCancelled");
  });
});

describe("a payment that an order has no use for", () => {
  it("is refused, and why", async () => {
    const { id } = await place({ paymentMethod: "pm_requires_action" });
    await eventually("it is reserved", async () => (await orderOf(id)).status === "Reserved");
    const covered = await pay(id, { paymentMethod: "pm_ok" });
    expect([covered.status, covered.body.code, covered.body.due, covered.body.covered]).toEqual([409, "DueIsCovered", grand, grand]);
    const { id: open } = await place({});
    const inDollars = { amount: grand, currency: "USD" };
    for (const [body, status, code] of [
      [{ payments: [{ method: "pm_ok", amount: inDollars }] }, 422, "PaymentCurrencyDiffers"],
      [{ paymentMethod: "4111111111111111" }, 422, "PaymentIsNoReference"],
      [{}, 400, undefined],
      [{ paymentMethod: "pm_ok", payments: [{ method: "pm_ok", amount: euros(grand) }] }, 400, undefined],
      [{ payments: [] }, 400, undefined],
    ] as const) {
      const refused = await pay(open, body);
      expect(refused.status, refused.text).toBe(status);
      if (code !== undefined) expect(refused.body.code).toBe(code);
    }
    expect((await pay("ord_01h455vb4pex5vsknk084sn02q", { paymentMethod: "pm_ok" })).body.code).toBe("OrderIsNotPlaced");
    expect((await pay(open, { paymentMethod: "pm_ok" }, { headers: { "if-match": '"1"' } })).status).toBe(412);
    expect(await seenPayments(open)).toEqual([]);
  });
});
