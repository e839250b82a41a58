import { openBilling } from "@waybill/billing";
import { invoiceAddress, invoiceIdOf } from "@waybill/contracts/invoice-commands";
import type { InvoiceId, MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { systemClock } from "@waybill/kernel/clock";
import { createCommitter } from "@waybill/kernel/committer";
import { streamName } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { noMetrics } from "@waybill/kernel/telemetry";
import type { Foundation } from "../foundation/foundation.ts";

/**
 * Has billing asked to invoice an order as it was placed, as fulfil-order will when it is delivered. The server on the same foundation
 * follows, and issues it.
 */
export const issueInvoice = async (foundation: Foundation, merchant: MerchantId, orderId: OrderId): Promise<InvoiceId> => {
  const [ordering, billing] = [await foundation.openContext("ordering"), await foundation.openContext("billing")];
  const [placed] = await ordering.log.readStream(streamName(merchant, "order", orderId), 0, 1);
  const { log } = billing;
  const pipeline = { log, committer: createCommitter(log), clock: systemClock, metrics: noMetrics, admission: { inFlight: 0 } };
  const { member } = openBilling({ ...billing, pipeline, paymentList: {}, books: { simulated: {} } } as never);
  const invoiceId = invoiceIdOf(orderId);
  const command = {
    ...{ type: "IssueInvoice", kind: "invoice", orderId, quote: placed!.data.quote, suppliedAt: systemClock.now(), paid: null },
    billTo: { customerId: null, contact: null, address: null },
  } as const;
  const context = { merchant, commandId: derivedUuid("a test asks", orderId), replayableForMs: null };
  const outcome = await member.target?.carryOut({ ...invoiceAddress(invoiceId), command } as never, context);
  if (outcome?.kind !== "accepted") throw new Error(JSON.stringify(outcome));
  return invoiceId;
};
