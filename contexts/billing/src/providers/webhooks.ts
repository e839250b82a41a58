import type { Told } from "@waybill/contracts/http";
import { MerchantId, PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import type { OpenPayment } from "../domain/payment.ts";
import type { PaymentCommand } from "../domain/payment-commands.ts";
import type { PaymentHandler } from "../payments.ts";
import { type PaymentProvider, type ProviderNews, partsOfKey, type Webhook } from "./provider.ts";

export interface WebhookParts {
  readonly payments: PaymentHandler;
  readonly providers: ReadonlyMap<string, PaymentProvider>;
  readonly readPayment: (merchant: MerchantId, paymentId: PaymentId) => Promise<{ readonly payment: OpenPayment } | null>;
}

/**
 * Takes what a provider tells by itself. It may come twice, late or out of order: the payment knows what it knows already. What is
 * forged is not looked at. 204: taken, do not send it again.
 */
export type ReceiveWebhook = (provider: string, webhook: Webhook) => Promise<Told>;

export const receivingWebhooks =
  ({ payments, providers, readPayment }: WebhookParts): ReceiveWebhook =>
  async (name, webhook) => {
    const provider = providers.get(name);
    if (provider === undefined) return reject({ code: "ProviderIsUnknown" });
    const news = provider.read(webhook);
    if (news === null) return reject({ code: "WebhookIsForged" });
    const parts = partsOfKey(news.key);
    const merchant = MerchantId.parse(parts?.merchant ?? "");
    const paymentId = PaymentId.parse(parts?.paymentId ?? "");
    const known = merchant === null || paymentId === null ? null : await readPayment(merchant, paymentId);
    if (merchant === null || paymentId === null || known === null) return reject({ code: "PaymentIsNotCreated" });
    // Whoever may speak of its own payments may not speak of others'.
    if (known.payment.provider !== name) return reject({ code: "WebhookIsForged" });
    const outcome = await payments.handle(paymentId, commandOf(news, webhook.at), { merchant, actor: `provider ${name}` });
    return outcome.kind === "accepted" || outcome.kind === "nothingToDo" ? { kind: "done", status: 204, body: null } : outcome;
  };

const commandOf = (news: ProviderNews, at: Instant): PaymentCommand => {
  if (news.kind === "answer") return { type: "RecordAnswer", key: news.key, answer: news.answer, at };
  const { disputeId, amount, respondBy } = news;
  return { type: "HearDispute", disputeId, news: news.news, amount, respondBy, at };
};
