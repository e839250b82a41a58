import { taxRatesSet } from "@waybill/contracts/billing-invoices";
import { tableOf } from "@waybill/kernel/read-model";
import { heardOf } from "@waybill/kernel/testing/heard";
import { describe, expect, it } from "vitest";
import { type TaxInCountryRow, taxInCountry } from "./tax-in-country.ts";
import { createTaxInCountryQueriesInMemory } from "./tax-in-country-queries.ts";

const { example } = taxRatesSet;
const projected = (...changes: readonly object[]): TaxInCountryRow | null => {
  const news = changes.map((change) => heardOf(taxRatesSet, { ...example, ...change })) as never;
  expect(taxInCountry.keyOf(news, {} as never)).toBe("default/thing/one");
  return taxInCountry.project(null, news, {} as never);
};

describe("how goods are taxed in a country", () => {
  it("is what was heard of it last, and nothing when it was taken away", () => {
    const { country, usual, rates } = example;
    const row = { subject: "default/thing/one", merchant: "default", country, usual, rates };
    expect(projected({})).toEqual({ ...row, pricesIncludeTax: true });
    expect(projected({}, { pricesIncludeTax: false })).toEqual({ ...row, pricesIncludeTax: false });
    expect(projected({}, { usual: null, rates: [] })).toBeNull();
  });

  it("is not guessed from what is not understood", () => {
    const { message } = heardOf(taxRatesSet, example);
    const news = [{ kind: "notUnderstood", reason: "VersionIsUnknown", message }] as never;
    expect(() => taxInCountry.project(null, news, {} as never)).toThrow("is not understood: VersionIsUnknown");
  });

  it("is another one for another merchant, and of the only country where none is said", async () => {
    const finland = projected({})!;
    const one = createTaxInCountryQueriesInMemory(() => [finland]);
    expect(await one.find("default", "FI")).toEqual(finland);
    expect(await one.find("default", null)).toEqual(finland);
    expect(await one.find("default", "SE")).toBeNull();
    expect(await one.find("mer_01h455vb4pex5vsknk084sn02q" as never, "FI")).toBeNull();
    const two = createTaxInCountryQueriesInMemory(() => [finland, { ...finland, country: "SE" }]);
    expect(await two.find("default", "SE")).toMatchObject({ country: "SE" });
    expect(await two.find("default", null)).toBeNull();
  });

  it("is kept in the table that is asked", () => {
    expect(tableOf(taxInCountry)).toBe("tax_in_country_v1");
  });
});
