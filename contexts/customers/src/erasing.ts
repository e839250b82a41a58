import { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import type { Clock } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { mustHold } from "@waybill/kernel/saga-at-work";
import type { Erasure, KeyVault, Sealer } from "@waybill/kernel/sealed";
import type { Timekeeper } from "@waybill/kernel/timekeeper";
import type { TimerEvent } from "@waybill/kernel/timer";
import { customerAggregate } from "./customers.ts";
import type { ErasureCommand } from "./domain/customer-commands.ts";
import type { CustomerEvent } from "./domain/customer-events.ts";
import { customersLimits } from "./domain/limits.ts";
import type { CustomerHandler, CustomerHistory, Erase, LiveOrders, StartedErasure } from "./http/ports.ts";

export interface ErasingParts {
  readonly customers: CustomerHandler;
  readonly vault: Pick<KeyVault, "close" | "dropClosed" | "reopen">;
  readonly sealer: Pick<Sealer, "erase">;
  readonly liveOrdersOf: LiveOrders;
  readonly clock: Clock;
}

/**
 * Brings an erasure to its one end. The key is closed first; then it is asked which orders are under way; then the key goes, or is
 * opened again. Whoever promises an order looks at the key after the order was recorded, so either we see the order here, or they
 * see there that the key is closed or gone. The vault decides between several who do this at once, and the record says what it decided;
 * each step may be done again, and whoever dies in between is followed by the timer that started with the erasure.
 */
export const erasing =
  ({ customers, vault, sealer, liveOrdersOf, clock }: ErasingParts): Erase =>
  async (started) => {
    const { merchant, customerId, attempt } = started;
    const erasure: Erasure = { subject: customerId, attempt };
    const record = async (command: ErasureCommand): Promise<void> => {
      const commandId = derivedUuid("erasure", merchant, customerId, String(attempt), command.type);
      const context = { ...started.causation, merchant, commandId, replayableForMs: null };
      mustHold(await customers.handle(customerId, command, context), `erasure ${attempt} of ${customerId}`);
    };
    let standing = await vault.close(erasure);
    const live = standing === "closed" ? await liveOrdersOf(merchant, customerId) : [];
    if (standing === "closed") standing = live.length > 0 ? await vault.reopen(erasure) : await vault.dropClosed(erasure);
    if (standing === "dropped") {
      // Gone from this process's memory as well.
      await sealer.erase(customerId);
      await record({ type: "CompleteErasure", attempt, at: clock.now() });
      return { kind: "erased" };
    }
    const orders = live.slice(0, customersLimits.namedOrders);
    await record({ type: "AbandonErasure", attempt, orders, at: clock.now() });
    return { kind: "abandoned", orders };
  };

/** Takes over an erasure that was not brought to its end in time. */
export const erasureTimekeeper = (erase: Erase, history: CustomerHistory): Timekeeper => ({
  type: customerAggregate.type,
  timerEventOf: (recorded) => erasureTimerOf(decodeEvent<CustomerEvent>(customerAggregate, recorded)),
  fire: async ({ stream }, { commandId: _, ...causation }) => {
    const started = await startedIn(stream, history);
    if (started !== null) await erase({ ...started, causation: { ...causation, actor: "timer" } });
  },
});

/** What an event of a customer does to the timer of an erasure. */
const erasureTimerOf = (event: CustomerEvent): TimerEvent => {
  switch (event.type) {
    case "ErasureStarted":
      return { type: "TimerSet", timer: "erasure", due: { afterMs: customersLimits.erasureMs } };
    case "ErasureAbandoned":
    case "CustomerErased":
      return { type: "TimerDropped", timer: "erasure" };
    default:
      return null;
  }
};

/** The erasure that is under way; null when it has ended meanwhile. @throws TypeError for what is no customer's stream. */
const startedIn = async (stream: string, history: CustomerHistory): Promise<Omit<StartedErasure, "causation"> | null> => {
  const { merchant, customerId } = parsed(stream);
  const last = (await history.read(merchant, customerId)).findLast(({ event }) => event.type === "ErasureStarted" || endsErasure(event));
  return last?.event.type === "ErasureStarted" ? { merchant, customerId, attempt: last.event.attempt } : null;
};

const endsErasure = ({ type }: CustomerEvent): boolean => type === "ErasureAbandoned" || type === "CustomerErased";

const parsed = (stream: string): { readonly merchant: MerchantId; readonly customerId: CustomerId } => {
  const parts = streamParts(stream);
  const [merchant, customerId] = [MerchantId.parse(parts.merchant), CustomerId.parse(parts.id)];
  if (merchant === null || customerId === null) throw new TypeError(`${stream} is not the stream of a customer`);
  return { merchant, customerId };
};
