import { accept, type Decider, type Decision, reject } from "@waybill/kernel/decider";
import { missAnswer, recordAnswer, recordLookUp, startCall } from "./decide-answers.ts";
import { abandon, authorise, capture, lower, refund, voidByHand } from "./decide-asked.ts";
import { resolve, retry } from "./decide-stuck.ts";
import { hearDispute, wake } from "./decide-time.ts";
import { evolve, isOpen, notCreated, type OpenPayment, type Payment } from "./payment.ts";
import type { CommandOf, PaymentCommand } from "./payment-commands.ts";
import type { PaymentEvent, PaymentFact, Wake } from "./payment-events.ts";
import type { PaymentRefusal } from "./payment-rules.ts";
import type { PaymentDecision } from "./payment-step.ts";
import { wakeOf } from "./payment-wake.ts";
import { withWork } from "./payment-work.ts";

/** What is decided, then what the payment does by itself, then when it wants to be woken. */
const decide = (command: PaymentCommand, payment: Payment): Decision<PaymentEvent, PaymentRefusal> => {
  const decision = decided(command, payment);
  if (decision.kind !== "accepted") return decision;
  const facts = withWork(payment, decision.events, command.at);
  const wakeAfter = wakeOf(facts.reduce(evolve, payment));
  const isUnchanged = command.type !== "WakePayment" && isSameWake(wakeOf(payment), wakeAfter);
  return accept(...ending(facts, isUnchanged ? undefined : wakeAfter));
};

const decided = (command: PaymentCommand, payment: Payment): PaymentDecision => {
  if (command.type === "AuthorisePayment") return authorise(command, payment);
  if (command.type === "AbandonPayment") return abandon(command, payment);
  return isOpen(payment) ? decidedOpen(command, payment) : reject({ code: `PaymentIs${payment.status}` });
};

type OpenCommand = Exclude<PaymentCommand, CommandOf<"AbandonPayment" | "AuthorisePayment">>;

const decidedOpen = (command: OpenCommand, payment: OpenPayment): PaymentDecision => {
  switch (command.type) {
    case "CapturePayment":
      return capture(command, payment);
    case "RefundPayment":
      return refund(command, payment);
    case "LowerPayment":
      return lower(command, payment);
    case "VoidPayment":
      return voidByHand(command, payment);
    case "RetryPayment":
      return retry(command, payment);
    case "ResolvePayment":
      return resolve(command, payment);
    case "StartCall":
      return startCall(command, payment);
    case "RecordAnswer":
      return recordAnswer(command, payment);
    case "MissAnswer":
      return missAnswer(command, payment);
    case "RecordLookUp":
      return recordLookUp(command, payment);
    case "HearDispute":
      return hearDispute(command, payment);
    case "WakePayment":
      return wake(command, payment);
  }
};

/** The facts as events: the last of them sets or drops the timer, unless it is to go on as it is. */
const ending = (facts: readonly PaymentFact[], wake: Wake | null | undefined): [PaymentEvent, ...PaymentEvent[]] => {
  const [first, ...rest] = facts;
  const last = rest.pop();
  if (first === undefined) throw new RangeError("a decision that is accepted records something");
  if (last === undefined) return [wake === undefined ? first : { ...first, wake }];
  return [first, ...rest, wake === undefined ? last : { ...last, wake }];
};

const isSameWake = (one: Wake | null, other: Wake | null): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The whole life of a payment, pure. */
export const paymentDecider: Decider<PaymentCommand, Payment, PaymentEvent, PaymentRefusal> = { initial: notCreated, decide, evolve };
