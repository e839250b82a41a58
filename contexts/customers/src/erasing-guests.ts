import { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import type { Clock } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import { mustHold } from "@waybill/kernel/saga-at-work";
import type { Timekeeper } from "@waybill/kernel/timekeeper";
import type { TimerEvent } from "@waybill/kernel/timer";
import type { GuestCommand } from "./domain/guest.ts";
import type { GuestEvent } from "./domain/guest-events.ts";
import { customersLimits } from "./domain/limits.ts";
import { type ErasingParts, endErasing, endingCommandId } from "./erasing.ts";
import { guestAggregate } from "./guests.ts";
import type { Erase, ErasureEnd, GuestHandler, GuestHistory, OrdersPerson } from "./http/ports.ts";

export interface ErasingGuestsParts extends ErasingParts {
  readonly guests: GuestHandler;
  readonly personOf: OrdersPerson;
  readonly clock: Clock;
}

/** Erases guests: what one order says of its person is sealed under the order's id. */
export const erasingGuests =
  ({ guests, personOf, clock, ...parts }: ErasingGuestsParts): Erase<OrderId> =>
  async ({ merchant, id, attempt, causation }) => {
    const erasure = { subject: id, attempt };
    const record = async (end: ErasureEnd): Promise<void> => {
      const command = endingCommand(end, attempt, clock);
      const commandId = endingCommandId(merchant, erasure, command.type);
      const context = { ...causation, merchant, commandId, replayableForMs: null };
      mustHold(await guests.handle(id, command, context), `erasure ${attempt} of the guest of ${id}`);
    };
    const liveOrders = async () => ((await personOf(merchant, id))?.isUnderWay === true ? [id] : []);
    return endErasing(parts, { erasure, liveOrders, record });
  };

const endingCommand = (end: ErasureEnd, attempt: number, clock: Clock): GuestCommand =>
  end.kind === "erased"
    ? { type: "CompleteGuestErasure", attempt, at: clock.now() }
    : { type: "AbandonGuestErasure", attempt, orders: end.orders, at: clock.now() };

/** Takes over an erasure that was not brought to its end in time. */
export const guestErasureTimekeeper = (erase: Erase<OrderId>, history: GuestHistory): Timekeeper => ({
  type: guestAggregate.type,
  timerEventOf: (recorded) => timerEventOf(decodeEvent<GuestEvent>(guestAggregate, recorded)),
  fire: async ({ stream }, { commandId: _, ...causation }) => {
    const parts = streamParts(stream);
    const [merchant, id] = [MerchantId.parse(parts.merchant), OrderId.parse(parts.id)];
    if (merchant === null || id === null) throw new TypeError(`${stream} is not the stream of a guest`);
    const last = (await history.read(merchant, id)).at(-1)?.event;
    if (last?.type === "GuestErasureStarted") {
      await erase({ merchant, id, attempt: last.attempt, causation: { ...causation, actor: "timer" } });
    }
  },
});

/** What an event of a guest does to the timer of an erasure. */
const timerEventOf = (event: GuestEvent): TimerEvent => {
  switch (event.type) {
    case "GuestErasureStarted":
      return { type: "TimerSet", timer: "erasure", due: { afterMs: customersLimits.erasureMs } };
    case "GuestErasureAbandoned":
    case "GuestErased":
      return { type: "TimerDropped", timer: "erasure" };
  }
};
