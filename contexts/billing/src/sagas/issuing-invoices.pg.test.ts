import { InvoiceId, MerchantId } from "@waybill/contracts/vocabulary";
import { systemClock } from "@waybill/kernel/clock";
import { streamName } from "@waybill/kernel/event-log";
import { twoPostgresLogs } from "@waybill/kernel/testing/two-postgres-logs";
import { describe, expect, it } from "vitest";
import { readingInvoices } from "../invoices.ts";
import { billingProcess, stoppedClock } from "../testing/billing-process.ts";
import { content, terms } from "../testing/invoice-samples.ts";
import { minute } from "../testing/payment-samples.ts";

const makeLogs = twoPostgresLogs();
const { orderId, billTo } = terms;
const issue = { type: "IssueInvoice", kind: "invoice", orderId, billTo, quote: content, suppliedAt: minute(0), paid: null };

describe("many who issue invoices at once, in two processes on PostgreSQL", () => {
  it("give out every number once, and leave no gap", async () => {
    const logs = await makeLogs();
    const clock = stoppedClock(systemClock.now());
    const year = new Date(clock.now()).getUTCFullYear();
    const processes = logs.map((log) => billingProcess({ log, clock }));
    const ids = Array.from({ length: 120 }, (_, index) => InvoiceId.derive("race", String(index)));
    await Promise.all(processes.flatMap(({ ask }) => ids.map((id) => ask(issue, `ask for ${id}`, id))));
    // Each follows all of the log, so each issues all of them.
    await Promise.all(processes.map(({ follow }) => follow()));
    const issued = await Promise.all(ids.map((id) => readingInvoices(logs[0])(MerchantId.default, id)));
    const numbers = issued.map((one) => one?.invoice.number).sort();
    expect(numbers).toEqual(ids.map((_, index) => `INV-${year}-${String(index + 1).padStart(6, "0")}`));
    const series = await logs[0].readStream(streamName("default", "invoice-series", `INV-${year}`), 0, 1_000);
    expect(series.map(({ version, data }) => [version, data.number])).toEqual(ids.map((_, index) => [index + 1, index + 1]));
  });
});
