import { decodeEvent } from "@waybill/kernel/aggregate";
import type { Clock } from "@waybill/kernel/clock";
import { type EventLog, type RecordedEvent, streamParts } from "@waybill/kernel/event-log";
import { billingLimits } from "../domain/limits.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";
import type { PaymentAggregate, PaymentHandler } from "../payments.ts";
import { callerFor } from "./caller.ts";
import { createPlaces } from "./places.ts";
import type { PaymentProvider } from "./provider.ts";

export interface CallingParts {
  readonly aggregate: Pick<PaymentAggregate, "type" | "upcasters">;
  readonly payments: PaymentHandler;
  /** Name → provider. */
  readonly providers: ReadonlyMap<string, PaymentProvider>;
  readonly log: Pick<EventLog, "incarnation" | "name">;
  readonly clock: Clock;
  /** Told of calls that failed and answers that could not be recorded: what became of them is looked up later. */
  readonly onFault?: (error: unknown) => void;
}

/** Makes the calls that payments ask for. */
export interface Calling {
  /** Whether an event can ask for a call. */
  concerns(recorded: RecordedEvent): boolean;
  /**
   * Handles one event of the log: resolves when the call is on record, not when it is answered. A slow provider holds nobody else
   * up, and the timer that the record sets looks up what became of a call whose process died.
   */
  handle(recorded: RecordedEvent): Promise<void>;
  /** The same for one that was parked. @throws StoreUnavailable when it got no place among the calls under way in time: it was not tried */
  handleParked(recorded: RecordedEvent): Promise<void>;
  /** Resolves when no call of this process is under way any more. */
  settle(): Promise<void>;
}

export const callingProviders = (parts: CallingParts): Calling => {
  const underWay = new Set<Promise<void>>();
  const places = createPlaces(billingLimits.callsAtOnce);
  const keep = (work: Promise<void>): void => {
    const end = (): void => {
      underWay.delete(ended);
      places.giveBack();
    };
    const ended = work.catch((error: unknown) => parts.onFault?.(error)).finally(end);
    underWay.add(ended);
  };
  const handle = async (recorded: RecordedEvent, takePlace: () => Promise<void>): Promise<void> => {
    const wanted = wantedBy(decodeEvent<PaymentEvent>(parts.aggregate, recorded));
    if (wanted === null) return;
    await takePlace();
    let isBegun = false;
    const begin = (work: Promise<void>): void => {
      isBegun = true;
      keep(work);
    };
    try {
      const caller = callerFor(parts, recorded);
      if (wanted.kind === "call") await caller.call(wanted, begin);
      else begin(caller.lookUp(wanted));
    } finally {
      // What somebody else calls takes none.
      if (!isBegun) places.giveBack();
    }
  };
  return {
    concerns: ({ stream, type }) => streamParts(stream).type === parts.aggregate.type && asking.has(type),
    // Who follows waits as long as it takes: so no more is begun than can be called.
    handle: (recorded) => handle(recorded, places.take),
    // Nor does who waits for a place count as tried: behind a bank that hangs, calls that were never made would be given up.
    handleParked: (recorded) => handle(recorded, () => places.takeWithin(billingLimits.placeMs)),
    settle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
};

type Wanted =
  | { readonly kind: "call"; readonly key: string; readonly call: number }
  | { readonly kind: "lookUp"; readonly key: string; readonly provider: string | null };

const asking: ReadonlySet<string> = new Set<PaymentEvent["type"]>([
  "AuthorisationSubmitted",
  "CallRequested",
  "CaptureSubmitted",
  "LookUpRequested",
  "RefundSubmitted",
  "RenewalSubmitted",
  "VoidSubmitted",
]);

/** What an event asks of a provider; null for nothing. */
const wantedBy = (event: PaymentEvent): Wanted | null => {
  switch (event.type) {
    case "AuthorisationSubmitted":
    case "CaptureSubmitted":
    case "RefundSubmitted":
    case "RenewalSubmitted":
    case "VoidSubmitted":
      return { kind: "call", key: event.key, call: 1 };
    case "CallRequested":
      return { kind: "call", key: event.key, call: event.call };
    case "LookUpRequested":
      return { kind: "lookUp", key: event.key, provider: event.provider };
    default:
      return null;
  }
};
