import type { Route, StuckThings } from "@waybill/contracts/http";
import type { AskTarget } from "@waybill/kernel/ask";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { withIfVersion } from "@waybill/kernel/if-version";
import type { Member } from "@waybill/kernel/member";
import type { Sealer } from "@waybill/kernel/sealed";
import { type Voice, voiceOf, wholeVoiceOf } from "@waybill/kernel/voice";
import { invoiceDocument } from "./documents/invoice-document.ts";
import { type FollowingParts, followingOwn, type OwnFollower } from "./following.ts";
import { capturePayment, refundPayment, voidPayment } from "./http/command-payment.ts";
import { getPayment, listPayments } from "./http/get-payments.ts";
import { importCreditNote } from "./http/import-credit-note.ts";
import { creditInvoice, getInvoice, listOrderInvoices } from "./http/invoices.ts";
import { changeMerchant, getMerchant } from "./http/merchant.ts";
import type { BillingPorts, PaymentList } from "./http/ports.ts";
import { getReconciliation } from "./http/reconciliations.ts";
import { actAtSimulatedBank } from "./http/simulated-bank.ts";
import { stuckPayments } from "./http/stuck-payments.ts";
import { getTaxRates, listTaxRates, putTaxRates, removeTaxRates } from "./http/tax-rates.ts";
import { decodeInvoiceEvent, invoiceAggregate, invoiceSeriesAggregate, readingInvoices } from "./invoices.ts";
import { merchantAggregate, readingMerchants } from "./merchants.ts";
import { type OrdersMoney, ordersMoney } from "./orders-money.ts";
import { decodePaymentEvent, paymentAggregate, readingPayments } from "./payments.ts";
import { callingProviders } from "./providers/calling-providers.ts";
import type { PaymentProvider } from "./providers/provider.ts";
import { createSimulatedProvider, decodeAccountEvent } from "./providers/simulated/simulated-provider.ts";
import { type ReceiveWebhook, receivingWebhooks } from "./providers/webhooks.ts";
import { differingDays } from "./read-models/differing-days.ts";
import {
  createDifferingDaysQueries,
  createDifferingDaysQueriesInMemory,
  type DifferingDaysQueries,
} from "./read-models/differing-days-queries.ts";
import { invoiceList } from "./read-models/invoice-list.ts";
import { createInvoiceListQueries, createInvoiceListQueriesInMemory, type InvoiceListQueries } from "./read-models/invoice-list-queries.ts";
import { createSimulatedMovementQueries, createSimulatedMovementQueriesInMemory } from "./read-models/movement-queries.ts";
import { paymentList } from "./read-models/payment-list.ts";
import { createPaymentListQueries, createPaymentListQueriesInMemory, type PaymentListQueries } from "./read-models/payment-list-queries.ts";
import { simulatedMovements } from "./read-models/simulated-movements.ts";
import { createTaxRatesQueries, createTaxRatesQueriesInMemory, type TaxRatesQueries, taxRatesList } from "./read-models/tax-rates-list.ts";
import { decodeReconciliationEvent } from "./reconciliations.ts";
import { type BothBooks, reconcilingOn } from "./reconciling.ts";
import { carryOutInvoice } from "./sagas/invoice-target.ts";
import { issuingInvoices } from "./sagas/issuing-invoices.ts";
import { carryOutPayment } from "./sagas/payment-target.ts";
import { paymentTimekeeper } from "./sagas/payment-timekeeper.ts";
import { saysOfPayment } from "./says.ts";
import { saysOfInvoice } from "./says-of-invoice.ts";
import { saysOfMerchant } from "./says-of-merchant.ts";
import { saysOfTaxRates } from "./says-of-tax-rates.ts";
import { decodeTaxRatesEvent, readingTaxRates, taxRatesAggregate } from "./tax-rates.ts";

/** What billing keeps up to date for those who ask, and how it is asked where. */
export const billingReadModels = {
  paymentList: {
    model: paymentList,
    decode: decodePaymentEvent,
    onPostgres: createPaymentListQueries,
    inMemory: createPaymentListQueriesInMemory,
  },
  invoiceList: {
    model: invoiceList,
    decode: decodeInvoiceEvent,
    onPostgres: createInvoiceListQueries,
    inMemory: createInvoiceListQueriesInMemory,
  },
  taxRates: {
    model: taxRatesList,
    decode: decodeTaxRatesEvent,
    onPostgres: createTaxRatesQueries,
    inMemory: createTaxRatesQueriesInMemory,
  },
  differingDays: {
    model: differingDays,
    decode: decodeReconciliationEvent,
    onPostgres: createDifferingDaysQueries,
    inMemory: createDifferingDaysQueriesInMemory,
  },
  simulatedMovements: {
    model: simulatedMovements,
    decode: decodeAccountEvent,
    onPostgres: createSimulatedMovementQueries,
    inMemory: createSimulatedMovementQueriesInMemory,
  },
};

/** What billing says to others. */
export const billingVoices = (): readonly Voice[] => [
  wholeVoiceOf(paymentAggregate, saysOfPayment),
  wholeVoiceOf(invoiceAggregate, saysOfInvoice),
  voiceOf(taxRatesAggregate, saysOfTaxRates),
  voiceOf(merchantAggregate, saysOfMerchant),
];

/** What billing is given to run on. */
export interface BillingParts extends FollowingParts {
  readonly pipeline: CommandPipeline;
  readonly paymentList: PaymentListQueries;
  readonly retryParkedFor: BillingPorts["retryParkedFor"];
  readonly orderTokens: BillingPorts["orderTokens"];
  readonly invoiceList: InvoiceListQueries;
  readonly taxRatesList: TaxRatesQueries;
  readonly differingDays: DifferingDaysQueries;
  /** Both books, to be compared. */
  readonly books: BothBooks;
  /** Opens whom an invoice is for. */
  readonly sealer: Pick<Sealer, "open">;
  /** Signs the simulated provider's webhooks. */
  readonly webhookSecret: string;
  /** Instead of the simulated one, which is the default. */
  readonly providers?: readonly PaymentProvider[];
}

/** Billing at work: what it offers over HTTP, and to other contexts. */
export interface Billing {
  readonly routes: readonly Route[];
  readonly member: Member;
  /** Payments past their deadlines, and what can be done about them. */
  readonly stuck: StuckThings;
  /** Who follows billing's own log, to call providers and to issue invoices. */
  readonly followers: readonly OwnFollower[];
  /** Resolves when no call of this process to a provider is under way: before it stops. */
  readonly settle: () => Promise<void>;
  /** What providers tell by themselves: without a key, and with the bytes of the body as they came. */
  readonly receiveWebhook: ReceiveWebhook;
  /** What customers must know of money. */
  readonly ordersMoney: OrdersMoney;
}

export const openBilling = (parts: BillingParts): Billing => {
  const { pipeline, books, sealer } = parts;
  const { log, clock } = pipeline;
  const payments = createCommandHandler(pipeline, withIfVersion(paymentAggregate));
  const invoices = createCommandHandler(pipeline, withIfVersion(invoiceAggregate));
  const series = createCommandHandler(pipeline, invoiceSeriesAggregate);
  const simulated = createSimulatedProvider({ pipeline, secret: parts.webhookSecret, movements: books.simulated.within });
  const providers = new Map((parts.providers ?? [simulated]).map((provider) => [provider.name, provider]));
  const [readPayment, readMerchant] = [readingPayments(log), readingMerchants(log)];
  const receiveWebhook = receivingWebhooks({ payments, providers, readPayment });
  const calling = callingProviders({ ...pipeline, aggregate: paymentAggregate, payments, providers });
  const issuing = issuingInvoices({ invoices, series, log, clock });
  const days = reconcilingOn({ pipeline, books, providers });
  const ports: BillingPorts = {
    log,
    clock,
    payments,
    readPayment,
    paymentList: shownList(parts.paymentList),
    retryParkedFor: parts.retryParkedFor,
    orderTokens: parts.orderTokens,
    invoices,
    readInvoice: readingInvoices(log),
    printInvoice: (invoice) => invoiceDocument(invoice, sealer),
    invoiceList: parts.invoiceList,
    issueCreditNote: issuing.issueCreditNote,
    merchants: createCommandHandler(pipeline, withIfVersion(merchantAggregate)),
    readMerchant,
    taxRates: createCommandHandler(pipeline, withIfVersion(taxRatesAggregate)),
    readTaxRates: readingTaxRates(log),
    taxRatesList: parts.taxRatesList,
    differingDays: parts.differingDays,
    compareBooks: days.compareBooks,
    readReconciliation: days.readReconciliation,
    actAtSimulatedBank: async (merchant, paymentId, isConfirmed) => {
      const webhook = await simulated.act({ merchant, paymentId }, isConfirmed);
      return webhook !== null && (await receiveWebhook(simulated.name, { ...webhook, at: clock.now() })).kind === "done";
    },
  };
  const askedOfPayments = carryOutPayment({ payments, clock, providerOf: () => simulated.name });
  const target = targetOf(log.name, { payment: askedOfPayments, invoice: carryOutInvoice({ invoices, readMerchant, clock }) });
  return {
    routes: routes.map((declare) => declare(ports)),
    member: { target, sagas: [], timekeepers: [paymentTimekeeper(payments, clock), days.timekeeper], timersVersion: 2 },
    stuck: stuckPayments(ports),
    followers: [
      followingOwn(parts, "calls_providers", calling),
      followingOwn(parts, "issues_invoices", issuing),
      followingOwn(parts, "reconciles_days", days.doing),
    ],
    settle: calling.settle,
    receiveWebhook,
    ordersMoney: ordersMoney(parts),
  };
};

const paymentRoutes = [getPayment, listPayments, capturePayment, voidPayment, refundPayment, actAtSimulatedBank];
const invoiceRoutes = [getInvoice, listOrderInvoices, creditInvoice, importCreditNote];
const taxRoutes = [putTaxRates, removeTaxRates, getTaxRates, listTaxRates];
const merchantRoutes = [getMerchant, changeMerchant];
const routes = [...paymentRoutes, ...invoiceRoutes, ...taxRoutes, ...merchantRoutes, getReconciliation];

const targetOf = (context: string, aggregates: Readonly<Record<string, AskTarget["carryOut"]>>): AskTarget => ({
  context,
  carryOut: async (asked, commandContext) => {
    const carryOut = aggregates[asked.aggregate];
    if (carryOut === undefined) throw new Error(`billing has no ${asked.aggregate} to ask`);
    return carryOut(asked, commandContext);
  },
});

const shownList = (queries: PaymentListQueries): PaymentList => ({
  overdue: queries.overdue,
  page: async (wanted) => (await queries.page(wanted)).map(({ payment, updatedAt }) => ({ payment, updatedAt })),
});
