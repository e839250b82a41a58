import type { Brand } from "@waybill/kernel/brand";

/** An ISO 4217 code that money is paid in. */
export type Currency = Brand<string, "Currency">;

// ISO 4217 list one, grouped by minor-unit exponent. Written down here, because the runtime's own table (CLDR) shows some
// currencies without the decimals that ISO gives them, and changes with its version; stored amounts must not. Left out:
// funds, metals, and codes without a minor unit. Kept: codes withdrawn since 2024, which older orders carry.
const codesByExponent: readonly (readonly [exponent: number, codes: string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [
    2,
    `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK
     DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
     LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON
     RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST
     XCD XCG YER ZAR ZMW ZWG`,
  ],
];

const exponents: ReadonlyMap<string, number> = new Map(
  codesByExponent.flatMap(([exponent, codes]) => codes.split(/\s+/).map((code): [string, number] => [code, exponent])),
);

/** Every currency, in no order that means anything. */
export const currencies: readonly string[] = [...exponents.keys()];

const isCurrency = (text: string): text is Currency => exponents.has(text);

/** Upper case only, as ISO writes it. */
export const parseCurrency = (text: string): Currency | null => (isCurrency(text) ? text : null);

/** How many decimals the currency has: JPY 0, EUR 2, KWD 3. */
export const exponentOf = (currency: Currency): number => {
  const exponent = exponents.get(currency);
  if (exponent === undefined) throw new RangeError(`not a currency: ${currency}`);
  return exponent;
};
