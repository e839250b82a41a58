import { paymentAuthorised, paymentDeclined, paymentTimeIsUp } from "@waybill/contracts/billing";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderPlaced, orderPutOnHold, orderResumed } from "@waybill/contracts/ordering";
import { orderPaymentsAdded } from "@waybill/contracts/ordering-changes";
import type { Contract } from "@waybill/kernel/integration-event";
import type { AskOutcome, Hearing } from "@waybill/kernel/saga";
import { heardOf } from "@waybill/kernel/testing/heard";
import { fulfilOrder } from "../sagas/fulfil-order.ts";
import type { FulfilOrderWords } from "../sagas/fulfil-order-words.ts";
import { grand, minute, orderId, placed, pounds } from "./order-samples.ts";
import { sagaWalk } from "./saga-walk.ts";

export const about = { merchantId: "default", orderId } as const;
export const accepted: AskOutcome = { kind: "accepted" };
export const refused = (code: string, more: object = {}): AskOutcome => ({ kind: "refused", refusal: { code, ...more } });
export const message = (contract: Contract, data: object): Hearing<FulfilOrderWords> => {
  const heard = heardOf(contract, data as never) as FulfilOrderWords["heard"];
  return { kind: "message", heard, at: minute(1) };
};

const { type: _, metadata: __, cartId: ___, at, ...wish } = placed;
export const wanted = (changes: object = {}) => message(orderPlaced, { ...wish, allowPartial: false, placedAt: at, ...changes });
const paymentId = paymentIdOf(orderId, 1);
export const paid = (amount = grand, number = 1) =>
  message(paymentAuthorised, { ...about, paymentId: paymentIdOf(orderId, number), amount: pounds(amount), authorisedAt: minute(1) });
export const declined = message(paymentDeclined, { ...about, paymentId, code: "CardIsDeclined", declinedAt: minute(1) });
export const bankTimeIsUp = message(paymentDeclined, { ...about, paymentId, code: paymentTimeIsUp, declinedAt: minute(15) });
const hold = "5f0c1f9e-8a51-8d0e-9c4b-3f6f0e3b9a77";
export const putOnHold = message(orderPutOnHold, { ...about, hold, until: null, putOnHoldAt: minute(1) });
export const resumed = message(orderResumed, { ...about, holds: [hold], resumedAt: minute(1) });

export const walking = (changes: object = {}) => {
  const walk = sagaWalk(fulfilOrder);
  walk.hear(wanted(changes));
  const names = () => walk.asked().map(({ ask }) => ask);
  return { ...walk, names, status: () => walk.state().status };
};
export const reserved = (changes: object = {}) => {
  const walk = walking(changes);
  walk.answer("reserve", accepted, minute(1));
  return walk;
};
export const committing = (changes: { readonly payments?: readonly { readonly amount: number }[] } = {}) => {
  const walk = reserved(changes);
  walk.answer("held", accepted);
  for (const [index, { amount }] of (changes.payments ?? [{ amount: grand }]).entries()) {
    walk.answer("authorise", accepted);
    walk.hear(paid(amount, index + 1));
    // A part that is paid for is shown while others are awaited.
    if (walk.names().includes("noteAuthorised")) walk.answer("noteAuthorised", accepted);
  }
  return walk;
};

/** Its first payment was declined, and all of it is asked of a second one. */
export const payingAnew = (policies: object) => {
  const walk = reserved({ policies });
  walk.answer("held", accepted);
  walk.answer("authorise", accepted);
  walk.hear(declined);
  walk.answer("abandon", accepted);
  walk.answer("noteDeclined", accepted);
  walk.hear(message(orderPaymentsAdded, { ...about, payments: [{ number: 2, method: "pm_ok", amount: grand }], addedAt: minute(2) }));
  walk.answer("authorise", accepted);
  return walk;
};
