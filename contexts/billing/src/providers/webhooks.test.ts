import { describe, expect, it } from "vitest";
import type { ProviderAnswer } from "../domain/payment-commands.ts";
import { paymentScene } from "../testing/billing-process.ts";
import { abandonIt, done, euros, minute, no, orderId, paymentId, total } from "../testing/payment-samples.ts";
import { signatureOf } from "./webhook-signature.ts";

const authorise = (method: string) => ({ type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method });
const keyOf = (number: number, kind: string) => `default/${paymentId}/${number}-${kind}`;
const yes: ProviderAnswer = { kind: "authorised", reference: `sim-${keyOf(1, "authorise")}`, expiresAt: minute(9_999) };

const scene = async (method = "pm_requires_action") => {
  const its = paymentScene();
  const process = its.process();
  const { receiveWebhook } = process.billing;
  await process.ask(authorise(method));
  await process.follow();
  const send = (said: unknown, change: { secret?: string; signedAt?: number; provider?: string; tamper?: boolean } = {}) => {
    const body = JSON.stringify(said);
    const at = its.clock.now();
    const signature = signatureOf(change.secret ?? "secret", body, minute(change.signedAt ?? (at - minute(0)) / 60_000));
    return receiveWebhook(change.provider ?? "simulated", { signature, body: change.tamper ? `${body} ` : body, at });
  };
  const length = async () => [...(await its.log.heads()).values()].reduce((sum, head) => sum + head, 0);
  return { ...its, ...process, send, length, receiveWebhook };
};
const said = (answer: ProviderAnswer, key = keyOf(1, "authorise")) => ({ kind: "answer", key, answer });

describe("a webhook", () => {
  it("tells what the customer did", async () => {
    const confirmed = await scene();
    expect(await confirmed.send(said(yes))).toMatchObject({ kind: "done", status: 204 });
    expect((await confirmed.paymentOf()).status).toBe("Authorised");
    const refused = await scene();
    await refused.send(said(no("CustomerRefused")));
    expect((await refused.paymentOf()).status).toBe("Declined");
  });

  it("is taken once, however often it comes", async () => {
    const { send, length } = await scene();
    await send(said(yes));
    const before = await length();
    for (let times = 0; times < 3; times += 1) expect(await send(said(yes))).toMatchObject({ kind: "done" });
    expect(await length()).toBe(before);
  });

  it.each([
    ["is not signed with the provider's secret", { secret: "guessed" }],
    ["was changed on its way", { tamper: true }],
    ["is an old one, sent again by somebody", { signedAt: -6 }],
    ["is from the future", { signedAt: 6 }],
  ])("that %s is refused, and nothing is stored", async (_, change) => {
    const { send, length, paymentOf } = await scene();
    const before = await length();
    expect(await send(said(yes), change)).toEqual({ kind: "refused", refusal: { code: "WebhookIsForged" } });
    expect(await length()).toBe(before);
    expect((await paymentOf()).status).toBe("RequiresAction");
  });

  it("without a signature, or with one that is none, is refused", async () => {
    const { receiveWebhook, clock } = await scene();
    for (const signature of [null, "", "v1=abc", `t=1,v1=${"0".repeat(63)}`, `t=,v1=${"0".repeat(64)}`]) {
      const answer = await receiveWebhook("simulated", { signature, body: JSON.stringify(said(yes)), at: clock.now() });
      expect(answer).toEqual({ kind: "refused", refusal: { code: "WebhookIsForged" } });
    }
  });

  it.each([
    ["what is no JSON", "{", "WebhookIsForged"],
    ["what the provider never says", { kind: "answer", key: keyOf(1, "authorise"), answer: { kind: "never" } }, "WebhookIsForged"],
    ["a payment that nobody knows", said(yes, "default/pay_01h455vb4pex5vsknk084sn02q/1-authorise"), "PaymentIsNotCreated"],
    ["no payment at all", said(yes, "whatever"), "PaymentIsNotCreated"],
  ])("about %s is refused", async (_, body, code) => {
    const { send } = await scene();
    expect(await send(body)).toEqual({ kind: "refused", refusal: { code } });
  });

  it("of another provider is refused, and so is one about another provider's payment", async () => {
    const { send } = await scene();
    expect(await send(said(yes), { provider: "other" })).toEqual({ kind: "refused", refusal: { code: "ProviderIsUnknown" } });
    const byHand = await scene("recorded");
    expect(await byHand.send(said(yes))).toEqual({ kind: "refused", refusal: { code: "WebhookIsForged" } });
  });

  it("that says what cannot be said of this operation is refused", async () => {
    const { send } = await scene();
    expect(await send(said(done))).toMatchObject({ kind: "refused", refusal: { code: "AnswerDoesNotFit" } });
  });

  it("that comes late finds the money given back", async () => {
    const { send, ask, runUntil, paymentOf } = await scene();
    await ask({ type: abandonIt.type, orderId, reason: abandonIt.reason });
    await runUntil(minute(10));
    await send(said(yes));
    await runUntil(minute(20));
    const { status, ledger } = await paymentOf();
    expect([status, ledger.authorised, ledger.voided]).toEqual(["Voided", total, total]);
  });

  it("may come before the answer to the call, and after what it led to", async () => {
    const { send, ask, follow, paymentOf, length } = await scene("pm_ok");
    await ask({ type: "CapturePayment", captureId: "ful_1" });
    // The bank is quicker with its webhook than with its answer.
    expect(await send(said(done, keyOf(2, "capture")))).toMatchObject({ kind: "done" });
    await follow();
    expect((await paymentOf()).ledger.captured).toBe(total);
    const before = await length();
    await send(said(yes));
    await send(said(done, keyOf(2, "capture")));
    expect(await length()).toBe(before);
  });

  it("tells of disputes, in any order", async () => {
    const { send, ask, follow, paymentOf } = await scene("pm_ok");
    await ask({ type: "CapturePayment", captureId: "ful_1" });
    await follow();
    const dispute = { kind: "dispute", key: keyOf(2, "capture"), disputeId: "dis_1", amount: euros(500), respondBy: minute(9_999) };
    await send({ ...dispute, news: "lost" });
    await send({ ...dispute, news: "opened" });
    expect((await paymentOf()).status).toBe("Lost");
  });
});
