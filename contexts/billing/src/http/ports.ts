import type { StuckThings } from "@waybill/contracts/http";
import type { InvoiceId, MerchantId, OrderId, PaymentId } from "@waybill/contracts/vocabulary";
import type { Clock, Instant } from "@waybill/kernel/clock";
import type { EventLog } from "@waybill/kernel/event-log";
import type { DraftedInvoice } from "../domain/invoice.ts";
import type { OpenPayment } from "../domain/payment.ts";
import type { OpenStatus } from "../domain/payment-life.ts";
import type { DaysReconciliation } from "../domain/reconciliation.ts";
import type { InvoiceHandler, ShownInvoice } from "../invoices.ts";
import type { MerchantHandler, ShownMerchant } from "../merchants.ts";
import type { PaymentHandler, ShownPayment } from "../payments.ts";
import type { CompareBooks } from "../reconciliations.ts";
import type { ShownTaxRates, TaxRatesHandler } from "../tax-rates.ts";

/** What billing's routes stand on; the module fills it. */
export interface BillingPorts {
  readonly log: Pick<EventLog, "incarnation" | "name">;
  readonly clock: Clock;
  readonly payments: PaymentHandler;
  /** As it is now, or was at a version; null when the merchant has no such payment. */
  readonly readPayment: (merchant: MerchantId, paymentId: PaymentId, atVersion?: number) => Promise<ShownPayment | null>;
  readonly paymentList: PaymentList;
  /** With which a storefront opens what belongs to an order. */
  readonly orderTokens: { opens(merchant: MerchantId, orderId: OrderId, token: string): boolean };
  /** Tries again whatever is parked for a payment. How many keys that were. */
  readonly retryParkedFor: (paymentId: PaymentId) => Promise<number>;
  readonly invoices: InvoiceHandler;
  /** As it is now; null when the merchant has no such invoice. */
  readonly readInvoice: (merchant: MerchantId, invoiceId: InvoiceId) => Promise<ShownInvoice | null>;
  /** As a PDF; null for a draft. */
  readonly printInvoice: (invoice: DraftedInvoice) => Promise<{ readonly fileName: string; readonly bytes: Uint8Array } | null>;
  /** The invoices and credit notes of an order, the oldest first; as of a moment ago. */
  readonly invoiceList: { ofOrder(merchant: MerchantId, orderId: OrderId): Promise<readonly ShownInvoice[]> };
  /** Drafts and issues what an invoice was credited with, if nobody has yet. */
  readonly issueCreditNote: (merchant: MerchantId, invoiceId: InvoiceId, creditNoteId: InvoiceId) => Promise<void>;
  readonly merchants: MerchantHandler;
  /** What a merchant says of itself now, or said at a version. */
  readonly readMerchant: (merchant: MerchantId, atVersion?: number) => Promise<ShownMerchant>;
  readonly taxRates: TaxRatesHandler;
  /** What is said of a country now; null when nothing is. */
  readonly readTaxRates: (merchant: MerchantId, country: string) => Promise<ShownTaxRates | null>;
  /** Of all countries, by their codes; as of a moment ago. */
  readonly taxRatesList: { all(merchant: MerchantId): Promise<readonly ShownTaxRates[]> };
  /** Both books of a day as they are now; null for a provider that is not known. */
  readonly compareBooks: CompareBooks;
  readonly differingDays: DifferingDays;
  /** What has become of the daily comparison of one day. */
  readonly readReconciliation: (merchant: MerchantId, provider: string, day: string) => Promise<DaysReconciliation>;
  /** What the customer does at the simulated bank, delivered as the bank's own webhook. */
  readonly actAtSimulatedBank: (merchant: MerchantId, paymentId: PaymentId, isConfirmed: boolean) => Promise<boolean>;
}

/** Answers on which days two books did not say the same, the latest first; as of a moment ago. */
export interface DifferingDays {
  page(wanted: {
    readonly merchant: MerchantId;
    /** Null for all. */
    readonly provider: string | null;
    /** The one to go on after. */
    readonly after: { readonly day: string; readonly provider: string } | null;
    readonly limit: number;
  }): Promise<readonly DifferingDay[]>;
}

export interface DifferingDay {
  /** By UTC, such as `2026-03-29`. */
  readonly day: string;
  readonly provider: string;
  readonly matched: number;
  readonly differing: number;
  readonly reconciledAt: Instant;
}

/** Answers which payments a merchant has, the newest first; as of a moment ago. */
export interface PaymentList {
  page(wanted: {
    readonly merchant: MerchantId;
    readonly filter: { readonly status: OpenStatus | null; readonly orderId: OrderId | null };
    /** The payment to go on after. */
    readonly after: { readonly createdAt: Instant; readonly paymentId: PaymentId } | null;
    readonly limit: number;
  }): Promise<readonly ShownPayment[]>;
  /** Those past their deadline, the longest first. */
  overdue(wanted: Parameters<StuckThings["overdue"]>[0]): Promise<readonly OverduePayment[]>;
}

export interface OverduePayment {
  readonly payment: Pick<OpenPayment, "orderId" | "paymentId" | "status">;
  /** Whose move it was. */
  readonly owner: string;
  readonly deadlineAt: Instant;
}

/** Why a request comes no further than billing's edge. */
export type BillingRequestRefusal =
  | { readonly code: "InvoiceIsNotDrafted" }
  | { readonly code: "PaymentIsNotCreated" }
  | { readonly code: "AccessTokenIsMissing" }
  | { readonly code: "TaxRatesAreUnknown" }
  | { readonly code: "ProviderIsUnknown" }
  /** Days that differ are listed, or one day is compared. */
  | { readonly code: "DayIsNotListed" }
  /** The signature is not the provider's, or it is too old. */
  | { readonly code: "WebhookIsForged" }
  | { readonly code: "AmountIsTooLarge" | "CurrencyDiffers" }
  /** The customer has nothing to confirm at the bank. */
  | { readonly code: "NothingIsToConfirm" };
