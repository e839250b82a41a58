import type { Instant } from "@waybill/kernel/clock";

/** The day that it is in a time zone, such as `2026-03-29`; null: by UTC. */
export const dayIn = (timeZone: string | null, at: Instant): string => {
  const parts = new Intl.DateTimeFormat("en", { timeZone: timeZone ?? "UTC", year: "numeric", month: "2-digit", day: "2-digit" });
  const told = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${told.year?.padStart(4, "0")}-${told.month}-${told.day}`;
};
