import { InvoiceId, MerchantId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { billingReadModels } from "../module.ts";
import { paymentScene } from "../testing/billing-process.ts";
import { asking } from "../testing/http.ts";
import { content, terms } from "../testing/invoice-samples.ts";
import { euros, minute } from "../testing/payment-samples.ts";
import { onBoth } from "../testing/queries-on-postgres.ts";

const database = testDatabase();
const schema = "billing";
beforeAll(() => prepareLogSchema(database.sql, schema, 1));
const there = () => ({ sql: database.sql, schema });
const merchant = MerchantId.default;
const orders = Array.from({ length: 4 }, (_, index) => OrderId.derive("queries", String(index)));

/** Payments of every kind, invoices with credit notes, and tax rates. */
const events = await (async () => {
  const { process, log } = paymentScene();
  const { ask, follow, runUntil, billing } = process();
  const methods = ["pm_ok", "pm_declined", "pm_requires_action", "recorded", "pm_timeout_then_ok", "pm_capture_fails_once"];
  for (let index = 0; index < 24; index += 1) {
    const method = methods[index % methods.length]!;
    const id = PaymentId.derive("queries", String(index));
    const orderId = orders[index % orders.length]!;
    await ask({ type: "AuthorisePayment", orderId, number: index + 1, amount: euros(1_000 + index), method }, `authorise ${index}`, id);
    // Several are created in the same millisecond.
    if (index % 5 === 4) await runUntil(minute(index));
    if (index % 3 === 0) await ask({ type: "CapturePayment", captureId: "ful_1", amount: euros(500) }, `capture ${index}`, id);
  }
  await runUntil(minute(600));
  for (const [index, orderId] of orders.entries()) {
    const id = InvoiceId.derive("queries", String(index));
    const issue = {
      type: "IssueInvoice",
      kind: "invoice",
      orderId,
      billTo: terms.billTo,
      quote: content,
      suppliedAt: minute(0),
      paid: null,
    };
    await ask(issue, `invoice ${index}`, id);
    await runUntil(minute(700));
    const creditNoteId = InvoiceId.derive("note", String(index));
    await ask({ type: "CreditInvoice", creditNoteId, lines: [{ lineId: 1, quantity: 1 }], delivery: false }, `credit ${index}`, id);
    await runUntil(minute(800));
  }
  const http = asking(billing);
  for (const country of ["FI", "DE", "US"]) {
    const body = { pricesIncludeTax: country !== "US", usual: "standard", rates: [{ category: "standard", ratePpm: 255_000 }] };
    await http("putTaxRates", { params: { country }, body });
  }
  for (let index = 24; index < 36; index += 1) {
    const id = PaymentId.derive("queries", String(index));
    const method = index % 3 === 0 ? "pm_timeout_then_ok" : "pm_requires_action";
    await ask({ type: "AuthorisePayment", orderId: orders[0], number: index, amount: euros(500), method }, `authorise ${index}`, id);
  }
  await follow();
  return log.readPartitions(new Map([[0, 0]]), 100_000);
})();

describe("what is asked of billing on PostgreSQL and in memory", () => {
  it("gives the same payments in the same order, page by page, for every filter", async () => {
    const [postgres, memory] = await onBoth(there(), billingReadModels.paymentList, events);
    const statuses = [null, "Authorised", "Declined", "PartiallyCaptured", "Expired", "Captured"] as const;
    const everyFilter = statuses.flatMap((status) =>
      [null, ...orders, OrderId.create()].flatMap((orderId) =>
        [merchant, MerchantId.create()].map((owner) => ({ merchant: owner, filter: { status, orderId } })),
      ),
    );
    let compared = 0;
    for (const wanted of everyFilter) {
      const first = { ...wanted, after: null, limit: 3 };
      const page = await postgres.page(first);
      expect(page).toEqual(await memory.page(first));
      compared += page.length;
      const last = page.at(-1);
      if (last === undefined) continue;
      const next = { ...wanted, after: { createdAt: last.createdAt, paymentId: last.paymentId }, limit: 100 };
      expect(await postgres.page(next)).toEqual(await memory.page(next));
    }
    expect(compared).toBeGreaterThan(30);
  });

  it("gives the same payments past their deadlines, page by page, whatever they are listed beside", async () => {
    const [postgres, memory] = await onBoth(there(), billingReadModels.paymentList, events);
    let compared = 0;
    for (const now of [minute(0), minute(800), minute(820), minute(5_000)]) {
      const all = await memory.overdue({ merchant, now, after: null, limit: 100 });
      expect(await postgres.overdue({ merchant, now, after: null, limit: 100 })).toEqual(all);
      expect(await postgres.overdue({ merchant: MerchantId.create(), now, after: null, limit: 100 })).toEqual([]);
      for (const { deadlineAt, paymentId } of all) {
        for (const id of ["ord_0", paymentId, "zzz_0"]) {
          const wanted = { merchant, now, after: { deadlineAt, id }, limit: 2 };
          const page = await postgres.overdue(wanted);
          expect(page).toEqual(await memory.overdue(wanted));
          compared += page.length;
        }
      }
    }
    expect(compared).toBeGreaterThan(10);
  });

  it("gives the same invoices of an order, the oldest first", async () => {
    const [postgres, memory] = await onBoth(there(), billingReadModels.invoiceList, events);
    for (const orderId of [...orders, OrderId.create()]) {
      expect(await postgres.ofOrder(merchant, orderId)).toEqual(await memory.ofOrder(merchant, orderId));
    }
    expect((await postgres.ofOrder(merchant, orders[0]!)).map(({ invoice }) => invoice.terms.kind)).toEqual(["invoice", "creditNote"]);
  });

  it("gives the same tax rates, by country", async () => {
    const [postgres, memory] = await onBoth(there(), billingReadModels.taxRates, events);
    expect(await postgres.all(merchant)).toEqual(await memory.all(merchant));
    expect((await postgres.all(merchant)).map(({ country }) => country)).toEqual(["DE", "FI", "US"]);
  });

  it("gives the same movements of money within any span of time, in both books", async () => {
    const [ours, oursInMemory] = await onBoth(there(), billingReadModels.paymentList, events);
    const [theirs, theirsInMemory] = await onBoth(there(), billingReadModels.simulatedMovements, events);
    const times = [minute(-10), minute(0), minute(5), minute(15), instant(minute(600) + 1), minute(9_000)];
    for (const from of times) {
      for (const until of times) {
        const span = { from, until };
        expect(await ours.within(merchant, "simulated", span)).toEqual(await oursInMemory.within(merchant, "simulated", span));
        expect(await theirs.within(merchant, span)).toEqual(await theirsInMemory.within(merchant, span));
      }
    }
    const always = { from: minute(-10), until: minute(99_999) };
    expect((await ours.within(merchant, "simulated", always)).length).toBeGreaterThan(10);
    expect(await ours.within(merchant, "other", always)).toEqual([]);
  });
});
