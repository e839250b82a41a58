import type { StuckAsked } from "@waybill/contracts/http";
import { KeyId, MerchantId, PaymentId } from "@waybill/contracts/vocabulary";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { describe, expect, it } from "vitest";
import { paymentScene } from "../testing/billing-process.ts";
import { asking } from "../testing/http.ts";
import { content, invoiceId, terms } from "../testing/invoice-samples.ts";
import { euros, minute, orderId, paymentId, total } from "../testing/payment-samples.ts";
import { textsIn } from "../testing/pdf-texts.ts";
import { createStrictBank } from "../testing/strict-bank.ts";

const authorise = (method = "pm_ok") => ({ type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method });
const params = { paymentId };

const scene = async (method?: string) => {
  const its = paymentScene();
  const process = its.process();
  await process.ask(authorise(method));
  await process.follow();
  return { ...its, ...process, http: asking(process.billing) };
};

const askedBy = (merchant: MerchantId): StuckAsked => ({
  at: minute(500),
  caller: { keyId: KeyId.create(), role: "operator", merchant },
  command: { merchant, actor: "an operator" },
});

describe("a payment over HTTP", () => {
  it("is shown with what the customer has to do, and listed by status and order", async () => {
    const { http } = await scene("pm_requires_action");
    const expected = { id: paymentId, orderId, status: "RequiresAction", amount: euros(total), nextAction: { type: "redirect" } };
    expect(await http("getPayment", { params })).toMatchObject({ kind: "done", body: expected });
    expect(await http("listPayments", { query: { status: "RequiresAction", orderId } })).toMatchObject({
      body: { items: [expected], next: null },
    });
    expect(await http("listPayments", { query: { status: "Authorised" } })).toMatchObject({ body: { items: [] } });
    const unknown = { params: { paymentId: PaymentId.create() } };
    expect(await http("getPayment", unknown)).toMatchObject({ kind: "refused", refusal: { code: "PaymentIsNotCreated" } });
  });

  it("is captured, refunded and voided by hand", async () => {
    const { http, follow, paymentOf } = await scene();
    expect(await http("capturePayment", { params, body: { amount: euros(1_000) } })).toMatchObject({
      body: { status: "Capturing", captures: [{ amount: euros(1_000), status: "Submitted" }], version: 6 },
      version: 6,
    });
    await follow();
    expect(await http("refundPayment", { params, body: { amount: euros(300), reason: "damaged" } })).toMatchObject({ kind: "done" });
    await follow();
    expect(await http("voidPayment", { params })).toMatchObject({ body: { status: "Voiding" } });
    await follow();
    expect((await paymentOf()).ledger).toMatchObject({ captured: 1_000, refunded: 300, voided: total - 1_000 });
    expect(await http("capturePayment", { params })).toMatchObject({ refusal: { code: "CaptureExceedsAuthorisation" } });
    expect(await http("voidPayment", { params })).toMatchObject({ kind: "done", body: { status: "Captured" } });
  });

  it("goes on when the customer has acted at the simulated bank", async () => {
    const { http } = await scene("pm_requires_action");
    const body = { paymentId, outcome: "confirm" };
    expect(await http("actAtSimulatedBank", { body })).toMatchObject({ body: { status: "Authorised" } });
    expect(await http("actAtSimulatedBank", { body })).toMatchObject({ body: { status: "Authorised" } });
    const no = { paymentId, outcome: "refuse" };
    expect(await http("actAtSimulatedBank", { body: no })).toMatchObject({ refusal: { code: "NothingIsToConfirm" } });
    const refused = await scene("pm_requires_action");
    expect(await refused.http("actAtSimulatedBank", { body: no })).toMatchObject({
      body: { status: "Declined", refusal: { code: "CustomerRefused" } },
    });
  });
});

describe("payments past their deadlines", () => {
  const overdue = async ({ billing }: Awaited<ReturnType<typeof scene>>, after: number) =>
    billing.stuck.overdue({ merchant: MerchantId.default, now: minute(after), after: null, limit: 10 });

  it.each([
    { method: "pm_requires_action", minutes: 15, expected: { status: "RequiresAction", owner: "customer" } },
    { method: "pm_timeout_then_ok", minutes: 24 * 60, expected: { status: "Unknown", owner: "operator" } },
  ])("are listed with whose move it was: $method", async ({ method, minutes, expected }) => {
    const its = await scene(method);
    expect(await overdue(its, minutes - 1)).toEqual([]);
    expect(await overdue(its, minutes + 1)).toMatchObject([{ id: paymentId, orderId, ...expected }]);
  });

  it("are retried and resolved, by whose they are", async () => {
    const its = await scene("pm_timeout_then_ok");
    const asked = askedBy(MerchantId.default);
    const payment = its.billing.stuck.about(paymentId)!;
    expect(await payment.resolve(asked, "nobody knows")).toMatchObject({ refusal: { code: "WorkIsUnderWay" } });
    expect(await payment.retry(asked)).toMatchObject({ kind: "done", body: { tried: 1 } });
    await its.follow();
    expect(await payment.retry(asked)).toMatchObject({ kind: "done", body: { tried: 0 } });
    expect(await its.paymentOf()).toMatchObject({ status: "Authorised" });
    expect(await payment.resolve(asked, "it is fine")).toMatchObject({ refusal: { code: "PaymentIsNotStuck" } });
    const stranger = askedBy(MerchantId.create());
    expect(await payment.retry(stranger)).toMatchObject({ refusal: { code: "PaymentIsNotCreated" } });
    expect(await payment.resolve(stranger, "mine")).toMatchObject({ refusal: { code: "PaymentIsNotCreated" } });
    expect(its.billing.stuck.about(orderId)).toBeNull();
  });
});

describe("invoices over HTTP", () => {
  const issue = { type: "IssueInvoice", kind: "invoice", orderId, billTo: terms.billTo, quote: content, suppliedAt: minute(0), paid: null };

  it("are shown, listed by order, and credited", async () => {
    const { http, ask, follow } = await scene();
    expect(await http("getInvoice", { params: { invoiceId } })).toMatchObject({ refusal: { code: "InvoiceIsNotDrafted" } });
    await ask(issue, "an ask", invoiceId);
    expect(await http("getInvoice", { params: { invoiceId }, mediaType: "application/pdf" })).toMatchObject({
      refusal: { code: "InvoiceIsNotIssued" },
    });
    await follow();
    const shown = { id: invoiceId, status: "Issued", number: "INV-2026-000001", totals: { grand: euros(2_110) } };
    expect(await http("getInvoice", { params: { invoiceId } })).toMatchObject({ body: shown });
    const printed = await http("getInvoice", { params: { invoiceId }, mediaType: "application/pdf" });
    if (printed.kind !== "document") throw new Error(printed.kind);
    expect(printed).toMatchObject({ mediaType: "application/pdf", fileName: "INV-2026-000001.pdf" });
    expect(textsIn(Buffer.from(printed.bytes))).toContain("Invoice INV-2026-000001");
    const credited = await http("creditInvoice", { params: { invoiceId }, body: { lines: [{ id: 2, quantity: 2 }] } });
    expect(credited).toMatchObject({
      status: 201,
      body: { kind: "creditNote", status: "Issued", number: "CN-2026-000001", refersTo: invoiceId, totals: { grand: euros(1_020) } },
    });
    await follow();
    expect(await http("listOrderInvoices", { params: { orderId } })).toMatchObject({
      body: { items: [{ id: invoiceId, creditNotes: [{ amount: euros(1_020) }] }, { kind: "creditNote" }] },
    });
  });
});

describe("tax rates over HTTP", () => {
  it("are put, shown, listed and taken away", async () => {
    const { http, follow } = await scene();
    const params = { country: "FI" };
    const body = { pricesIncludeTax: true, usual: "standard", rates: [{ category: "standard", ratePpm: 255_000 }] };
    expect(await http("getTaxRates", { params })).toMatchObject({ refusal: { code: "TaxRatesAreUnknown" } });
    expect(await http("putTaxRates", { params, body })).toMatchObject({ body: { country: "FI", ...body, version: 1 } });
    expect(await http("putTaxRates", { params, body })).toMatchObject({ body: { version: 1 } });
    expect(await http("getTaxRates", { params })).toMatchObject({ body: { country: "FI", ...body } });
    await follow();
    expect(await http("listTaxRates")).toMatchObject({ body: { items: [{ country: "FI" }] } });
    expect(await http("removeTaxRates", { params })).toMatchObject({ status: 204 });
    expect(await http("getTaxRates", { params })).toMatchObject({ kind: "refused" });
  });
});

describe("the reconciliation of a day", () => {
  const day = "2026-03-29";

  it("finds both books alike, whatever was done", async () => {
    const { http, ask, follow, runUntil } = await scene();
    await ask({ type: "CapturePayment", captureId: "ful_1", amount: euros(1_500) });
    await follow();
    await ask({ type: "AbandonPayment", orderId, reason: "OrderCancelled" });
    await runUntil(minute(60));
    expect(await http("getReconciliation", { query: { day } })).toMatchObject({ body: { day, matched: 4, differences: [] } });
    expect(await http("getReconciliation", { query: { day: "2026-03-27" } })).toMatchObject({ body: { matched: 0 } });
    expect(await http("getReconciliation", { at: minute(24 * 60) })).toMatchObject({ body: { day, matched: 4 } });
    expect(await http("getReconciliation", { query: { provider: "other" } })).toMatchObject({ refusal: { code: "ProviderIsUnknown" } });
  });

  it("is done by itself, two hours after its end, and once for each day", async () => {
    const its = paymentScene();
    const [one, other] = [its.process(), its.process()];
    await one.ask(authorise());
    // Both follow the same log, and both fire its timers.
    for (const hour of [1, 24, 25, 26, 40, 52, 80]) {
      await Promise.all([one.runUntil(minute(hour * 60)), other.runUntil(minute(hour * 60))]);
    }
    await Promise.all([one.follow(), other.follow()]);
    const events = await its.log.readPartitions(new Map([[0, 0]]), 10_000);
    const done = events.filter(({ type }) => type === "DayReconciled");
    expect(done.map(({ stream }) => stream)).toEqual(["29", "30", "31"].map((nth) => `default/reconciliation/simulated-2026-03-${nth}`));
    const http = asking(other.billing);
    expect(await http("getReconciliation", { query: { day } })).toMatchObject({
      body: { matched: 1, daily: { matched: 1, differing: 0, differences: [], reconciledAt: "2026-03-30T02:00:00.000Z" } },
    });
    expect(await http("getReconciliation", { query: { day: "2026-04-01" } })).toMatchObject({ body: { daily: null } });
    expect(events.filter(({ type }) => type === "ReconciliationScheduled")).toHaveLength(4);
  });

  it("waits until both books show all that is recorded, and makes up for days on which nobody was there", async () => {
    let isComplete = false;
    const its = paymentScene();
    const process = its.process(async () => {
      if (!isComplete) throw new StoreUnavailable("a book is behind");
    });
    await process.ask(authorise());
    await process.follow();
    await expect(process.runUntil(minute(100 * 60))).rejects.toThrow("is away");
    const doneBy = async () =>
      (await its.log.readPartitions(new Map([[0, 0]]), 10_000)).filter(({ type }) => type === "DayReconciled").length;
    expect(await doneBy()).toBe(0);
    isComplete = true;
    await its.process().runUntil(minute(100 * 60));
    expect(await doneBy()).toBe(4);
  });

  it("keeps what differed", async () => {
    const process = paymentScene([createStrictBank()]).process();
    await process.ask(authorise());
    await process.runUntil(minute(40 * 60));
    const key = `default/${paymentId}/1-authorise`;
    const differences = [{ key, kind: "authorise", ours: euros(total), theirs: null }];
    expect(await asking(process.billing)("getReconciliation", { query: { day } })).toMatchObject({
      body: { daily: { matched: 0, differing: 1, differences } },
    });
  });

  it("tells what only one of them has", async () => {
    const its = paymentScene([createStrictBank()]);
    const process = its.process();
    await process.ask(authorise());
    await process.follow();
    const answer = await asking(process.billing)("getReconciliation", { query: { day } });
    const key = `default/${paymentId}/1-authorise`;
    expect(answer).toMatchObject({ body: { matched: 0, differences: [{ key, kind: "authorise", ours: euros(total), theirs: null }] } });
  });
});
