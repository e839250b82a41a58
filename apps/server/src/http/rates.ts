import type { Role } from "@waybill/contracts/http";
import { serverLimits } from "../limits.ts";
import { StartRefused } from "../start-refused.ts";

/** Kinds of caller whose requests are counted apart. */
export const rateNames = ["office", "readonly", "courier", "storefront", "anonymous"] as const;
export type RateName = (typeof rateNames)[number];

/** Requests a minute of each kind of caller; null counts none. */
export type Rates = Readonly<Record<RateName, number | null>>;

export const defaultRates: Rates = {
  office: serverLimits.officeRequestsPerMinute,
  readonly: serverLimits.readonlyRequestsPerMinute,
  courier: serverLimits.courierRequestsPerMinute,
  storefront: serverLimits.storefrontRequestsPerMinute,
  anonymous: serverLimits.anonymousRequestsPerMinute,
};

export const noRates: Rates = { office: null, readonly: null, courier: null, storefront: null, anonymous: null };

export const rateOf: Readonly<Record<Role, RateName>> = {
  admin: "office",
  operator: "office",
  staff: "office",
  readonly: "readonly",
  courier: "courier",
  storefront: "storefront",
};

/**
 * `off`, or what differs from the defaults, such as `storefront=600, anonymous=off`.
 * @throws StartRefused naming what is not understood.
 */
export const ratesIn = (text: string | null): Rates => {
  if (text === null) return defaultRates;
  if (text.trim() === "off") return noRates;
  return { ...defaultRates, ...Object.fromEntries(text.split(",").map(rateIn)) };
};

const rateIn = (part: string): readonly [RateName, number | null] => {
  const [, name, value] = /^\s*(\w+)\s*=\s*(off|[1-9]\d{0,8})\s*$/.exec(part) ?? [];
  const known = rateNames.find((rate) => rate === name);
  if (known !== undefined) return [known, value === "off" ? null : Number(value)];
  const kinds = rateNames.join(", ");
  throw new StartRefused(
    `WAYBILL_RATE_LIMIT has "${part.trim()}": it takes off, or requests a minute such as storefront=600 for ${kinds}, with commas between.`,
  );
};
