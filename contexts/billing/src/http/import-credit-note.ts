import {
  type Answer,
  CurrencyText,
  ExternalIdText,
  exactly,
  InstantText,
  QuantityJson,
  type Route,
  route,
  SkuText,
  UnitPriceJson,
} from "@waybill/contracts/http";
import { InvoiceId, priceOfUnits, sumOfAmounts } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import Type, { type StaticDecode } from "typebox";
import type { InvoiceContent, InvoiceLine } from "../domain/invoice-content.ts";
import { InvoiceIdText } from "./invoice-json.ts";
import { OrderIdText } from "./payment-json.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

const ImportCreditNoteBody = exactly(
  {
    source: Type.String({
      pattern: "^[\\w.-]{1,60}$",
      description: "Which system it comes from: two may have a credit note of the same id",
      examples: ["online-retail"],
    }),
    externalId: ExternalIdText,
    orderId: Type.Optional(OrderIdText),
    issuedAt: InstantText,
    currency: CurrencyText,
    lines: Type.Array(
      exactly({
        sku: SkuText,
        name: Type.String({ minLength: 1, maxLength: 300 }),
        quantity: QuantityJson,
        unitPrice: UnitPriceJson,
      }),
      { minItems: 1, maxItems: 1_000 },
    ),
  },
  { title: "ImportCreditNote" },
);
type Told = StaticDecode<typeof ImportCreditNoteBody>;

const ImportedCreditNoteJson = exactly(
  { id: InvoiceIdText, externalId: ExternalIdText, version: Type.Integer({ minimum: 1 }) },
  { title: "ImportedCreditNote" },
);

export const importCreditNote = ({ invoices, log }: BillingPorts): Route =>
  route({
    operation: "importCreditNote",
    method: "POST",
    path: "/v1/invoices/import",
    summary: "Take in a credit note that was written elsewhere",
    description:
      "`orderId` is the order that it takes from, left out where nobody can tell. History: it keeps its number and takes none of ours, no money moves and nobody is told. Sent again (the same source and externalId) " +
      "it adds nothing and answers 200.",
    body: ImportCreditNoteBody,
    answers: { 200: ImportedCreditNoteJson, 201: ImportedCreditNoteJson },
    refusals: ["CurrencyDiffers", "AmountIsTooLarge"],
    handle: async ({ body, caller: { merchant }, command: context, at }): Promise<Answer> => {
      const { source, externalId, orderId = null, issuedAt } = body;
      const content = contentOf(body);
      if (typeof content === "string") return reject<BillingRequestRefusal>({ code: content });
      const invoiceId = InvoiceId.derive(merchant, "import", source, externalId);
      const about = { merchantId: merchant, invoiceId, kind: "creditNote", orderId, refersTo: null, series: source } as const;
      const said = { number: externalId, billTo: { customerId: null, contact: null, address: null }, content, suppliedAt: issuedAt };
      const outcome = await invoices.handle(invoiceId, { type: "ImportCreditNote", ...about, ...said, at }, { ...context, isNew: true });
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      const { version, replayed } = outcome;
      const answer = { kind: "done", body: { id: invoiceId, externalId, version }, version, replayed } as const;
      if (outcome.kind === "nothingToDo") return { ...answer, status: 200 };
      const { name, incarnation } = log;
      const written = { log: name, incarnation, partition: outcome.partition, position: outcome.position };
      return { ...answer, status: 201, location: `/v1/invoices/${invoiceId}`, written };
    },
  });

/** What was given back elsewhere is what it says: no discount, fee or tax is added. */
const contentOf = ({ currency, lines: told }: Told): InvoiceContent | "AmountIsTooLarge" | "CurrencyDiffers" => {
  if (told.some(({ unitPrice }) => unitPrice.currency !== currency)) return "CurrencyDiffers";
  const totals = told.map(({ unitPrice, quantity }) => priceOfUnits(unitPrice, quantity));
  const grand = sumOfAmounts(totals.map((total) => total ?? Number.NaN));
  if (grand === null) return "AmountIsTooLarge";
  const lines = told.map(({ sku, name, quantity, unitPrice }, index): InvoiceLine => {
    return { lineId: index + 1, sku, name, quantity, unitPrice, discount: 0, taxRatePpm: 0, tax: 0, total: totals[index] ?? 0 };
  });
  const delivery = { fee: 0, taxRatePpm: 0, tax: 0, total: 0 };
  return { currency, pricesIncludeTax: true, lines, delivery, totals: { items: grand, discount: 0, deliveryFee: 0, tax: 0, grand } };
};
