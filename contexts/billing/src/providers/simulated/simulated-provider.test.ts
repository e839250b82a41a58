import { describe, expect, it } from "vitest";
import { paymentScene } from "../../testing/billing-process.ts";
import { done, euros, minute, orderId, total } from "../../testing/payment-samples.ts";

const authorise = (method: string) => ({ type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method });
const capture = { type: "CapturePayment", captureId: "ful_1" };
const abandon = { type: "AbandonPayment", orderId, reason: "OrderCancelled" };

const paid = async (method: string) => {
  const { process, paymentOf, clock } = paymentScene();
  const { ask, runUntil, billing } = process();
  await ask(authorise(method));
  await runUntil(minute(10));
  return { ask, runUntil, billing, paymentOf, clock };
};

describe("the simulated provider obeys the method", () => {
  it.each([
    ["pm_ok", "Authorised", null],
    ["pm_declined", "Declined", "CardIsDeclined"],
    ["pm_expired_card", "Declined", "CardIsExpired"],
    ["pm_requires_action", "RequiresAction", null],
    ["pm_timeout_then_ok", "Authorised", null],
    ["pm_timeout_then_declined", "Declined", "CardIsDeclined"],
    ["pm_capture_fails_once", "Authorised", null],
    ["pm_unheard_of", "Declined", "MethodIsUnknown"],
  ])("%s", async (method, status, code) => {
    const { paymentOf } = await paid(method);
    const payment = await paymentOf();
    expect([payment.status, payment.ledger.ending?.code ?? null]).toEqual([status, code]);
  });

  it("whose answers get lost leaves the payment unknown until it is looked up", async () => {
    const { process, paymentOf, clock } = paymentScene();
    const { ask, follow, runUntil } = process();
    await ask(authorise("pm_timeout_then_ok"));
    await follow();
    expect((await paymentOf()).status).toBe("Unknown");
    const since = clock.now();
    await runUntil(minute(10));
    expect((await paymentOf()).status).toBe("Authorised");
    expect(clock.now() - since).toBe(2_000);
  });

  it("whose capture fails once takes the money when it is asked again", async () => {
    const { ask, runUntil, paymentOf } = await paid("pm_capture_fails_once");
    await ask(capture);
    await runUntil(minute(20));
    const { status, ledger } = await paymentOf();
    expect([status, ledger.operations]).toEqual(["Captured", 3]);
  });

  it("takes, gives back and lets go", async () => {
    const { ask, runUntil, paymentOf } = await paid("pm_ok");
    await ask({ ...capture, amount: euros(1_000) });
    await runUntil(minute(20));
    await ask({ type: "RefundPayment", refundId: "ret_1", amount: euros(300), reason: "Returned" });
    await runUntil(minute(30));
    await ask(abandon);
    await runUntil(minute(40));
    expect((await paymentOf()).ledger).toMatchObject({ captured: 1_000, refunded: 1_000, voided: total - 1_000, isSettled: true });
  });

  it("sets aside anew for as long as the money is wanted", async () => {
    const { runUntil, paymentOf } = await paid("pm_ok");
    await runUntil(minute(20 * 24 * 60));
    const { status, ledger } = await paymentOf();
    expect(status).toBe("Authorised");
    expect(ledger.expiresAt).toBeGreaterThan(minute(21 * 24 * 60));
  });
});

describe("the simulated bank", () => {
  const money = euros(500);
  const key = "default/pay_01h455vb4pex5vsknk084sn02q/1-authorise";
  const never = new AbortController().signal;

  it("does the same thing once under one key, and knows it in every process", async () => {
    const { simulated } = paymentScene();
    const request = { kind: "authorise", amount: money, method: "pm_ok", replaces: null } as const;
    expect(await simulated().lookUp(key)).toEqual({ kind: "never" });
    const first = await simulated().call(key, request, never);
    expect(first).toMatchObject({ kind: "authorised" });
    expect(await simulated().call(key, { ...request, amount: euros(9) }, never)).toEqual(first);
    expect(await simulated().lookUp(key)).toEqual(first);
    const more = { kind: "capture", amount: euros(501), reference: "sim" } as const;
    expect(await simulated().call(key.replace("1-authorise", "2-capture"), more, never)).toMatchObject({ kind: "refused" });
  });

  it("gives out no more than is there", async () => {
    const { simulated } = paymentScene();
    const { call } = simulated();
    const of = (number: number, kind: string) => key.replace("1-authorise", `${number}-${kind}`);
    const reference = "sim";
    await call(key, { kind: "authorise", amount: money, method: "pm_ok", replaces: null }, never);
    const tooMuch = await call(of(2, "capture"), { kind: "capture", amount: euros(501), reference }, never);
    expect(tooMuch).toEqual({ kind: "refused", code: "AmountExceedsAuthorisation" });
    expect(await call(of(3, "capture"), { kind: "capture", amount: euros(400), reference }, never)).toEqual(done);
    expect(await call(of(4, "refund"), { kind: "refund", amount: euros(401), reference }, never)).toMatchObject({ kind: "refused" });
    expect(await call(of(5, "void"), { kind: "void", amount: euros(100), reference }, never)).toEqual(done);
    expect(await call(of(6, "capture"), { kind: "capture", amount: euros(1), reference }, never)).toMatchObject({ kind: "refused" });
  });

  it.each([true, false])("tells again what a customer did, whose first word may have got lost (confirmed: %s)", async (isConfirmed) => {
    const { act, call } = paymentScene().simulated();
    const owner = { merchant: "default", paymentId: key.split("/")[1] ?? "" };
    expect(await act(owner, isConfirmed)).toBeNull();
    await call(key, { kind: "authorise", amount: money, method: "pm_requires_action", replaces: null }, never);
    const told = await act(owner, isConfirmed);
    expect(JSON.parse(told?.body ?? "")).toMatchObject({ key, answer: { kind: isConfirmed ? "authorised" : "refused" } });
    expect((await act(owner, isConfirmed))?.body).toBe(told?.body);
    expect(await act(owner, !isConfirmed)).toBeNull();
  });

  it("knows no key that is not ours", async () => {
    const { simulated } = paymentScene();
    await expect(simulated().lookUp("whatever")).rejects.toThrow("knows no key");
  });
});
