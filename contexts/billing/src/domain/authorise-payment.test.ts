import { describe, expect, it } from "vitest";
import {
  abandonIt,
  answer,
  authoriseIt,
  call,
  captureIt,
  euros,
  expiresAt,
  minute,
  mustAct,
  no,
  orderId,
  paymentId,
  total,
  wakeUp,
  yes,
} from "../testing/payment-samples.ts";
import { tell } from "../testing/tell.ts";
import { billingLimits } from "./limits.ts";

const firstKey = `default/${paymentId}/1-authorise`;

describe("a payment that is to be authorised", () => {
  it("asks its provider, under a key of our own", () => {
    const { events, open } = tell(authoriseIt);
    expect(events).toEqual([
      expect.objectContaining({ type: "PaymentCreated", paymentId, orderId, amount: euros(total), method: "pm_ok", provider: "simulated" }),
      { type: "AuthorisationSubmitted", key: firstKey, amount: total, at: minute(0) },
    ]);
    expect(open.status).toBe("Created");
  });

  it("is authorised, declined or waits for the customer, as the provider says", () => {
    expect(tell(authoriseIt, call, answer(yes)).open).toMatchObject({
      status: "Authorised",
      ledger: { authorised: total, operation: null },
    });
    const declined = tell(authoriseIt, call, answer(no("CardIsExpired")));
    expect(declined.open).toMatchObject({ status: "Declined", ledger: { ending: { code: "CardIsExpired" }, authorised: 0 } });
    const waiting = tell(authoriseIt, call, answer(mustAct));
    expect(waiting.open).toMatchObject({ status: "RequiresAction", ledger: { action: { expiresAt: minute(16) } } });
    expect(waiting.events.at(-1)).toMatchObject({ wake: { dueAt: minute(16) } });
  });

  it.each(["recorded", "on_delivery"])("needs no provider when somebody takes the money: %s", (method) => {
    const { open, recorded } = tell({ ...authoriseIt, method });
    expect(recorded).toEqual(["PaymentCreated", "PaymentAuthorised"]);
    expect(open).toMatchObject({ status: "Authorised", provider: null, ledger: { authorised: total } });
  });

  it("needs no provider when nothing is due, and can be captured all the same", () => {
    const free = { ...authoriseIt, amount: euros(0) };
    expect(tell(free).open).toMatchObject({ status: "Authorised", provider: null });
    expect(tell(free, captureIt("ful_1")).recorded).toEqual(["CaptureRequested", "PaymentCaptured"]);
    expect(tell(free, captureIt("ful_1")).open.status).toBe("Captured");
  });

  it("takes the same again as done, and nothing else under its id", () => {
    expect(tell(authoriseIt, { ...authoriseIt, at: minute(5) })).toMatchObject({ recorded: [], refusal: null });
    for (const other of [{ number: 2 }, { amount: euros(total + 1) }, { method: "pm_declined" }]) {
      expect(tell(authoriseIt, { ...authoriseIt, ...other }).refusal).toEqual({ code: "PaymentIsAnother" });
    }
  });

  it.each([
    ["-1 cent", { amount: { ...euros(0), amount: -1 } }, "AmountIsOutOfRange"],
    ["half a cent", { amount: { ...euros(0), amount: 0.5 } }, "AmountIsOutOfRange"],
    ["a card number", { method: "4111111111111111" }, "MethodIsNoReference"],
    ["a card number with a letter before it", { method: "c4111-1111-1111-1111" }, "MethodIsNoReference"],
    ["no method", { method: "" }, "MethodIsNoReference"],
    ["a method that is too long", { method: "p".repeat(billingLimits.methodCharacters + 1) }, "MethodIsNoReference"],
  ])("is refused with %s", (_, change, code) => {
    expect(tell({ ...authoriseIt, ...change }).refusal).toEqual({ code });
  });

  it("is refused when it was given up before", () => {
    expect(tell(abandonIt, authoriseIt).refusal).toEqual({ code: "PaymentIsAbandoned" });
  });
});

describe("a customer who has to act", () => {
  const waiting = [authoriseIt, call, answer(mustAct)] as const;
  const later = (said: Parameters<typeof answer>[0]) => () =>
    ({ type: "RecordAnswer", key: firstKey, answer: said, at: minute(9) }) as const;

  it("confirms, or does not", () => {
    expect(tell(...waiting, later(yes)).open).toMatchObject({ status: "Authorised", ledger: { authorised: total, action: null } });
    expect(tell(...waiting, later(no())).open.status).toBe("Declined");
    expect(tell(...waiting, later(mustAct)).recorded).toEqual([]);
  });

  it("is told once: what comes again changes nothing", () => {
    expect(tell(...waiting, later(yes), later(yes)).recorded).toEqual([]);
    expect(tell(...waiting, later(no()), later(no())).recorded).toEqual([]);
  });

  it("who does not act in time finds the payment expired, and can confirm it no more", () => {
    const expired = tell(...waiting, wakeUp);
    expect(expired.recorded).toEqual(["PaymentExpired", "VoidSubmitted"]);
    expect(expired.open.status).toBe("Voiding");
    expect(tell(...waiting, wakeUp, answer({ kind: "done" })).open).toMatchObject({
      status: "Expired",
      ledger: { action: null, voided: 0 },
    });
  });

  it("who acts too late is given the money back", () => {
    const during = tell(...waiting, wakeUp, later(yes));
    expect(during.open.ledger).toMatchObject({ authorised: total });
    expect(tell(...waiting, wakeUp, later(yes), answer({ kind: "done" })).open).toMatchObject({
      status: "Expired",
      ledger: { voided: total },
    });
    const after = tell(...waiting, wakeUp, answer({ kind: "done" }), later(yes));
    expect(after.recorded).toEqual(["OrphanFound", "VoidSubmitted"]);
    expect(tell(...waiting, wakeUp, answer({ kind: "done" }), later(yes), answer({ kind: "done" })).open.ledger.voided).toBe(total);
  });

  it("declined and cancelled at once, is asked for one thing at a time", () => {
    const { open } = tell(...waiting, abandonIt, later(no()));
    expect(open.ledger.operation?.kind).toBe("void");
  });
});

describe("a payment that was declined", () => {
  it("is given back what the provider set aside all the same, once", () => {
    const late = () => ({ type: "RecordAnswer", key: firstKey, answer: yes, at: minute(9) }) as const;
    const orphan = tell(authoriseIt, call, answer(no()), late);
    expect(orphan.recorded).toEqual(["OrphanFound", "VoidSubmitted"]);
    expect(tell(authoriseIt, call, answer(no()), late, late).recorded).toEqual([]);
    expect(tell(authoriseIt, call, answer(no()), late, answer({ kind: "done" })).open).toMatchObject({
      status: "Declined",
      ledger: { voided: total },
    });
  });
});

describe("what is set aside for long", () => {
  const authorised = [authoriseIt, call, answer(yes)] as const;

  it("is set aside anew a day before it expires", () => {
    expect(tell(...authorised).events.at(-1)).toMatchObject({ wake: { dueAt: expiresAt - 86_400_000 } });
    const renewing = tell(...authorised, wakeUp);
    expect(renewing.events).toEqual([expect.objectContaining({ type: "RenewalSubmitted", amount: total })]);
    expect(renewing.open.status).toBe("Authorised");
    const renewed = tell(...authorised, wakeUp, call, answer({ kind: "authorised", reference: "ref_2", expiresAt: minute(50_000) }));
    expect(renewed.open.ledger).toMatchObject({ authorised: total, reference: "ref_2", expiresAt: minute(50_000) });
  });

  it("is set aside anew not before half of its time is over, and not at all when that is short", () => {
    const wakeOf = (expires: typeof expiresAt) =>
      tell(authoriseIt, call, answer({ ...yes, expiresAt: expires } as typeof yes)).events.at(-1)?.wake;
    expect(wakeOf(minute(1 + 24 * 60))).toEqual({ dueAt: minute(1 + 12 * 60) });
    expect(wakeOf(minute(61))).toEqual({ dueAt: minute(31) });
    expect(wakeOf(minute(60))).toEqual({ dueAt: minute(60) });
    const past = tell(authoriseIt, call, answer({ ...yes, expiresAt: minute(-9) } as typeof yes), wakeUp);
    expect(past.recorded).toEqual(["AuthorisationLapsed"]);
  });

  it("is at risk when it cannot be, and lapses", () => {
    const refused = tell(...authorised, wakeUp, call, answer(no()));
    expect(refused.open).toMatchObject({ status: "Authorised", ledger: { isAtRisk: true } });
    expect(refused.events.at(-1)).toMatchObject({ type: "RenewalRefused", wake: { dueAt: expiresAt } });
    expect(tell(...authorised, wakeUp, call, answer(mustAct)).open.ledger.isAtRisk).toBe(true);
    const lapsed = tell(...authorised, wakeUp, call, answer(no()), wakeUp);
    expect(lapsed.events).toEqual([{ type: "AuthorisationLapsed", amount: total, at: minute(90), wake: null }]);
    expect(lapsed.open.status).toBe("Expired");
  });

  it("can still be taken while it is at risk", () => {
    expect(tell(...authorised, wakeUp, call, answer(no()), captureIt("ful_1")).recorded).toEqual(["CaptureRequested", "CaptureSubmitted"]);
  });

  it("does not wake for a timer that was set again, or twice", () => {
    const stale = { type: "WakePayment", version: 1, at: minute(90) } as const;
    expect(tell(...authorised, stale).recorded).toEqual([]);
    const version = tell(...authorised).open.wake ?? 0;
    expect(tell(...authorised, { ...stale, version }, { ...stale, version }).recorded).toEqual([]);
  });
});
