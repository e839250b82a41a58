import type { InvoiceRefusal } from "./domain/invoice-events.ts";
import type { MerchantRefusal } from "./domain/merchant.ts";
import type { PaymentRefusal } from "./domain/payment-rules.ts";
import type { TaxRatesRefusal } from "./domain/tax-rates.ts";
import type { BillingRequestRefusal } from "./http/ports.ts";

export { type Billing, billingReadModels, billingVoices, openBilling } from "./module.ts";

/** Every reason that billing may give for not doing something. */
export type BillingRefusal = BillingRequestRefusal | InvoiceRefusal | MerchantRefusal | PaymentRefusal | TaxRatesRefusal;
