import { exactly, InstantText, idText, MoneyJson, orNull, SkuText, UnitPriceJson } from "@waybill/contracts/http";
import { InvoiceId, moneyOf, outsideUnitPrice } from "@waybill/contracts/vocabulary";
import { isoFromInstant } from "@waybill/kernel/clock";
import Type, { type Static } from "typebox";
import type { DraftedInvoice } from "../domain/invoice.ts";
import { taxesOf } from "../domain/invoice-content.ts";
import { OrderIdText } from "./payment-json.ts";
import { SellerJson, sellerJson } from "./seller-json.ts";

export const InvoiceIdText = idText(InvoiceId, "inv_01h455vb4pex5vsknk084sn02q");
export const invoiceParams = exactly({ invoiceId: InvoiceIdText });

const Rate = Type.Integer({ minimum: 0, description: "In millionths: 25.5 % is 255000" });

export const InvoiceJson = exactly(
  {
    id: InvoiceIdText,
    kind: Type.Enum(["invoice", "creditNote"]),
    status: Type.Enum(["Draft", "Issued", "Paid", "Credited"]),
    number: orNull(Type.String({ description: "Null for the moment until it is issued" })),
    orderId: orNull(OrderIdText),
    refersTo: orNull(InvoiceIdText),
    seller: orNull(SellerJson),
    pricesIncludeTax: Type.Boolean(),
    lines: Type.Array(
      exactly({
        id: Type.Integer({ minimum: 1 }),
        sku: SkuText,
        name: Type.String(),
        quantity: Type.Integer({ minimum: 1 }),
        unitPrice: UnitPriceJson,
        discount: MoneyJson,
        taxRatePpm: Rate,
        tax: MoneyJson,
        total: MoneyJson,
        credited: Type.Integer({ minimum: 0, description: "Units" }),
      }),
    ),
    delivery: exactly({ fee: MoneyJson, taxRatePpm: Rate, tax: MoneyJson, total: MoneyJson }),
    taxes: Type.Array(exactly({ taxRatePpm: Rate, net: MoneyJson, tax: MoneyJson })),
    totals: exactly({ items: MoneyJson, discount: MoneyJson, deliveryFee: MoneyJson, tax: MoneyJson, grand: MoneyJson }),
    paid: MoneyJson,
    creditNotes: Type.Array(exactly({ id: InvoiceIdText, amount: MoneyJson })),
    suppliedAt: InstantText,
    issuedAt: orNull(InstantText),
    version: Type.Integer({ minimum: 1 }),
  },
  { title: "Invoice" },
);

export const invoiceJson = (invoice: DraftedInvoice, version: number): Static<typeof InvoiceJson> => {
  const { terms, credited } = invoice;
  const { content } = terms;
  const money = (amount: number) => moneyOf(amount, content.currency);
  const { items, discount, deliveryFee, tax, grand } = content.totals;
  const { delivery } = content;
  return {
    id: terms.invoiceId,
    kind: terms.kind,
    status: invoice.status,
    number: invoice.number,
    orderId: terms.orderId,
    refersTo: terms.refersTo,
    seller: sellerJson(invoice.seller),
    pricesIncludeTax: content.pricesIncludeTax,
    lines: content.lines.map((line) => ({
      id: line.lineId,
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      unitPrice: outsideUnitPrice(line.unitPrice),
      discount: money(line.discount),
      taxRatePpm: line.taxRatePpm,
      tax: money(line.tax),
      total: money(line.total),
      credited: credited.units[line.lineId] ?? 0,
    })),
    delivery: { fee: money(delivery.fee), taxRatePpm: delivery.taxRatePpm, tax: money(delivery.tax), total: money(delivery.total) },
    taxes: taxesOf(content).map((one) => ({ taxRatePpm: one.taxRatePpm, net: money(one.net), tax: money(one.tax) })),
    totals: { items: money(items), discount: money(discount), deliveryFee: money(deliveryFee), tax: money(tax), grand: money(grand) },
    paid: money(invoice.paid),
    creditNotes: invoice.creditNotes.map((note) => ({ id: note.creditNoteId, amount: money(note.content.totals.grand) })),
    suppliedAt: isoFromInstant(terms.suppliedAt),
    issuedAt: invoice.issuedAt === null ? null : isoFromInstant(invoice.issuedAt),
    version,
  };
};
