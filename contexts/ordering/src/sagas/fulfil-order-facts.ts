import type { Currency, CustomerId, OrderId, OrderPolicies, PaymentId, Sku } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { NumberedPayment, PaymentDetails } from "../domain/order-payments.ts";

/** What fulfil-order remembers. The names are storage format. */
export type FulfilOrderFact =
  | {
      readonly type: "OrderWanted";
      readonly orderId: OrderId;
      /** Null for a guest's. */
      readonly customerId: CustomerId | null;
      readonly allowPartial: boolean;
      /** The merchant's when it was placed; there was no word of them at first. */
      readonly policies?: OrderPolicies;
      readonly content: WantedContent;
      readonly at: Instant;
    }
  /** The customer has chosen what to go on with. */
  | { readonly type: "ContentChosen"; readonly content: WantedContent; readonly at: Instant }
  | { readonly type: "StockHeld"; readonly at: Instant }
  | { readonly type: "ChoiceAwaited"; readonly at: Instant }
  | { readonly type: "MoneyAuthorised"; readonly paymentId: PaymentId; readonly amount: number }
  /** Somebody said how to pay the rest. */
  | { readonly type: "PaymentsTaken"; readonly payments: readonly NumberedPayment[] }
  /** The customer may try another way. */
  | { readonly type: "MoneyDeclined"; readonly number: number }
  | { readonly type: "StockCommitted" }
  /** The order is on hold, and of that no news have come. */
  | { readonly type: "ConfirmationPutOff" }
  | { readonly type: "HoldAdded"; readonly hold: string }
  | { readonly type: "HoldsLifted"; readonly holds: readonly string[] }
  | { readonly type: "OrderPromised" }
  /** Stock lost units of what is, or is just being, committed. */
  | ({ readonly type: "ShortfallHeard" } & Shortfall)
  /** Of a promised order: it is of so much less. */
  | {
      readonly type: "LinesTakenOff";
      readonly lines: readonly { readonly lineId: number; readonly quantity: number }[];
      /** What it costs now, in minor units; there was no word of it at first. */
      readonly due?: number;
    }
  /** What was set aside could not be set aside anew, and will be lost unless it is taken. */
  | { readonly type: "MoneyAtRisk"; readonly paymentId: PaymentId }
  /** It was taken, or it is lost. */
  | { readonly type: "RiskEnded"; readonly paymentId: PaymentId }
  /** Of what was set aside, so much is left to pay with; see `LeftMoney`. */
  | ({ readonly type: "MoneyLeft"; readonly paymentId: PaymentId } & LeftMoney)
  /** It will not come about; what was taken is being given back. */
  | { readonly type: "PromiseGivenUp"; readonly reason: string; readonly undoing: readonly Undoing[] }
  | { readonly type: "StepUndone"; readonly step: Undoing }
  /** Somebody wants it cancelled: cancel-order takes over, and undoes. */
  | { readonly type: "WorkHandedOver" };

/**
 * Set aside or taken, and not let go, in minor units. What was given back of it counts as long as something is kept: that is goodwill. `asOf`
 * counts the payment's events, null: it was given up, and nothing changes that.
 */
export interface LeftMoney {
  readonly amount: number;
  readonly asOf: number | null;
}

/** What the order is of, and how it is to be paid, as it was said first. Amounts in minor units. */
export interface WantedContent {
  readonly currency: Currency;
  readonly due: number;
  readonly lines: readonly { readonly lineId: number; readonly sku: Sku; readonly quantity: number }[];
  readonly payments: readonly PaymentDetails[];
}

/** `source` names the news of it. */
export interface Shortfall {
  readonly source: string;
  readonly sku: Sku;
  readonly quantity: number;
}

/** `tell` is to let the order know; the others give back, a payment by its number. */
export type Undoing = "release" | "tell" | `abandon${number}`;
