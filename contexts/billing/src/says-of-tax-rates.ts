import { taxRatesSet } from "@waybill/contracts/billing-invoices";
import { say } from "@waybill/kernel/integration-event";
import type { Says } from "@waybill/kernel/voice";
import type { TaxRatesSet } from "./domain/tax-rates.ts";

/** What billing says of tax rates: the country whole, so that whoever hears of it late needs no history. */
export const saysOfTaxRates: Says<TaxRatesSet> = ({ merchantId, country, pricesIncludeTax, usual, rates, at: setAt }) => {
  const told = rates.map(({ category, ratePpm }) => ({ category, ratePpm }));
  return [say(taxRatesSet, { merchantId, country, pricesIncludeTax, usual, rates: told, setAt })];
};
