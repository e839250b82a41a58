import type { MerchantId } from "@waybill/contracts/vocabulary";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import { readState } from "@waybill/kernel/state-cache";
import {
  type CountryTaxes,
  type SetTaxRates,
  type TaxRates,
  type TaxRatesRefusal,
  type TaxRatesSet,
  taxRatesDecider,
} from "./domain/tax-rates.ts";

/** How the kernel keeps tax rates: one stream for each country. */
export const taxRatesAggregate: Aggregate<SetTaxRates, TaxRates, TaxRatesSet, TaxRatesRefusal> = {
  type: "tax-rates",
  decider: taxRatesDecider,
};

export type TaxRatesHandler = CommandHandler<SetTaxRates & IfVersion, Versioned<TaxRates>, TaxRatesSet, TaxRatesRefusal | VersionIsStale>;

/** A recorded event of tax rates as billing speaks of it today. */
export const decodeTaxRatesEvent = (recorded: RecordedEvent): TaxRatesSet => decodeEvent(taxRatesAggregate, recorded);

/** What a merchant says of a country; `version` counts how often it was changed. */
export type ShownTaxRates = CountryTaxes & { readonly country: string; readonly version: number };

/** Reads what is said of a country now; null when nothing is, or it was taken away. */
export const readingTaxRates =
  (log: EventLog) =>
  async (merchant: MerchantId, country: string): Promise<ShownTaxRates | null> => {
    const { state, version } = await readState(log, taxRatesAggregate, streamName(merchant, taxRatesAggregate.type, country));
    return state === null || state.rates.length === 0 ? null : { ...state, country, version };
  };
