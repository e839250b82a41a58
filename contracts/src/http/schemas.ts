import { type Instant, instantFromIso } from "@waybill/kernel/clock";
import Type, { type TObjectOptions, type TProperties, type TSchema, type TStringOptions } from "typebox";
import { parseCurrency } from "../currency.ts";
import { parseExternalId } from "../external-id.ts";
import { vocabularyLimits } from "../limits.ts";
import { parseMoney } from "../money.ts";
import { parseSku } from "../sku.ts";
import { parseUnitPrice } from "../unit-price.ts";
import { apiLimits } from "./limits.ts";

// JSON as the API has it. What comes in is decoded to the vocabulary's own types, by the very parsers that define them;
// what goes out is described by the same schemas.

/** An object with these properties and no others: an unknown field is a mistake, and silence about it would be a second one. */
export const exactly = <Properties extends TProperties>(properties: Properties, options: TObjectOptions = {}) =>
  Type.Object(properties, { ...options, additionalProperties: false });

export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** A text that `parse` makes something of; of one that it does not, the caller is told that it must be `what`. */
export const parsedText = <T>(what: string, parse: (text: string) => T | null, options: TStringOptions = {}) =>
  Type.Decode(
    Type.Refine(
      Type.String({ description: what, ...options }),
      (text) => parse(text) !== null,
      () => `must be ${what}`,
    ),
    (text) => checked(parse(text)),
  );

/** What was decoded had been checked by the same parser. */
const checked = <T>(value: T | null): T => {
  if (value === null) throw new TypeError("a value was decoded that had not been checked");
  return value;
};

/** An id of one kind, such as `OrderId`. */
export const idText = <T>(kind: { parse(text: string): T | null }, example: string) =>
  parsedText(`an id such as ${example}`, kind.parse, { examples: [example] });

export const SkuText = parsedText("a SKU: visible characters, no space at either end", parseSku, {
  minLength: 1,
  maxLength: vocabularyLimits.skuCharacters,
  examples: ["85123A"],
});

export const ExternalIdText = parsedText("another system's id: visible characters, no space at either end", parseExternalId, {
  minLength: 1,
  maxLength: vocabularyLimits.externalIdCharacters,
  examples: ["536365"],
});

export const CurrencyText = parsedText("an ISO 4217 currency", parseCurrency, { minLength: 3, maxLength: 3, examples: ["EUR"] });

/** Of the years 1 to 9999 in UTC: others have no four digits when they are written again, and PostgreSQL knows no year 0. */
const parseInstant = (text: string): Instant | null => {
  try {
    const at = instantFromIso(text);
    return at < apiLimits.firstInstantMs || at > apiLimits.lastInstantMs ? null : at;
  } catch {
    return null;
  }
};

export const InstantText = parsedText("an ISO 8601 instant with its offset", parseInstant, {
  format: "date-time",
  examples: ["2026-03-29T09:30:00Z"],
});

const moneyShape = exactly(
  { amount: Type.Integer({ description: "In minor units: cents, yen, fils" }), currency: Type.String({ examples: ["EUR"] }) },
  { title: "Money" },
);
export const MoneyJson = Type.Decode(
  Type.Refine(
    moneyShape,
    (money) => parseMoney(money) !== null,
    () => "must be whole minor units of an ISO 4217 currency",
  ),
  (money) => checked(parseMoney(money)),
);

const unitPriceShape = exactly(
  {
    amount: Type.Union([
      Type.Integer({ description: "In minor units", minimum: 0 }),
      Type.String({ description: "In major units, as precise as it needs to be", examples: ["0.001"] }),
    ]),
    currency: Type.String({ examples: ["GBP"] }),
  },
  { title: "UnitPrice" },
);
export const UnitPriceJson = Type.Decode(
  Type.Refine(
    unitPriceShape,
    (price) => parseUnitPrice(price) !== null,
    () => "must be a price from 0 up: minor units as an integer, or major units as a decimal string, of an ISO 4217 currency",
  ),
  (price) => checked(parseUnitPrice(price)),
);

export const QuantityJson = Type.Integer({ minimum: 1, maximum: vocabularyLimits.quantityUnits });

export const MetadataJson = Type.Unsafe<Readonly<Record<string, string>>>(
  Type.Object(
    {},
    {
      additionalProperties: Type.String({ maxLength: apiLimits.metadataValueChars }),
      propertyNames: Type.String({ pattern: `^[\\w.:-]{1,${apiLimits.metadataKeyChars}}$` }),
      maxProperties: apiLimits.metadataEntries,
      description: "The merchant's own labels. Never personal data",
    },
  ),
);
