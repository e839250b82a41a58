import { formatMoney, formatUnitPrice, type Money, type UnitPrice } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { dayIn } from "../day-in.ts";
import type { Manner } from "../domain/manner.ts";
import { type InvoiceWords, wordsIn } from "./invoice-words.ts";

/** How what an invoice says is written: words, days and figures. */
export interface InvoiceWriting {
  readonly words: InvoiceWords;
  day(at: Instant | null): string;
  money(money: Money): string;
  unitPrice(price: UnitPrice): string;
  /** Of so many millionths. */
  percent(ratePpm: number): string;
  count(units: number): string;
}

/** As the merchant writes; in digits that a PDF's own fonts have. */
export const writingOf = (manner: Manner): InvoiceWriting => {
  const words = wordsIn(manner.locale);
  if (manner.locale === null) return plain(words, manner.timeZone);
  const { locale } = manner;
  const digits = { numberingSystem: "latn" } as const;
  const days = new Intl.DateTimeFormat(locale, {
    ...{ ...digits, calendar: "gregory", timeZone: manner.timeZone ?? "UTC" },
    ...{ year: "numeric", month: "2-digit", day: "2-digit" },
  });
  const percents = new Intl.NumberFormat(locale, { ...digits, style: "percent", maximumFractionDigits: 4 });
  // Making one is slow, and a thousand lines have few kinds of numbers.
  const byDecimals = new Map<number, Intl.NumberFormat>();
  const decimal = (text: string): string => {
    const decimals = text.split(".")[1]?.length ?? 0;
    const known = byDecimals.get(decimals);
    const format = known ?? new Intl.NumberFormat(locale, { ...digits, minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    if (known === undefined) byDecimals.set(decimals, format);
    // The text, not a number: no amount loses a cent on paper.
    return isDecimal(text) ? format.format(text) : text;
  };
  return {
    words,
    day: (at) => (at === null ? "" : days.format(at)),
    money: (money) => decimal(formatMoney(money)),
    unitPrice: (price) => decimal(formatUnitPrice(price)),
    percent: (ratePpm) => percents.format(ratePpm / 1_000_000),
    count: (units) => decimal(String(units)),
  };
};

const isDecimal = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);

/** For everybody: days as the standard has them (ISO 8601), and figures without a comma. */
const plain = (words: InvoiceWords, timeZone: string | null): InvoiceWriting => ({
  words,
  day: (at) => (at === null ? "" : dayIn(timeZone, at)),
  money: formatMoney,
  unitPrice: formatUnitPrice,
  // 255,000 millionths are "25.5 %".
  percent: (ratePpm) => `${ratePpm / 10_000} %`,
  count: String,
});
