import { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { fold } from "@waybill/kernel/decider";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createSealer } from "@waybill/kernel/sealed";
import { describe, expect, it } from "vitest";
import type { DraftedInvoice } from "./domain/invoice.ts";
import { invoiceDecider } from "./domain/invoice-decider.ts";
import type { OpenPayment } from "./domain/payment.ts";
import { paymentDecider } from "./domain/payment-decider.ts";
import { ordersMoney } from "./orders-money.ts";
import { createInvoiceListQueriesInMemory } from "./read-models/invoice-list-queries.ts";
import { createPaymentListQueriesInMemory } from "./read-models/payment-list-queries.ts";
import { draftIt, invoiceId, terms } from "./testing/invoice-samples.ts";
import { authoriseIt, minute, orderId, paymentId } from "./testing/payment-samples.ts";

const merchant = MerchantId.default;
const sealer = createSealer(createMemoryKeyVault());
const created = paymentDecider.decide(authoriseIt, paymentDecider.initial);
const payment = fold(paymentDecider, created.kind === "accepted" ? created.events : []) as OpenPayment;
const ofOrder = { merchant, orderId, createdAt: minute(0), updatedAt: minute(0) };

const moneyOf = async (orderIds: readonly OrderId[]) => {
  const contact = await sealer.seal(orderId, { name: "Aino Virtanen" });
  const drafted = invoiceDecider.decide({ ...draftIt, orderId, billTo: { ...terms.billTo, contact } }, invoiceDecider.initial);
  const invoice = fold(invoiceDecider, drafted.kind === "accepted" ? drafted.events : []) as DraftedInvoice;
  const paymentList = createPaymentListQueriesInMemory(() => [
    { ...ofOrder, paymentId, status: payment.status, deadlineAt: null, owner: null, provider: null, movements: [], payment },
  ]);
  const invoiceList = createInvoiceListQueriesInMemory(() => [{ merchant, orderId, invoiceId, draftedAt: minute(1), version: 1, invoice }]);
  return ordersMoney({ paymentList, invoiceList, sealer }).records(merchant, orderIds);
};

describe("what billing holds of somebody's orders", () => {
  it("is their payments, and their invoices with whom they are for", async () => {
    expect(await moneyOf([OrderId.derive("another"), orderId])).toMatchObject({
      payments: [{ id: paymentId, orderId, amount: { amount: 1_920, currency: "EUR" } }],
      invoices: [{ id: invoiceId, orderId, billTo: { contact: { name: "Aino Virtanen" }, address: null } }],
    });
  });
  it("is nothing of the orders of others", async () => {
    expect(await moneyOf([OrderId.derive("another")])).toEqual({ payments: [], invoices: [] });
  });
});
