import type { Life } from "@waybill/kernel/life";
import type { PaymentEvent } from "./payment-events.ts";

/** Where a payment stands: read off its ledger (`payment-status.ts`), never stored. */
export type PaymentStatus = "Abandoned" | "NotCreated" | OpenStatus;
export type OpenStatus =
  /** The provider is being asked to set the money aside. */
  | "Created"
  /** The customer has to do something at the provider. */
  | "RequiresAction"
  | "Authorised"
  | "Declined"
  /** The customer did not act in time, or what was set aside was not taken in time. */
  | "Expired"
  /** The provider did not answer, and is asked what became of it. */
  | "Unknown"
  | "Capturing"
  | "PartiallyCaptured"
  | "Captured"
  /** Could not be taken, not even after trying again. */
  | "Uncollected"
  | "Voiding"
  | "Voided"
  | "Disputed"
  | "Won"
  | "Lost";

/** What can move a payment. Every other event leaves it where it stands. */
export type PaymentMove = Extract<
  PaymentEvent["type"],
  | "ActionRequired"
  | "AnswerMissed"
  | "AuthorisationLapsed"
  | "CaptureDropped"
  | "CaptureFailed"
  | "CaptureRequested"
  | "CaptureResumed"
  | "CaptureSubmitted"
  | "DisputeClosed"
  | "FailureAccepted"
  | "LookUpRequested"
  | "OrphanFound"
  | "PaymentAbandoned"
  | "PaymentAuthorised"
  | "PaymentCaptured"
  | "PaymentCreated"
  | "PaymentDeclined"
  | "PaymentDisputed"
  | "PaymentExpired"
  | "PaymentVoided"
  | "VoidFailed"
  | "VoidSubmitted"
>;

/** The call is made, and its answer does not come. */
const unanswered = { AnswerMissed: "Unknown", LookUpRequested: "Unknown" } as const;
const disputable = { PaymentDisputed: "Disputed" } as const;
const capturing = { CaptureSubmitted: "Capturing", PaymentCaptured: ["Captured", "PartiallyCaptured"] } as const;
const captureEnds = {
  PaymentCaptured: ["Captured", "PartiallyCaptured"],
  CaptureFailed: ["Authorised", "PartiallyCaptured", "Captured", "Uncollected", "Voided"],
} as const;
const voidEnds = {
  PaymentVoided: ["Voided", "Captured", "Declined", "Expired"],
  VoidFailed: ["Authorised", "PartiallyCaptured", "Captured", "Uncollected", "RequiresAction", "Declined", "Expired", "Voided"],
} as const;
const authoriseEnds = { ActionRequired: "RequiresAction", PaymentAuthorised: "Authorised", PaymentDeclined: "Declined" } as const;

/** A life of a ledger: where several are named, the money decides. */
export const paymentLife: Life<PaymentStatus, PaymentMove> = {
  NotCreated: { PaymentCreated: "Created", PaymentAbandoned: "Abandoned" },
  Created: { ...authoriseEnds, ...unanswered },
  RequiresAction: {
    PaymentAuthorised: "Authorised",
    PaymentDeclined: "Declined",
    PaymentExpired: "Expired",
    // Cancelled under a key that the provider had refused.
    PaymentVoided: "Voided",
    VoidSubmitted: "Voiding",
    // Confirmed when it was given up already, and never let go.
    AuthorisationLapsed: "Expired",
  },
  Authorised: {
    ...capturing,
    VoidSubmitted: "Voiding",
    PaymentVoided: "Voided",
    AuthorisationLapsed: "Expired",
  },
  // Whoever confirms at the bank too late is given the money back.
  Declined: { VoidSubmitted: "Voiding" },
  Expired: { VoidSubmitted: "Voiding" },
  Unknown: { ...authoriseEnds, ...captureEnds, ...voidEnds, ...disputable },
  Capturing: { ...captureEnds, ...unanswered, ...disputable },
  PartiallyCaptured: {
    ...capturing,
    VoidSubmitted: "Voiding",
    PaymentVoided: "Captured",
    AuthorisationLapsed: "Captured",
    ...disputable,
  },
  Captured: { OrphanFound: "PartiallyCaptured", ...disputable },
  Uncollected: {
    CaptureDropped: ["Authorised", "PartiallyCaptured"],
    CaptureRequested: ["Authorised", "PartiallyCaptured"],
    CaptureResumed: ["Authorised", "PartiallyCaptured"],
    FailureAccepted: ["Authorised", "PartiallyCaptured"],
    PaymentAbandoned: ["Authorised", "PartiallyCaptured"],
    PaymentCaptured: ["Captured", "PartiallyCaptured"],
    VoidSubmitted: "Voiding",
    PaymentVoided: ["Voided", "Captured"],
    AuthorisationLapsed: ["Expired", "Captured"],
    ...disputable,
  },
  Voiding: { ...voidEnds, ...unanswered, ...disputable },
  Voided: { OrphanFound: "Authorised", PaymentCaptured: "Captured" },
  Disputed: { DisputeClosed: ["Won", "Lost"] },
  Won: disputable,
  Lost: disputable,
  Abandoned: {},
};
