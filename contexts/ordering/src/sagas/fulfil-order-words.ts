import {
  authorisationAtRisk,
  authorisationLapsed,
  disputeClosed,
  paymentAuthorised,
  paymentCaptured,
  paymentDeclined,
  paymentDisputed,
  paymentSettled,
  paymentVoided,
  refundSucceeded,
} from "@waybill/contracts/billing";
import { reservationShort } from "@waybill/contracts/inventory";
import { orderLinesCancelled, orderPlaced, orderPutOnHold, orderResumed } from "@waybill/contracts/ordering";
import { orderAmended, orderCancellationStarted, orderPaymentsAdded } from "@waybill/contracts/ordering-changes";
import type { Hearing, SagaStep } from "@waybill/kernel/saga";
import type { Understood } from "@waybill/kernel/understanding";
import type { FulfilOrderAsk } from "./fulfil-order-asks.ts";
import type { FulfilOrderFact } from "./fulfil-order-facts.ts";
import type { FulfilOrderState } from "./fulfil-order-state.ts";

/** What fulfil-order hears. */
export const fulfilOrderHears = [
  ...[orderPlaced, orderPaymentsAdded, orderAmended, orderCancellationStarted, orderPutOnHold, orderResumed],
  ...[orderLinesCancelled, reservationShort, paymentAuthorised, paymentDeclined, paymentCaptured],
  ...[authorisationAtRisk, authorisationLapsed, paymentDisputed, disputeClosed],
  ...[refundSucceeded, paymentSettled, paymentVoided],
] as const;

export interface FulfilOrderWords {
  readonly heard: Understood<(typeof fulfilOrderHears)[number]>;
  readonly state: FulfilOrderState;
  readonly fact: FulfilOrderFact;
  readonly ask: FulfilOrderAsk;
  readonly timer: "deadline" | "confirmAgain";
}

export type FulfilOrderStep = SagaStep<FulfilOrderWords>;
export type FulfilOrderHears<Kind extends Hearing<FulfilOrderWords>["kind"]> = Extract<Hearing<FulfilOrderWords>, { readonly kind: Kind }>;
