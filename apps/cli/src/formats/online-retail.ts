import { type Instant, instant } from "@waybill/kernel/clock";
import { exactFromText } from "../import/exact.ts";
import type { InvoiceKind, OrderFormat } from "./format.ts";

/**
 * The invoice lines of a British gift wholesaler, 2009 to 2011 (D. Chen, "Online Retail", UCI Machine Learning Repository,
 * 2015, doi:10.24432/C5BW33), and of whoever writes such files. Codes and invoice numbers tell capital letters from small ones.
 */
export const onlineRetail: OrderFormat = {
  name: "online-retail",
  summary: "invoice lines as in UCI Online Retail; prices in GBP, times such as 2010-12-01 08:26:00, taken as UTC",
  columns: ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"],
  currency: "GBP",

  invoiceOf: ([number = ""]) => {
    const found = /^([CA]?)\d{1,20}$/.exec(number.trim());
    return found === null ? null : { number: found[0], kind: kinds[found[1] ?? ""] ?? "ordinary" };
  },

  lineOf: ([, sku = "", description = "", quantity = "", date = "", price = "", customer = "", country = ""]) => {
    const placedAt = instantFromDate(date.trim());
    const unitPrice = exactFromText(price.trim());
    if (sku.trim() === "") return "SkuIsMissing";
    // Nine digits: far above the largest real quantity (80,995), and exact in every sum that a run can reach.
    if (!/^-?\d{1,9}(\.0+)?$/.test(quantity.trim())) return "QuantityIsNotAWholeNumber";
    if (placedAt === null) return "TimeIsNotReadable";
    if (unitPrice === null) return "PriceIsNotReadable";
    return {
      sku: sku.trim(),
      name: description.trim() || null,
      quantity: Number(quantity),
      unitPrice,
      placedAt,
      // A spreadsheet's empty cells once turned the whole column into fractions: 17850.0.
      customer: customer.trim().replace(/\.0+$/, "") || null,
      country: country.trim() || null,
    };
  },
};

const kinds: Readonly<Record<string, InvoiceKind>> = { C: "cancellation", A: "adjustment" };

/** `2010-12-01 08:26:00`, seconds optional. The file names no zone; taken as UTC, which for this shop is its own time in winter. */
const instantFromDate = (text: string): Instant | null => {
  const found = /^(\d{4}-\d\d-(\d\d))[ T](\d\d:\d\d(?::\d\d)?)$/.exec(text);
  if (found === null) return null;
  const [, date, day, time] = found;
  const epochMs = Date.parse(`${date}T${time}Z`);
  // Date.parse turns 30 February into 2 March, and 24:00 into the next day.
  return new Date(epochMs).getUTCDate() === Number(day) ? instant(epochMs) : null;
};
