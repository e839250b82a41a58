import type { Answer, Caller } from "@waybill/contracts/http";
import type { PaymentId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import type { PaymentHandler } from "../payments.ts";
import { paymentJson } from "./payment-json.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

type Outcome = Awaited<ReturnType<PaymentHandler["handle"]>>;

/** The answer to a command on a payment, rendered as it was right after the command, so that a replay is answered alike. */
export const paymentAnswer = async (
  { log, readPayment }: BillingPorts,
  { paymentId, caller }: { readonly paymentId: PaymentId; readonly caller: Caller },
  outcome: Outcome,
): Promise<Answer> => {
  if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
  const shown = await readPayment(caller.merchant, paymentId, outcome.version);
  if (shown === null) return notCreated();
  const { name, incarnation } = log;
  return {
    kind: "done",
    status: 200,
    body: paymentJson(shown, caller),
    version: outcome.version,
    replayed: outcome.replayed,
    ...(outcome.kind === "accepted" && { written: { log: name, incarnation, partition: outcome.partition, position: outcome.position } }),
  };
};

export const notCreated = () => reject<BillingRequestRefusal>({ code: "PaymentIsNotCreated" });
