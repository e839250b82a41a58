import type {
  Address,
  CartId,
  Contact,
  CustomerId,
  ExternalId,
  MerchantId,
  Money,
  OrderId,
  OrderPolicies,
} from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import type { DeliveryWish, LineCancellationReason, PromisedWindow, RejectionReason, ShortLine } from "./order-events.ts";
import type { LineQuantity } from "./order-lines.ts";
import type { PaymentDetails, PaymentSums } from "./order-payments.ts";
import type { Quote } from "./quote.ts";

/** When it is asked for. Time comes in with the command. */
type Asked = { readonly at: Instant };

export type PlaceOrder = Asked & {
  readonly type: "PlaceOrder";
  readonly orderId: OrderId;
  readonly merchantId: MerchantId;
  readonly customerId: CustomerId | null;
  readonly customerIsBlocked: boolean;
  readonly externalId: ExternalId | null;
  /** The cart that it was made of, if it was. */
  readonly cartId: CartId | null;
  readonly quote: Quote;
  /** None when it is to be arranged later; else they add up to the grand total. */
  readonly payments: readonly PaymentDetails[];
  readonly allowPartial: boolean;
  /** The merchant's, as they are now. */
  readonly policies: OrderPolicies;
  readonly delivery: DeliveryWish | null;
  readonly promise: PromisedWindow | null;
  readonly contact: Sealed<Contact> | null;
  readonly address: Sealed<Address> | null;
  readonly note: Sealed<string> | null;
  readonly metadata: { readonly [label: string]: string };
};

export type ImportOrder = Asked & {
  readonly type: "ImportOrder";
  readonly orderId: OrderId;
  readonly merchantId: MerchantId;
  readonly externalId: ExternalId;
  readonly customerRef: string | null;
  readonly country: string | null;
  readonly quote: Quote;
  readonly placedAt: Instant;
};

/** From asking to promising; but for the choice and the placing, fulfil-order gives these. */
export type PlacingCommand =
  | (Asked & { readonly type: "ReserveOrder"; readonly backordered: readonly LineQuantity[] })
  | (Asked & { readonly type: "RequestCustomerChoice"; readonly short: readonly ShortLine[] })
  | (Asked & { readonly type: "ChooseLines"; readonly quote: Quote })
  | (Asked & { readonly type: "RejectOrder"; readonly reason: RejectionReason; readonly short: readonly ShortLine[] })
  /** Its status has lasted too long; `since` says which stay in it, for a timer may come late. That it is due is the timer's to say. */
  | (Asked & { readonly type: "ExpireOrder"; readonly since: Instant })
  /** Whose it is, null for a guest's, is for those who look whether that person is there. */
  | (Asked & {
      readonly type: "ConfirmOrder";
      readonly customerId: CustomerId | null;
      readonly authorised: Money;
      readonly reservationsCommitted: boolean;
    });

/** How what is due is paid. The customer adds, fulfil-order notes what became of it while others are awaited. */
export type PayingCommand =
  /** They cover exactly what no other payment does; an amount of null is all of that. */
  | (Asked & {
      readonly type: "AddPayments";
      readonly payments: readonly { readonly method: string; readonly amount: number | null }[];
    })
  | (Asked & { readonly type: "NotePaymentAuthorised"; readonly number: number; readonly amount: Money })
  | (Asked & { readonly type: "NotePaymentDeclined"; readonly number: number; readonly code: string })
  | NoteMoney;

/** What billing has said of a payment's money, all of it so far: in every status, because the money moves after the order's end, too. */
export type NoteMoney = Asked & { readonly number: number; readonly sums?: PaymentSums | null } & (
    | { readonly type: "NotePaymentCaptured"; readonly captured: Money }
    | { readonly type: "NotePaymentRefunded"; readonly refunded: Money }
    | { readonly type: "NotePaymentVoided"; readonly voided: Money }
  );

/** Facts from fulfilment, delivery, returns and inventory. `source` names the fact: it counts once. */
export type FulfillingCommand =
  | (Asked & { readonly type: "StartFulfilment"; readonly promise: PromisedWindow | null })
  | (Asked & { readonly type: "HandOverLines"; readonly source: string; readonly lines: readonly LineQuantity[] })
  | (Asked & { readonly type: "DeliverLines"; readonly source: string; readonly lines: readonly LineQuantity[] })
  | ReturnLines
  | CancelLines
  /** Brings what billing knows: captured is what was taken in all, refunded what was given back of it. */
  | (Asked & { readonly type: "CompleteOrder"; readonly captured: Money; readonly refunded: Money });

export type ReturnLines = Asked & {
  readonly type: "ReturnLines";
  readonly source: string;
  readonly lines: readonly LineQuantity[];
  readonly credit: Money;
  /** When they came back, where that was elsewhere: history. */
  readonly returnedAt?: Instant;
};

export type CancelLines = Asked & {
  readonly type: "CancelLines";
  readonly source: string;
  readonly reason: LineCancellationReason;
  /** Why, in the words of whoever wished it. */
  readonly words?: string;
  readonly lines: readonly LineQuantity[];
};

/** Changes of mind. `attempt` is that of the started event whose saga asks. */
export type ChangingCommand =
  | (Asked & { readonly type: "StartAmendment"; readonly proposed: Quote })
  | (Asked & { readonly type: "AmendOrder"; readonly attempt: number })
  | (Asked & { readonly type: "AbandonAmendment"; readonly attempt: number; readonly reason: string })
  /** An operator decides only about what cannot go on by itself. */
  | (Asked & { readonly type: "StartCancellation"; readonly reason: string; readonly onlyIfStuck?: boolean })
  | (Asked & { readonly type: "RefuseCancellation"; readonly attempt: number; readonly code: string })
  | (Asked & { readonly type: "CancelOrder"; readonly attempt: number; readonly reason: string })
  | HoldOrder
  /** Without a reason every hold is lifted. */
  | (Asked & { readonly type: "ResumeOrder"; readonly reason: string | null });

export type HoldOrder = Asked & {
  readonly type: "HoldOrder";
  readonly reason: string;
  readonly until: Instant | null;
  /** Whoever has heard of what follows from a cancellation may not have heard of that: then there is nothing to be held. */
  readonly unlessCancelling?: boolean;
};

export type OrderCommand = ChangingCommand | FulfillingCommand | ImportOrder | PayingCommand | PlaceOrder | PlacingCommand;
