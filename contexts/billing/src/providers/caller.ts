import { moneyOf } from "@waybill/contracts/vocabulary";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { CommandContext } from "@waybill/kernel/command-identity";
import { type RecordedEvent, streamParts } from "@waybill/kernel/event-log";
import { callInTime, inTime } from "@waybill/kernel/in-time";
import type { Operation } from "../domain/ledger.ts";
import { billingLimits } from "../domain/limits.ts";
import { isOpen, type OpenPayment } from "../domain/payment.ts";
import type { PaymentCommand, ProviderAnswer } from "../domain/payment-commands.ts";
import type { CallingParts } from "./calling-providers.ts";
import type { PaymentProvider, ProviderRequest } from "./provider.ts";

/** One event's calls: `recorded` asks for them, and stands behind what they lead to. */
export const callerFor = ({ payments, providers, log, clock, onFault }: CallingParts, recorded: RecordedEvent) => {
  const { stream, partition, position, causation } = recorded;
  const { merchant, id } = streamParts(stream);
  const context: CommandContext = {
    ...causation,
    merchant,
    actor: "provider",
    cause: `${log.name}/${log.incarnation}/${partition}/${position}`,
  };
  const tell = (command: PaymentCommand) => payments.handle(id, command, context);

  const providerCalled = (provider: string | null): PaymentProvider => {
    const known = providers.get(provider ?? "");
    if (known === undefined) throw new Error(`this process knows no provider ${provider}, by whom payment ${id} is made`);
    return known;
  };

  /** Claims the call; the payment when it is ours to make, and null when somebody else made it or is making it. */
  const claim = async (key: string, call: number): Promise<OpenPayment | null> => {
    const outcome = await tell({ type: "StartCall", key, call, at: clock.now() });
    if (outcome.kind === "overloaded" || outcome.kind === "contended") throw new StoreUnavailable(`payment ${id} is ${outcome.kind}`);
    if (outcome.kind !== "accepted" || outcome.recorded === null) return null;
    const payment = outcome.recorded.state.state;
    return isOpen(payment) ? payment : null;
  };

  const make = async (payment: OpenPayment, operation: Operation, startedAtMs: number): Promise<void> => {
    const { key } = operation;
    try {
      // The time counts from the claim. A process that was halted in between calls too late: by now somebody may have found that its call never came.
      const leftMs = startedAtMs + billingLimits.callMs - clock.monotonicMs();
      if (leftMs <= 0) throw new Error(`${key} was not called in time`);
      const call = (signal: AbortSignal) => providerCalled(payment.provider).call(key, requestOf(payment, operation), signal);
      const answer = await callInTime(call, leftMs, () => notAnswered(key));
      await record(key, answer);
    } catch (error) {
      onFault?.(error);
      await tell({ type: "MissAnswer", key, at: clock.now() });
    }
  };

  const record = async (key: string, answer: ProviderAnswer): Promise<void> => {
    const outcome = await tell({ type: "RecordAnswer", key, answer, at: clock.now() });
    if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") throw new Error(`the answer to ${key} is ${outcome.kind}`);
  };

  return {
    /** Resolves when the call is on record; `begin` is given the rest. */
    call: async ({ key, call }: { readonly key: string; readonly call: number }, begin: (work: Promise<void>) => void): Promise<void> => {
      const startedAtMs = clock.monotonicMs();
      const payment = await claim(key, call);
      const operation = payment?.ledger.operation;
      if (payment !== null && operation?.key === key) begin(make(payment, operation, startedAtMs));
    },
    lookUp: async ({ key, provider }: { readonly key: string; readonly provider: string | null }): Promise<void> => {
      // One that never answers would keep its place among the calls under way for ever.
      const found = await inTime(providerCalled(provider).lookUp(key), billingLimits.callMs, () => notAnswered(key));
      await tell({ type: "RecordLookUp", key, found, at: clock.now() });
    },
  };
};

const notAnswered = (key: string): Error => new Error(`${key} was not answered within ${billingLimits.callMs / 1_000} s`);

/** @throws Error for a payment of which the provider cannot have heard: nothing of it can be taken or let go. */
const requestOf = ({ ledger, currency, method }: OpenPayment, { kind, amount, key }: Operation): ProviderRequest => {
  const money = moneyOf(amount, currency);
  if (kind === "authorise" || kind === "renew")
    return { kind, amount: money, method, replaces: kind === "renew" ? ledger.reference : null };
  if (ledger.reference === null) throw new Error(`the provider has no name for what ${key} is about`);
  return { kind, amount: money, reference: ledger.reference };
};
