import Type, { type TProperties } from "typebox";
import { contractsOf } from "./contract.ts";
import { invoiceIdOf } from "./invoice-commands.ts";
import { atSample, orderSample } from "./message-samples.ts";
import { InstantShape, InvoiceIdShape, MerchantIdShape, MoneyShape, OrderIdShape, orNull } from "./message-shapes.ts";
import { euros } from "./ordering-shapes.ts";

// What billing says of invoices and taxes.

const contract = contractsOf("billing");

const aboutInvoice = <Properties extends TProperties>(properties: Properties) =>
  Type.Object({ merchantId: MerchantIdShape, invoiceId: InvoiceIdShape, orderId: orNull(OrderIdShape), ...properties });
const invoiceSample = { merchantId: "default", invoiceId: invoiceIdOf(orderSample), orderId: orderSample } as const;

export const invoiceIssued = contract({
  name: "InvoiceIssued",
  version: 1,
  description:
    "An invoice has its number and will not change. A credit note (`kind: creditNote`) usually refers to the invoice it takes from.",
  schema: aboutInvoice({
    kind: Type.String({ description: "`invoice` or `creditNote`" }),
    refersTo: orNull(InvoiceIdShape),
    number: Type.String({ minLength: 1, description: "Without gaps within its series" }),
    total: MoneyShape,
    tax: MoneyShape,
    issuedAt: InstantShape,
  }),
  example: {
    ...invoiceSample,
    kind: "invoice",
    refersTo: null,
    number: "INV-2026-000001",
    total: euros(1_920),
    tax: euros(371),
    issuedAt: atSample("10:51:00"),
  },
});

export const invoicePaid = contract({
  name: "InvoicePaid",
  version: 1,
  description: "All that the invoice asks for was taken.",
  schema: aboutInvoice({ paid: MoneyShape, paidAt: InstantShape }),
  example: { ...invoiceSample, paid: euros(1_920), paidAt: atSample("10:51:00") },
});

export const invoiceCredited = contract({
  name: "InvoiceCredited",
  version: 1,
  description: "A part of the invoice, or all of it, is not owed any more; the credit note is issued next.",
  schema: aboutInvoice({ creditNoteId: InvoiceIdShape, amount: MoneyShape, creditedAt: InstantShape }),
  example: { ...invoiceSample, creditNoteId: invoiceIdOf(orderSample, 2), amount: euros(255), creditedAt: atSample("16:00:00") },
});

export const taxRatesSet = contract({
  name: "TaxRatesSet",
  version: 1,
  description: "From now on this is how goods are taxed that go to this country. Empty `rates`: it is not known how.",
  schema: Type.Object({
    merchantId: MerchantIdShape,
    country: Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166-1 alpha-2" }),
    pricesIncludeTax: Type.Boolean(),
    usual: orNull(Type.String({ description: "The category of products that name none" })),
    rates: Type.Array(
      Type.Object({ category: Type.String(), ratePpm: Type.Integer({ minimum: 0, description: "In millionths: 25.5 % is 255000" }) }),
    ),
    setAt: InstantShape,
  }),
  example: {
    merchantId: "default",
    country: "FI",
    pricesIncludeTax: true,
    usual: "standard",
    rates: [
      { category: "standard", ratePpm: 255_000 },
      { category: "food", ratePpm: 140_000 },
    ],
    setAt: atSample("09:00:00"),
  },
});
