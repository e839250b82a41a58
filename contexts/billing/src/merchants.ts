import type { MerchantId } from "@waybill/contracts/vocabulary";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import { fold } from "@waybill/kernel/decider";
import { type EventLog, streamName } from "@waybill/kernel/event-log";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import { limits } from "@waybill/kernel/limits";
import { type ChangeMerchant, type Merchant, type MerchantEvent, type MerchantRefusal, merchantDecider } from "./domain/merchant.ts";

/** How the kernel keeps what a merchant says of itself: one stream, named after the merchant. */
export const merchantAggregate: Aggregate<ChangeMerchant, Merchant, MerchantEvent, MerchantRefusal> = {
  type: "merchant",
  decider: merchantDecider,
};

export type MerchantHandler = CommandHandler<
  ChangeMerchant & IfVersion,
  Versioned<Merchant>,
  MerchantEvent,
  MerchantRefusal | VersionIsStale
>;

/** `version` counts how often something was changed; 0 as long as nothing was said. */
export type ShownMerchant = Merchant & { readonly version: number };

/** Reads what a merchant says of itself now, or said at a version. */
export const readingMerchants =
  (log: Pick<EventLog, "readStream">) =>
  async (merchant: MerchantId, atVersion = Number.POSITIVE_INFINITY): Promise<ShownMerchant> => {
    const stream = streamName(merchant, merchantAggregate.type, merchant);
    let shown: ShownMerchant = { ...merchantDecider.initial, version: 0 };
    for (;;) {
      const wanted = Math.min(limits.streamPageEvents, atVersion - shown.version);
      const page = wanted > 0 ? await log.readStream(stream, shown.version, wanted) : [];
      const events = page.map((recorded) => decodeEvent<MerchantEvent>(merchantAggregate, recorded));
      shown = { ...fold(merchantDecider, events, shown), version: shown.version + page.length };
      if (page.length < wanted || wanted <= 0) return shown;
    }
  };
