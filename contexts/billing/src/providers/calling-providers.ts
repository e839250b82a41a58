import { decodeEvent } from "@waybill/kernel/aggregate";
import type { Clock } from "@waybill/kernel/clock";
import { type EventLog, type RecordedEvent, streamParts } from "@waybill/kernel/event-log";
import type { PaymentEvent } from "../domain/payment-events.ts";
import type { PaymentAggregate, PaymentHandler } from "../payments.ts";
import { callerFor } from "./caller.ts";
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
  /** Resolves when no call of this process is under way any more. */
  settle(): Promise<void>;
}

/** Calls under way at once in one process; more wait, and with them the following of the log. */
const callsAtOnce = 256;

export const callingProviders = (parts: CallingParts): Calling => {
  const underWay = new Set<Promise<void>>();
  const begin = (work: Promise<void>): void => {
    const ended = work.catch((error: unknown) => parts.onFault?.(error)).finally(() => underWay.delete(ended));
    underWay.add(ended);
  };
  return {
    concerns: ({ stream, type }) => streamParts(stream).type === parts.aggregate.type && asking.has(type),
    handle: async (recorded) => {
      const wanted = wantedBy(decodeEvent<PaymentEvent>(parts.aggregate, recorded));
      if (wanted === null) return;
      while (underWay.size >= callsAtOnce) await Promise.race(underWay);
      const caller = callerFor(parts, recorded);
      if (wanted.kind === "call") await caller.call(wanted, begin);
      else begin(caller.lookUp(wanted));
    },
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
