import { type PaymentCommand as AskedPaymentCommand, isPaymentCommand } from "@waybill/contracts/billing-commands";
import { MerchantId, PaymentId } from "@waybill/contracts/vocabulary";
import type { AskTarget } from "@waybill/kernel/ask";
import type { Clock, Instant } from "@waybill/kernel/clock";
import type { AddressedCommand } from "@waybill/kernel/saga";
import type { PaymentCommand } from "../domain/payment-commands.ts";
import type { PaymentHandler } from "../payments.ts";

export interface PaymentTargetParts {
  readonly payments: PaymentHandler;
  readonly clock: Clock;
  /** The provider that takes a method. */
  readonly providerOf: (method: string) => string;
}

/** What sagas of other contexts ask of payments. @throws Error for what nobody could mean: it is parked where it was asked. */
export const carryOutPayment =
  ({ payments, clock, providerOf }: PaymentTargetParts): AskTarget["carryOut"] =>
  (asked, context) => {
    const merchantId = MerchantId.parse(context.merchant);
    const paymentId = PaymentId.parse(asked.id);
    const command = wellFormed(asked);
    if (merchantId === null || paymentId === null) throw new Error(`${context.merchant} ${asked.id} is no payment`);
    const owner = { merchantId, paymentId, provider: "method" in command ? providerOf(command.method) : "" };
    // Most are asked for once, and have no history to read.
    const isNew = command.type === "AuthorisePayment";
    return payments.handle(paymentId, commandOf(command, owner, clock.now()), { ...context, isNew });
  };

/** @throws Error when billing has no such command. */
const wellFormed = ({ command, id }: AddressedCommand): AskedPaymentCommand => {
  if (!isPaymentCommand(command)) throw new Error(`what is asked of ${id} is not a well-formed command: ${command.type}`);
  return command;
};

interface Owner {
  readonly merchantId: MerchantId;
  readonly paymentId: PaymentId;
  readonly provider: string;
}

const commandOf = (asked: AskedPaymentCommand, owner: Owner, at: Instant): PaymentCommand => {
  switch (asked.type) {
    case "AuthorisePayment": {
      const { orderId, number, amount, method } = asked;
      const { merchantId, paymentId, provider } = owner;
      return { type: "AuthorisePayment", merchantId, paymentId, provider, orderId, number, amount, method, at };
    }
    case "CapturePayment": {
      const { captureId, amount = null, releaseRest = false } = asked;
      return { type: "CapturePayment", captureId, amount, releaseRest, at };
    }
    case "AbandonPayment":
      return { type: "AbandonPayment", orderId: asked.orderId, reason: asked.reason, at };
    case "LowerPayment":
      return { type: "LowerPayment", due: asked.due, reason: asked.reason, at };
    case "RefundPayment":
      return { type: "RefundPayment", refundId: asked.refundId, amount: asked.amount, reason: asked.reason, at };
  }
};
