import type { Route } from "@waybill/contracts/http";
import type { MerchantId, PaymentId } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import type { AskTarget } from "@waybill/kernel/ask";
import type { Checkpoints } from "@waybill/kernel/checkpoint";
import type { Instant } from "@waybill/kernel/clock";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import type { Handle } from "@waybill/kernel/following";
import { withIfVersion } from "@waybill/kernel/if-version";
import { limits } from "@waybill/kernel/limits";
import type { Member } from "@waybill/kernel/member";
import { type OneByOneOptions, oneByOne } from "@waybill/kernel/one-by-one";
import type { Parking } from "@waybill/kernel/parking";
import { aggregateTimekeeper, type Timekeeper } from "@waybill/kernel/timekeeper";
import { type Voice, wholeVoiceOf } from "@waybill/kernel/voice";
import { evolve, isOpen, notCreated, type Payment } from "./domain/payment.ts";
import type { PaymentCommand } from "./domain/payment-commands.ts";
import type { PaymentEvent } from "./domain/payment-events.ts";
import { capturePayment, refundPayment, voidPayment } from "./http/command-payment.ts";
import { getPayment, listPayments } from "./http/get-payments.ts";
import type { BillingPorts, PaymentList, ShownPayment } from "./http/ports.ts";
import { actAtSimulatedBank } from "./http/simulated-bank.ts";
import { type PaymentHandler, paymentAggregate } from "./payments.ts";
import { type Calling, callingProviders } from "./providers/calling-providers.ts";
import type { PaymentProvider } from "./providers/provider.ts";
import { createSimulatedProvider } from "./providers/simulated/simulated-provider.ts";
import { type ReceiveWebhook, receivingWebhooks } from "./providers/webhooks.ts";
import { paymentList } from "./read-models/payment-list.ts";
import { createPaymentListQueries, createPaymentListQueriesInMemory, type PaymentListQueries } from "./read-models/payment-list-queries.ts";
import { carryOutPayment } from "./sagas/payment-target.ts";
import { saysOfPayment } from "./says.ts";

/** A recorded event as billing speaks of it today. */
const decodePaymentEvent = (recorded: RecordedEvent): PaymentEvent => decodeEvent(paymentAggregate, recorded);

/** What billing keeps up to date for those who ask, and how it is asked where. */
export const billingReadModels = {
  paymentList: {
    model: paymentList,
    decode: decodePaymentEvent,
    onPostgres: createPaymentListQueries,
    inMemory: createPaymentListQueriesInMemory,
  },
};

/** What billing says to others. */
export const billingVoices = (): readonly Voice[] => [wholeVoiceOf(paymentAggregate, saysOfPayment)];

/** What billing is given to run on. */
export interface BillingParts {
  readonly pipeline: CommandPipeline;
  readonly checkpoints: Pick<Checkpoints, "move">;
  readonly parking: Parking;
  readonly paymentList: PaymentListQueries;
  /** Signs the simulated provider's webhooks. */
  readonly webhookSecret: string;
  /** Instead of the simulated one, which is the default. */
  readonly providers?: readonly PaymentProvider[];
}

/** Billing at work: what it offers over HTTP, and to other contexts. */
export interface Billing {
  readonly routes: readonly Route[];
  readonly member: Member;
  readonly providerCalls: ProviderCalls;
  /** What providers tell by themselves: without a key, and with the bytes of the body as they came. */
  readonly receiveWebhook: ReceiveWebhook;
}

/** Follows billing's own log and makes the calls that payments ask for: to be followed under `work.subscription`, and tried again. */
export interface ProviderCalls {
  readonly work: OneByOneOptions<RecordedEvent>;
  readonly handle: Handle;
  /** Resolves when no call of this process is under way: before it stops. */
  readonly settle: () => Promise<void>;
}

export const openBilling = (parts: BillingParts): Billing => {
  const { pipeline } = parts;
  const { log, clock } = pipeline;
  const payments = createCommandHandler(pipeline, withIfVersion(paymentAggregate));
  const simulated = createSimulatedProvider({ pipeline, secret: parts.webhookSecret, movements: async () => [] });
  const providers = new Map((parts.providers ?? [simulated]).map((provider) => [provider.name, provider]));
  const readPayment = readingPayments(log);
  const receiveWebhook = receivingWebhooks({ payments, providers, readPayment });
  const ports: BillingPorts = {
    log,
    clock,
    payments,
    readPayment,
    paymentList: shownList(parts.paymentList),
    actAtSimulatedBank: async (merchant, paymentId, isConfirmed) => {
      const webhook = await simulated.act({ merchant, paymentId }, isConfirmed);
      return webhook !== null && (await receiveWebhook(simulated.name, { ...webhook, at: clock.now() })).kind === "done";
    },
  };
  return {
    routes: paymentRoutes.map((declare) => declare(ports)),
    member: {
      target: targetOf(log.name, carryOutPayment({ payments, clock, providerOf: () => simulated.name })),
      sagas: [],
      timekeepers: [timekeeperOf(payments, pipeline)],
      timersVersion: 1,
    },
    providerCalls: callingOf(parts, callingProviders({ ...pipeline, aggregate: paymentAggregate, payments, providers })),
    receiveWebhook,
  };
};

const targetOf = (context: string, carryOut: AskTarget["carryOut"]): AskTarget => ({
  context,
  carryOut: async (asked, commandContext) => {
    if (asked.aggregate !== paymentAggregate.type) throw new Error(`billing has no ${asked.aggregate} to ask`);
    return carryOut(asked, commandContext);
  },
});

const paymentRoutes = [getPayment, listPayments, capturePayment, voidPayment, refundPayment, actAtSimulatedBank];

const callingOf = ({ checkpoints, parking }: BillingParts, calling: Calling): ProviderCalls => {
  const work: OneByOneOptions<RecordedEvent> = {
    // Storage format.
    subscription: "calls_providers",
    checkpoints,
    keyOf: ({ stream }) => stream,
    handle: calling.handle,
    parking: { store: parking, idOf: ({ stream, version }) => `${stream}@${version}` },
  };
  const inTurn = oneByOne(work);
  return { work, handle: ({ events, moves }) => inTurn(events.filter(calling.concerns), moves), settle: calling.settle };
};

const timekeeperOf = (payments: PaymentHandler, { clock }: CommandPipeline): Timekeeper =>
  aggregateTimekeeper<PaymentCommand, PaymentEvent>({
    aggregate: paymentAggregate,
    handler: payments,
    timerEventOf: ({ wake }) => {
      if (wake === undefined) return null;
      return wake === null ? { type: "TimerDropped", timer: "wake" } : { type: "TimerSet", timer: "wake", due: wake };
    },
    commandOf: ({ version }) => ({ type: "WakePayment", version, at: clock.now() }),
  });

const readingPayments =
  (log: Pick<EventLog, "readStream">) =>
  async (merchant: MerchantId, paymentId: PaymentId, atVersion = Number.POSITIVE_INFINITY): Promise<ShownPayment | null> => {
    const stream = streamName(merchant, paymentAggregate.type, paymentId);
    let shown: { readonly payment: Payment; readonly updatedAt: Instant | null } = { payment: notCreated, updatedAt: null };
    for (;;) {
      const wanted = Math.min(limits.streamPageEvents, atVersion - shown.payment.version);
      const page = wanted > 0 ? await log.readStream(stream, shown.payment.version, wanted) : [];
      for (const recorded of page) {
        const event = decodePaymentEvent(recorded);
        shown = { payment: evolve(shown.payment, event), updatedAt: event.at };
      }
      if (page.length < wanted || wanted <= 0) break;
    }
    const { payment, updatedAt } = shown;
    return isOpen(payment) && updatedAt !== null ? { payment, updatedAt } : null;
  };

const shownList = (queries: PaymentListQueries): PaymentList => ({
  page: async (wanted) => (await queries.page(wanted)).map(({ payment, updatedAt }) => ({ payment, updatedAt })),
});
