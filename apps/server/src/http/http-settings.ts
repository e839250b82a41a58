import { isIP } from "node:net";
import { StartRefused } from "../start-refused.ts";
import { defaultStreamLimits, type StreamLimits } from "./event-stream.ts";
import { defaultLoadLimits, type LoadLimits } from "./load-shedding.ts";
import { defaultRates, type Rates, ratesIn } from "./rates.ts";
import { defaultPatience, type Patience } from "./request-limits.ts";

/** How the server behaves towards whoever comes over HTTP. */
export interface HttpSettings {
  readonly rates: Rates;
  readonly load: LoadLimits;
  readonly patience: Patience;
  readonly streams: StreamLimits;
  /** Origins whose pages may ask from a browser, such as `https://shop.example`; `*` for any. */
  readonly corsOrigins: readonly string[];
  /** How long browsers must come over TLS only; null when they are not told. */
  readonly hstsSeconds: number | null;
  /** Which proxies are believed about whom they speak for: how many of them, or their addresses with commas between; false believes none. */
  readonly trustProxy: false | number | string;
}

export const defaultHttpSettings: HttpSettings = {
  rates: defaultRates,
  load: defaultLoadLimits,
  patience: defaultPatience,
  streams: defaultStreamLimits,
  corsOrigins: [],
  hstsSeconds: null,
  trustProxy: false,
};

/** @throws StartRefused naming what is not understood, and what would be. */
export const readHttpSettings = (set: (name: string) => string | null): HttpSettings => ({
  ...defaultHttpSettings,
  rates: ratesIn(set("WAYBILL_RATE_LIMIT")),
  corsOrigins: originsIn(set("WAYBILL_CORS_ORIGINS")),
  hstsSeconds: hstsIn(set("WAYBILL_HSTS")),
  trustProxy: proxiesIn(set("WAYBILL_TRUST_PROXY")),
});

const partsOf = (text: string): string[] => text.split(",").map((part) => part.trim());

const originsIn = (text: string | null): readonly string[] => {
  const origins = text === null ? [] : partsOf(text);
  const wrong = origins.find((origin) => origin !== "*" && !isOrigin(origin));
  if (wrong === undefined) return origins;
  throw new StartRefused(`WAYBILL_CORS_ORIGINS has "${wrong}": it takes origins such as https://shop.example, with commas between, or *.`);
};

const isOrigin = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

const hstsIn = (text: string | null): number | null => {
  if (text === null || /^[1-9]\d{0,8}$/.test(text)) return text === null ? null : Number(text);
  throw new StartRefused(`WAYBILL_HSTS is "${text}": it takes seconds, such as 31536000 for a year.`);
};

const proxiesIn = (text: string | null): HttpSettings["trustProxy"] => {
  if (text === null) return false;
  if (/^[1-9]$/.test(text)) return Number(text);
  const proxies = partsOf(text);
  const wrong = proxies.find((proxy) => !isNetwork(proxy));
  if (wrong === undefined) return proxies.join(",");
  throw new StartRefused(
    `WAYBILL_TRUST_PROXY has "${wrong}": it takes how many proxies stand in front (1 to 9), or their addresses, such as 10.0.0.0/8, with commas between.`,
  );
};

const isNetwork = (text: string): boolean => {
  const [address = "", bits, ...more] = text.split("/");
  const widest = isIP(address) === 6 ? 128 : 32;
  return isIP(address) !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest));
};
