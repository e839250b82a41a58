/**
 * `WAYBILL_TORTURE=long` makes the torture tests run for minutes in place of seconds. The short form, which CI runs, shows the
 * same effects; it was chosen by taking each guard away and looking at how soon the test fails.
 */
const isLongForm = process.env.WAYBILL_TORTURE === "long";

/** How many times as long, as many or as often. */
export const times = (long: number): number => (isLongForm ? long : 1);
