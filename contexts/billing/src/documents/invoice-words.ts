/** What is written on an invoice beside what it says. */
export type InvoiceWords = Readonly<
  Record<
    "article" | "creditNote" | "delivery" | "discount" | "draft" | "invoice" | "issued" | "net" | "order" | "paid" | "quantity",
    string
  > &
    Record<"refersTo" | "supplied" | "tax" | "taxId" | "total" | "unitPrice", string>
>;

const english: InvoiceWords = {
  ...{ invoice: "Invoice", creditNote: "Credit note", draft: "draft", issued: "Issued", supplied: "Supplied", order: "Order" },
  ...{ refersTo: "Refers to", article: "Article", quantity: "Quantity", unitPrice: "Unit price", discount: "Discount", tax: "Tax" },
  ...{ total: "Total", delivery: "Delivery", net: "Net at", paid: "Paid", taxId: "Tax id" },
};

const byLanguage: Readonly<Record<string, InvoiceWords>> = {
  en: english,
  de: {
    ...{ invoice: "Rechnung", creditNote: "Gutschrift", draft: "Entwurf", issued: "Ausgestellt", supplied: "Geliefert" },
    ...{ order: "Bestellung", refersTo: "Zu Rechnung", article: "Artikel", quantity: "Menge", unitPrice: "Stückpreis" },
    ...{ discount: "Rabatt", tax: "Steuer", total: "Summe", delivery: "Lieferung", net: "Netto zu", paid: "Bezahlt", taxId: "Steuer-Nr." },
  },
  fi: {
    ...{ invoice: "Lasku", creditNote: "Hyvityslasku", draft: "luonnos", issued: "Päivätty", supplied: "Toimitettu" },
    ...{ order: "Tilaus", refersTo: "Koskee laskua", article: "Tuote", quantity: "Määrä", unitPrice: "Yksikköhinta" },
    ...{ discount: "Alennus", tax: "Vero", total: "Yhteensä", delivery: "Toimitus", net: "Veroton", paid: "Maksettu", taxId: "Verotunnus" },
  },
  fr: {
    ...{ invoice: "Facture", creditNote: "Avoir", draft: "brouillon", issued: "Émise le", supplied: "Livrée le" },
    ...{ order: "Commande", refersTo: "Concerne", article: "Article", quantity: "Quantité", unitPrice: "Prix unitaire" },
    ...{ discount: "Remise", tax: "Taxe", total: "Total", delivery: "Livraison", net: "Hors taxe à", paid: "Payé", taxId: "N° fiscal" },
  },
  sv: {
    ...{ invoice: "Faktura", creditNote: "Kreditfaktura", draft: "utkast", issued: "Utfärdad", supplied: "Levererad" },
    ...{ order: "Beställning", refersTo: "Avser", article: "Artikel", quantity: "Antal", unitPrice: "Styckpris" },
    ...{ discount: "Rabatt", tax: "Moms", total: "Summa", delivery: "Leverans", net: "Netto vid", paid: "Betalt", taxId: "Momsnr" },
  },
};

/** In the language of a locale; in English where we have no words of it. */
export const wordsIn = (locale: string | null): InvoiceWords => byLanguage[locale?.split("-")[0]?.toLowerCase() ?? "en"] ?? english;
