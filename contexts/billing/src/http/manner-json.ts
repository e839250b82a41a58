import { orNull } from "@waybill/contracts/http";
import Type from "typebox";
import { billingLimits } from "../domain/limits.ts";
import type { Manner } from "../domain/manner.ts";

/** Whether numbers and days can be written so: another locale would be written in whatever the process has. */
const isLocale = (text: string): boolean => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(text).length > 0;
  } catch {
    return false;
  }
};

const isTimeZone = (text: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

const word = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: billingLimits.mannerCharacters, description, examples: [example] });

export const LocaleText = orNull(
  Type.Refine(
    word("BCP 47: in whose language and figures invoices are written; null: in English, and figures for everybody", "fi"),
    isLocale,
    () => "must be a locale",
  ),
);
export const TimeZoneText = orNull(
  Type.Refine(
    word("IANA: whose days invoices are dated by, and whose years they are numbered by; null: UTC", "Europe/Helsinki"),
    isTimeZone,
    () => "must be an IANA time zone",
  ),
);

/** Absent where nothing is said of it: then it stays. */
export const mannerIn = ({
  locale,
  timeZone,
}: {
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
}): Partial<Manner> => ({
  ...(locale !== undefined && { locale }),
  ...(timeZone !== undefined && { timeZone }),
});
