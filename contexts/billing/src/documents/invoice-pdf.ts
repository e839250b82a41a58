import { moneyOf } from "@waybill/contracts/vocabulary";
import PDFDocument from "pdfkit";
import type { DraftedInvoice } from "../domain/invoice.ts";
import { type InvoiceLine, taxesOf } from "../domain/invoice-content.ts";
import { plainManner } from "../domain/manner.ts";
import type { InvoiceWords } from "./invoice-words.ts";
import { type InvoiceWriting, writingOf } from "./invoice-writing.ts";
import { winAnsi } from "./win-ansi.ts";

/** What goes onto paper beside the invoice itself: who sells, and whom it is for, line by line. */
export interface InvoiceParties {
  readonly seller: readonly string[];
  readonly buyer: readonly string[];
}

/** Points: 72 to the inch, on A4. */
const page = { left: 50, right: 545, top: 50, bottom: 780, rowHeight: 16 } as const;

type Column = { readonly title: keyof InvoiceWords; readonly x: number; readonly width: number; readonly isNumber: boolean };
const columns: readonly Column[] = [
  { title: "article", x: 50, width: 205, isNumber: false },
  { title: "quantity", x: 260, width: 50, isNumber: true },
  { title: "unitPrice", x: 315, width: 65, isNumber: true },
  { title: "discount", x: 385, width: 50, isNumber: true },
  { title: "tax", x: 440, width: 40, isNumber: true },
  { title: "total", x: 485, width: 60, isNumber: true },
];

/**
 * An issued invoice or credit note as a PDF: the same bytes for the same invoice, always. The fonts are those that every reader
 * has; what their alphabet (Windows-1252) lacks is written as `?`.
 */
export const invoicePdf = async (invoice: DraftedInvoice, parties: InvoiceParties): Promise<Buffer> => {
  const issuedAt = new Date(invoice.issuedAt ?? invoice.terms.suppliedAt);
  const writing = writingOf(invoice.manner ?? plainManner);
  const info = { Title: titleOf(invoice, writing), Producer: "Waybill", Creator: "Waybill", CreationDate: issuedAt, ModDate: issuedAt };
  const document = new PDFDocument({ size: "A4", margin: 0, info, autoFirstPage: true });
  const bytes = bytesOf(document);
  const pen = penOn(document);
  heading(pen, { ...invoice, ...parties }, writing);
  table(pen, invoice, writing);
  sums(pen, invoice, writing);
  document.end();
  return bytes;
};

const titleOf = ({ terms, number }: Pick<DraftedInvoice, "number" | "terms">, { words }: InvoiceWriting): string =>
  `${words[terms.kind]} ${number ?? `(${words.draft})`}`;

const bytesOf = (document: PDFKit.PDFDocument): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });

/** Writes line by line, and goes to the next page by itself. */
interface Pen {
  /** One row: each text in its place. */
  row(
    texts: readonly { readonly text: string; readonly x: number; readonly width: number; readonly isNumber?: boolean }[],
    isBold?: boolean,
  ): void;
  title(text: string): void;
  rule(): void;
  gap(points: number): void;
}

const penOn = (document: PDFKit.PDFDocument): Pen => {
  let y: number = page.top;
  const advance = (points: number): void => {
    y += points;
    if (y <= page.bottom) return;
    document.addPage();
    y = page.top;
  };
  return {
    row: (texts, isBold = false) => {
      document.font(isBold ? "Helvetica-Bold" : "Helvetica").fontSize(9);
      for (const { text, x, width, isNumber = false } of texts) {
        document.text(winAnsi(text), x, y, {
          width,
          height: page.rowHeight,
          align: isNumber ? "right" : "left",
          ellipsis: true,
          lineBreak: false,
        });
      }
      advance(page.rowHeight);
    },
    title: (text) => {
      document.font("Helvetica-Bold").fontSize(18).text(winAnsi(text), page.left, y, { lineBreak: false });
      advance(32);
    },
    rule: () => {
      document.moveTo(page.left, y).lineTo(page.right, y).lineWidth(0.5).stroke();
      advance(6);
    },
    gap: advance,
  };
};

const heading = (pen: Pen, its: Omit<DraftedInvoice, "seller"> & InvoiceParties, writing: InvoiceWriting): void => {
  const { terms, seller, buyer } = its;
  const { words, day } = writing;
  pen.title(titleOf(its, writing));
  const facts = [
    `${words.issued} ${day(its.issuedAt)}`,
    `${words.supplied} ${day(terms.suppliedAt)}`,
    ...(terms.orderId === null ? [] : [`${words.order} ${terms.orderId}`]),
    ...(terms.refersTo === null ? [] : [`${words.refersTo} ${terms.refersTo}`]),
  ];
  for (let line = 0; line < Math.max(facts.length, seller.length, buyer.length); line += 1) {
    const side = (texts: readonly string[], x: number) => ({ text: texts[line] ?? "", x, width: 160 });
    pen.row([side(buyer, page.left), side(seller, 215), side(facts, 380)]);
  }
  pen.gap(16);
};

const table = (pen: Pen, { terms: { content } }: DraftedInvoice, { words, percent, ...write }: InvoiceWriting): void => {
  pen.row(
    columns.map(({ title, ...place }) => ({ ...place, text: words[title] })),
    true,
  );
  pen.rule();
  const money = (amount: number) => write.money(moneyOf(amount, content.currency));
  const cells = (line: InvoiceLine): readonly string[] => [
    line.name,
    write.count(line.quantity),
    write.unitPrice(line.unitPrice),
    line.discount === 0 ? "" : money(line.discount),
    percent(line.taxRatePpm),
    money(line.total),
  ];
  const { delivery } = content;
  const fee = [words.delivery, write.count(1), money(delivery.fee), "", percent(delivery.taxRatePpm), money(delivery.total)];
  for (const texts of [...content.lines.map(cells), ...(delivery.total === 0 ? [] : [fee])]) {
    pen.row(columns.map(({ x, width, isNumber }, index) => ({ text: texts[index] ?? "", x, width, isNumber })));
  }
  pen.rule();
};

const sums = (pen: Pen, { terms, paid }: DraftedInvoice, { words, percent, ...write }: InvoiceWriting): void => {
  const { content } = terms;
  const { totals, currency } = content;
  const sum = (title: string, amount: number, isBold = false): void =>
    pen.row(
      [
        { text: title, x: 315, width: 165 },
        { text: `${write.money(moneyOf(amount, currency))} ${currency}`, x: 445, width: 100, isNumber: true },
      ],
      isBold,
    );
  for (const { taxRatePpm, net, tax } of taxesOf(content)) {
    sum(`${words.net} ${percent(taxRatePpm)}`, net);
    sum(`${words.tax} ${percent(taxRatePpm)}`, tax);
  }
  sum(words.total, totals.grand, true);
  if (terms.kind === "invoice" && paid > 0) sum(words.paid, paid);
};
