import type { OrderId } from "@waybill/contracts/vocabulary";
import { derivedUuid } from "@waybill/kernel/id";
import type { Erasure, KeyVault, Sealer } from "@waybill/kernel/sealed";
import { customersLimits } from "./domain/limits.ts";
import type { ErasureEnd } from "./http/ports.ts";

export interface ErasingParts {
  readonly vault: Pick<KeyVault, "close" | "dropClosed" | "reopen">;
  readonly sealer: Pick<Sealer, "erase">;
}

/** An erasure that has been started, and where its end is written down. */
export interface StartedErasing {
  readonly erasure: Erasure;
  /** Which orders need the person: every one of those that were recorded before it is asked. */
  readonly liveOrders: () => Promise<readonly OrderId[]>;
  /** Writes down how the attempt ended; again, or too late, changes nothing. */
  readonly record: (end: ErasureEnd) => Promise<void>;
}

/**
 * Brings an erasure to its one end. The key is closed first; then it is asked which orders are under way; then the key goes, or is
 * opened again. Whoever promises an order looks at the key after the order was recorded, so either we see the order here, or they
 * see there that the key is closed or gone. The vault decides between several who do this at once, and the record says what it decided;
 * each step may be done again, and whoever dies in between is followed by the timer that started with the erasure.
 */
export const endErasing = async ({ vault, sealer }: ErasingParts, { erasure, liveOrders, record }: StartedErasing): Promise<ErasureEnd> => {
  let standing = await vault.close(erasure);
  const live = standing === "closed" ? await liveOrders() : [];
  if (standing === "closed") standing = live.length > 0 ? await vault.reopen(erasure) : await vault.dropClosed(erasure);
  // Gone from this process's memory as well.
  if (standing === "dropped") await sealer.erase(erasure.subject);
  const end: ErasureEnd =
    standing === "dropped" ? { kind: "erased" } : { kind: "abandoned", orders: live.slice(0, customersLimits.namedOrders) };
  await record(end);
  return end;
};

/** The same for whoever ends this attempt of this merchant's in the same way. */
export const endingCommandId = (merchant: string, { subject, attempt }: Erasure, commandType: string): string =>
  derivedUuid("erasure", merchant, subject, String(attempt), commandType);
