import type { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import type { Json } from "@waybill/kernel/brand";

/** What a context holds of a customer, opened; by all that was recorded before it is asked. */
export type Holding = (merchant: MerchantId, customerId: CustomerId) => Promise<Json>;

/** Of each context but that of the customers themselves. Null where nothing is of any person: whoever adds a context has to say which. */
export type Holdings<Context extends string> = Readonly<Record<Context, Holding | null>>;

/** What all of them hold of a customer, by the name of the context. */
export const personalRecords =
  <Context extends string>(holdings: Holdings<Context>) =>
  async (merchant: MerchantId, customerId: CustomerId): Promise<Readonly<Record<string, Json>>> => {
    const records: Record<string, Json> = {};
    for (const [context, holding] of Object.entries<Holding | null>(holdings)) {
      if (holding !== null) records[context] = await holding(merchant, customerId);
    }
    return records;
  };
