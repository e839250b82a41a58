import { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import type { Clock } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import { mustHold } from "@waybill/kernel/saga-at-work";
import type { Timekeeper } from "@waybill/kernel/timekeeper";
import type { TimerEvent } from "@waybill/kernel/timer";
import { customerAggregate } from "./customers.ts";
import type { ErasureCommand } from "./domain/customer-commands.ts";
import type { CustomerEvent } from "./domain/customer-events.ts";
import { customersLimits } from "./domain/limits.ts";
import { type ErasingParts, endErasing, endingCommandId } from "./erasing.ts";
import type { CustomerHandler, CustomerHistory, Erase, ErasureEnd, LiveOrders, StartedErasure } from "./http/ports.ts";

export interface ErasingCustomersParts extends ErasingParts {
  readonly customers: CustomerHandler;
  readonly liveOrdersOf: LiveOrders;
  readonly clock: Clock;
}

/** Erases customers, whose own key everything of theirs is sealed under. */
export const erasingCustomers =
  ({ customers, liveOrdersOf, clock, ...parts }: ErasingCustomersParts): Erase<CustomerId> =>
  async ({ merchant, id, attempt, causation }) => {
    const erasure = { subject: id, attempt };
    const record = async (end: ErasureEnd): Promise<void> => {
      const command = endingCommand(end, attempt, clock);
      const commandId = endingCommandId(merchant, erasure, command.type);
      const context = { ...causation, merchant, commandId, replayableForMs: null };
      mustHold(await customers.handle(id, command, context), `erasure ${attempt} of ${id}`);
    };
    return endErasing(parts, { erasure, liveOrders: () => liveOrdersOf(merchant, id), record });
  };

const endingCommand = (end: ErasureEnd, attempt: number, clock: Clock): ErasureCommand =>
  end.kind === "erased"
    ? { type: "CompleteErasure", attempt, at: clock.now() }
    : { type: "AbandonErasure", attempt, orders: end.orders, at: clock.now() };

/** Takes over an erasure that was not brought to its end in time. */
export const customerErasureTimekeeper = (erase: Erase<CustomerId>, history: CustomerHistory): Timekeeper => ({
  type: customerAggregate.type,
  timerEventOf: (recorded) => timerEventOf(decodeEvent<CustomerEvent>(customerAggregate, recorded)),
  fire: async ({ stream }, { commandId: _, ...causation }) => {
    const started = await startedIn(stream, history);
    if (started !== null) await erase({ ...started, causation: { ...causation, actor: "timer" } });
  },
});

/** What an event of a customer does to the timer of an erasure. */
const timerEventOf = (event: CustomerEvent): TimerEvent => {
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
const startedIn = async (stream: string, history: CustomerHistory): Promise<Omit<StartedErasure<CustomerId>, "causation"> | null> => {
  const parts = streamParts(stream);
  const [merchant, id] = [MerchantId.parse(parts.merchant), CustomerId.parse(parts.id)];
  if (merchant === null || id === null) throw new TypeError(`${stream} is not the stream of a customer`);
  const last = (await history.read(merchant, id)).findLast(({ event }) => event.type === "ErasureStarted" || endsErasure(event));
  return last?.event.type === "ErasureStarted" ? { merchant, id, attempt: last.event.attempt } : null;
};

const endsErasure = ({ type }: CustomerEvent): boolean => type === "ErasureAbandoned" || type === "CustomerErased";
