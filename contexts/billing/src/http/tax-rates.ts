import { type Answer, exactly, type Route, route } from "@waybill/contracts/http";
import { reject } from "@waybill/kernel/decider";
import Type, { type Static } from "typebox";
import { billingLimits } from "../domain/limits.ts";
import type { ShownTaxRates, TaxRatesHandler } from "../tax-rates.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

const CountryText = Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166-1 alpha-2", examples: ["FI"] });
const CategoryText = Type.String({ minLength: 1, maxLength: billingLimits.taxCategoryCharacters, examples: ["standard"] });
const RateJson = exactly({
  category: CategoryText,
  ratePpm: Type.Integer({ minimum: 0, maximum: billingLimits.taxRatePpm, description: "In millionths: 25.5 % is 255000" }),
});

const content = {
  pricesIncludeTax: Type.Boolean({ description: "Whether prices, discounts and delivery fees contain the tax already" }),
  usual: Type.String({ description: "The category of products that name none", examples: ["standard"] }),
  rates: Type.Array(RateJson, { minItems: 1, maxItems: billingLimits.taxCategories }),
};
const TaxRatesJson = exactly({ country: CountryText, ...content, version: Type.Integer({ minimum: 1 }) }, { title: "TaxRates" });
const params = exactly({ country: CountryText });

const taxRatesJson = ({ country, pricesIncludeTax, usual, rates, version }: ShownTaxRates): Static<typeof TaxRatesJson> => ({
  country,
  pricesIncludeTax,
  usual: usual ?? "",
  rates: rates.map(({ category, ratePpm }) => ({ category, ratePpm })),
  version,
});

const unknown = () => reject<BillingRequestRefusal>({ code: "TaxRatesAreUnknown" });

/** Where it was recorded, if it was. */
const writtenIn = ({ name: log, incarnation }: BillingPorts["log"], outcome: Awaited<ReturnType<TaxRatesHandler["handle"]>>) =>
  outcome.kind === "accepted" && { written: { log, incarnation, partition: outcome.partition, position: outcome.position } };

export const putTaxRates = ({ log, taxRates }: BillingPorts): Route =>
  route({
    operation: "putTaxRates",
    method: "PUT",
    path: "/v1/tax-rates/:country",
    summary: "Say how goods are taxed that go to a country",
    description: "What is left out is taken away. Orders keep what they were quoted.",
    params,
    body: exactly(content, { title: "PutTaxRates" }),
    example: { pricesIncludeTax: true, usual: "standard", rates: [{ category: "standard", ratePpm: 255_000 }] },
    answers: { 200: TaxRatesJson },
    refusals: ["TaxCategoryIsNoWord", "TaxCategoryIsRepeated", "UsualTaxCategoryHasNoRate", "VersionIsStale"],
    handle: async ({ params: { country }, body, caller: { merchant }, at, command, precondition }): Promise<Answer> => {
      const { pricesIncludeTax, usual, rates } = body;
      const set = { type: "SetTaxRates", merchantId: merchant, country, pricesIncludeTax, usual, rates, at, ...precondition } as const;
      const outcome = await taxRates.handle(country, set, command);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      const { version } = outcome;
      const shown = taxRatesJson({ country, pricesIncludeTax, usual, rates, version });
      return { kind: "done", status: 200, body: shown, version, ...writtenIn(log, outcome) };
    },
  });

export const removeTaxRates = ({ log, taxRates }: BillingPorts): Route =>
  route({
    operation: "removeTaxRates",
    method: "DELETE",
    path: "/v1/tax-rates/:country",
    summary: "Forget how goods are taxed that go to a country",
    params,
    answers: { 204: null },
    refusals: ["VersionIsStale"],
    handle: async ({ params: { country }, caller: { merchant }, at, command, precondition }): Promise<Answer> => {
      const nothing = { pricesIncludeTax: false, usual: null, rates: [] };
      const set = { type: "SetTaxRates", merchantId: merchant, country, ...nothing, at, ...precondition } as const;
      const outcome = await taxRates.handle(country, set, command);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      return { kind: "done", status: 204, body: null, ...writtenIn(log, outcome) };
    },
  });

export const getTaxRates = ({ readTaxRates }: BillingPorts): Route =>
  route({
    operation: "getTaxRates",
    method: "GET",
    path: "/v1/tax-rates/:country",
    summary: "How goods are taxed that go to a country",
    params,
    answers: { 200: TaxRatesJson },
    refusals: ["TaxRatesAreUnknown"],
    handle: async ({ params: { country }, caller: { merchant } }): Promise<Answer> => {
      const found = await readTaxRates(merchant, country);
      return found === null ? unknown() : { kind: "done", status: 200, body: taxRatesJson(found), version: found.version };
    },
  });

export const listTaxRates = ({ taxRatesList }: BillingPorts): Route =>
  route({
    operation: "listTaxRates",
    method: "GET",
    path: "/v1/tax-rates",
    summary: "How goods are taxed, by country",
    answers: { 200: exactly({ items: Type.Array(TaxRatesJson) }, { title: "TaxRatesList" }) },
    reads: "tax_rates",
    handle: async ({ caller: { merchant } }): Promise<Answer> => {
      const found = await taxRatesList.all(merchant);
      return { kind: "done", status: 200, body: { items: found.map(taxRatesJson) } };
    },
  });
