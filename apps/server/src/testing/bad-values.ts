import fc from "fast-check";

/** Values that have broken something somewhere: in JSON, in JavaScript, in databases, in a careless copy. */
const notorious: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  -0,
  1e21,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  "",
  " ",
  "\u0000",
  "\ud800",
  "\udfff\ud800",
  "a\u0007b",
  "\u202etxet",
  "ＡＢＣ",
  "e\u0301".repeat(200),
  "🧀".repeat(200),
  "x".repeat(20_000),
  "__proto__",
  "constructor",
  "NaN",
  "1e999",
  "0x10",
  "'; drop table event; --",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "../../etc/passwd",
  "2026-02-30T00:00:00Z",
  "ord_",
  "ord_81h455vb4pex5vsknk084sn02q",
  [],
  {},
  [null],
  [[[[[[]]]]]],
  { "": "" },
  { amount: Number.MAX_SAFE_INTEGER, currency: "EUR" },
  { amount: "9".repeat(400), currency: "EUR" },
];
const notoriousNames = ["unknown", "", "__proto__", "constructor", "toString", "\u0000", "\ud800", "x".repeat(300)];

/** A place in a JSON value: the names and numbers that lead to it. */
type Place = readonly (number | string)[];

const placesIn = (value: unknown, place: Place = []): readonly Place[] => [
  place,
  ...Object.entries(Object(typeof value === "string" ? {} : value)).flatMap(([name, inner]) =>
    placesIn(inner, [...place, Array.isArray(value) ? Number(name) : name]),
  ),
];

type Change = (holder: unknown) => unknown;

/** The value with what is at this place changed; what is made undefined is left out. */
const changedAt = (value: unknown, place: Place, change: Change): unknown => {
  const [first, ...rest] = place;
  if (first === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? changedAt(item, rest, change) : item));
  const entries = Object.entries(Object(value)).map(([name, inner]) => [name, name === first ? changedAt(inner, rest, change) : inner]);
  return Object.fromEntries(entries);
};

const withField = (name: string, field: unknown): Change => {
  return (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries([...Object.entries(value), [name, field]])
      : field;
};

/** The JSON of a sound body with one or two things wrong with it: another value, a field too many, one too few. */
export const spoiled = (sound: unknown): fc.Arbitrary<string> => {
  const value = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...notorious) }, fc.jsonValue({ maxDepth: 3 }));
  const change: fc.Arbitrary<Change> = fc.oneof(
    value.map(
      (other): Change =>
        () =>
          other,
    ),
    fc.tuple(fc.constantFrom(...notoriousNames), value).map(([name, field]) => withField(name, field)),
    fc.constant<Change>(() => undefined),
    fc.constant<Change>((whole) => (Array.isArray(whole) ? Array.from({ length: 1_001 }, () => whole[0]) : [whole])),
  );
  const place = fc.constantFrom(...placesIn(sound));
  return fc
    .array(fc.tuple(place, change), { minLength: 1, maxLength: 2 })
    .map((changes) => JSON.stringify(changes.reduce<unknown>((body, [at, how]) => changedAt(body, at, how), sound)) ?? "");
};

/** A part of a path or a query as it stands in a URL, well encoded or not. */
export const badUrlPart = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom("%00", "%", "%zz", "%ff", "%ed%a0%80", "%20", "%2e%2e", "..%2f..", "%25", "%F0%9F%A7%80", "x".repeat(401), "0", "-1"),
    fc.constantFrom("null", "undefined", "[object%20Object]", "1e9", "9".repeat(40), "NaN", "%7B%7D", "%27", "+", "a%0d%0ab:c"),
    fc.string({ unit: "binary" }).map((text) => encodeURIComponent(text.toWellFormed())),
  );

/** What can stand in a header without ending it. */
export const badHeader = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom("", " ", ",", '"', '""', 'W/"1"', "*", "null", "0", "-1", "1e9", "é".repeat(20), "x".repeat(5_000), ";;==,", "\t"),
    fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 300 }),
  );
