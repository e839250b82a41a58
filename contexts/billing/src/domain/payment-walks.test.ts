import { statusesOf, targets } from "@waybill/kernel/life";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  abandonIt,
  answerIt,
  authoriseIt,
  captureIt,
  done,
  euros,
  lowerIt,
  minute,
  mustAct,
  no,
  refundIt,
  total,
} from "../testing/payment-samples.ts";
import { givingUp, untilQuiet } from "../testing/until-quiet.ts";
import { capturingOf, givenElsewhereOf, heldOf, keptOf, type Operation, refundingOf } from "./ledger.ts";
import { evolve, isOpen, notCreated, type Payment } from "./payment.ts";
import type { PaymentCommand, ProviderAnswer } from "./payment-commands.ts";
import { deadlineOf } from "./payment-deadlines.ts";
import { paymentDecider } from "./payment-decider.ts";
import type { PaymentEvent } from "./payment-events.ts";
import { type PaymentMove, paymentLife } from "./payment-life.ts";

/** Chance for one step: numbers that the step turns into a command. */
type Chance = { readonly kind: number; readonly amount: number; readonly name: number; readonly isOld: boolean };
const anyChance: fc.Arbitrary<Chance> = fc.record({
  kind: fc.nat(99),
  amount: fc.integer({ min: -1, max: total + 1 }),
  name: fc.nat(6),
  isOld: fc.boolean(),
});

const answers = (step: number): readonly ProviderAnswer[] => [
  { kind: "authorised", reference: `ref_${step}`, expiresAt: step % 3 === 0 ? null : minute(step + 3 * 24 * 60) },
  mustAct,
  done,
  done,
  no(),
];

const commandAt = (payment: Payment, chance: Chance, { step, keys }: Walk): PaymentCommand => {
  const { kind, amount, name, isOld } = chance;
  const at = minute(step);
  const operation = isOpen(payment) ? payment.ledger.operation : null;
  const key = (isOld ? keys[name % Math.max(1, keys.length)] : operation?.key) ?? "no/such/key";
  const answer = answers(step)[name % answers(step).length]!;
  if (operation !== null && kind < 50) return onItsWay(operation, chance, step);
  const wake = isOpen(payment) ? (payment.wake ?? 0) : 0;
  const commands: readonly PaymentCommand[] = [
    { ...authoriseIt, method: name === 0 ? "on_delivery" : "pm_ok", amount: euros(name === 1 ? 0 : total), at },
    { ...captureIt(`capture_${name}`, amount > total / 2 ? null : amount, name === 2), at },
    { ...captureIt(`capture_${step}`, 500), at },
    { ...refundIt(`refund_${name}`, amount), at },
    { ...refundIt(`refund_${step}`, 100), at },
    ...(amount < 900 ? [{ ...lowerIt(amount), at }] : []),
    ...(amount < 200 ? [{ ...abandonIt, at }, { type: "VoidPayment", at } as const] : []),
    { type: "StartCall", key, call: (operation?.calls ?? 0) + 1, at },
    { ...answerIt(key, answer), at },
    { type: "MissAnswer", key, at },
    { type: "RecordLookUp", key, found: isOld ? { kind: "never" } : answer, at },
    { type: "WakePayment", version: isOld ? name : wake, at },
    { type: "WakePayment", version: wake, at },
    { type: "RetryPayment", at },
    { type: "ResolvePayment", reason: "an operator says so", at },
    ...(amount < 600 ? [dispute(name, at)] : []),
  ];
  return commands[kind % commands.length]!;
};

/** What usually comes next for an operation: its call, then an answer that fits. */
const onItsWay = ({ kind, key, calls, callsWanted }: Operation, { name }: Chance, step: number): PaymentCommand => {
  const at = minute(step);
  if (calls < callsWanted) return { type: "StartCall", key, call: calls + 1, at };
  if (name === 0) return { type: "MissAnswer", key, at };
  if (name === 1) return answerIt(key, no(), at);
  const isOfAuthorisation = kind === "authorise" || kind === "renew";
  return answerIt(key, isOfAuthorisation ? answers(step)[0]! : done, at);
};

const dispute = (name: number, at: PaymentCommand["at"]): PaymentCommand => {
  const news = (["opened", "won", "lost"] as const)[name % 3]!;
  return { type: "HearDispute", disputeId: `dispute_${name % 2}`, news, amount: euros(300), respondBy: minute(9_999), at };
};

interface Walk {
  readonly step: number;
  readonly keys: readonly string[];
}

const expectSound = (payment: Payment) => {
  if (!isOpen(payment)) return;
  const { ledger } = payment;
  for (const amount of [ledger.authorised, ledger.captured, ledger.voided, ledger.refunded, ledger.lost])
    expect(amount).toBeGreaterThanOrEqual(0);
  expect(heldOf(ledger), "captured and voided ≤ authorised").toBeGreaterThanOrEqual(0);
  expect(keptOf(ledger), "refunded and lost ≤ captured").toBeGreaterThanOrEqual(0);
  expect(capturingOf(ledger), "captures that are pending ≤ what is held").toBeLessThanOrEqual(heldOf(ledger));
  expect(refundingOf(ledger), "refunds that are pending ≤ what is kept").toBeLessThanOrEqual(keptOf(ledger));
};

/** Every move that walks made, as `Authorised CaptureSubmitted Capturing`. */
const seenMoves = new Set<string>();

const movesIn: readonly string[] = statusesOf(paymentLife).flatMap((from) =>
  Object.keys(paymentLife[from]).flatMap((event) => targets(paymentLife, from, event as PaymentMove).map((to) => `${from} ${event} ${to}`)),
);

/** The payment after each step, and what was recorded on the way. */
const walk = (chances: readonly Chance[], onEvent: (event: PaymentEvent, before: Payment, after: Payment) => void): Payment => {
  let payment: Payment = notCreated;
  const keys: string[] = [];
  for (const [step, chance] of chances.entries()) {
    const decision = paymentDecider.decide(commandAt(payment, chance, { step, keys }), payment);
    if (decision.kind !== "accepted") continue;
    for (const event of decision.events) {
      if ("key" in event && !keys.includes(event.key)) keys.push(event.key);
      const after = evolve(payment, event);
      onEvent(event, payment, after);
      payment = after;
    }
    expectSound(payment);
  }
  return payment;
};

const manyWalks = (property: (chances: readonly Chance[]) => void, numRuns = 600) =>
  fc.assert(
    fc.property(fc.array(anyChance, { minLength: 5, maxLength: 60, size: "max" }), (chances) => property(chances)),
    { numRuns },
  );

describe("a payment, whatever happens to it", () => {
  it("moves only as its table says, and its ledger stays sound", () => {
    manyWalks((chances) => {
      walk(chances, ({ type }, before, after) => {
        if (after.status === before.status) return;
        const move = `${before.status} ${type} ${after.status}`;
        seenMoves.add(move);
        expect(movesIn).toContain(move);
      });
    });
    // Most of the table was walked; the rest takes luck.
    expect(seenMoves.size).toBeGreaterThan(movesIn.length / 2);
  });

  it("has one operation in flight, each under a key of its own, and calls it once for each time it is asked", () => {
    manyWalks((chances) => {
      const keys = new Set<string>();
      const calls = new Set<string>();
      walk(chances, (event, before) => {
        if (event.type.endsWith("Submitted") && "key" in event) {
          expect(isOpen(before) ? before.ledger.operation : null).toBeNull();
          expect(keys).not.toContain(event.key);
          keys.add(event.key);
        }
        if (event.type !== "ProviderCalled") return;
        expect(calls).not.toContain(`${event.key} ${event.call}`);
        calls.add(`${event.key} ${event.call}`);
      });
    });
  });

  it("holds nothing in the end when it was given up, and says so once", () => {
    manyWalks((chances) => {
      let settled = 0;
      const before = walk(chances, ({ type }) => {
        settled += type === "PaymentSettled" ? 1 : 0;
      });
      if (!isOpen(before) || before.ledger.dispute?.outcome === "open") return;
      const { payment, events } = untilQuiet(before, givingUp);
      if (!isOpen(payment)) throw new Error("a payment does not vanish");
      expectSound(payment);
      expect([heldOf(payment.ledger), keptOf(payment.ledger) - givenElsewhereOf(payment.ledger), payment.ledger.operation]).toEqual([
        0,
        0,
        null,
      ]);
      expect(settled + events.filter(({ type }) => type === "PaymentSettled").length).toBe(1);
    });
  });

  it("keeps no more than is due in the end", () => {
    manyWalks((chances) => {
      const before = walk(chances, () => {});
      if (!isOpen(before) || before.ledger.due === null || before.ledger.dispute?.outcome === "open") return;
      const { payment } = untilQuiet(before, []);
      if (!isOpen(payment)) throw new Error("a payment does not vanish");
      expectSound(payment);
      const { ledger } = payment;
      // What could not be given back, an operator has to see to.
      if (deadlineOf(payment)?.owner === "operator" && ledger.refunds.some(({ status }) => status === "Failed")) return;
      expect(keptOf(ledger) - givenElsewhereOf(ledger)).toBeLessThanOrEqual(before.ledger.due);
      if (!ledger.isStuck && ledger.captured >= before.ledger.due) expect(heldOf(ledger)).toBe(0);
    });
  });

  it("always has something that will wake it, while nobody is asked and something is to come", () => {
    manyWalks((chances) => {
      const payment = walk(chances, () => {});
      if (!isOpen(payment)) return;
      const { operation, isPausing, action, isStuck } = payment.ledger;
      // What failed for good waits for an operator, also where the customer could still act.
      if (operation === null && isStuck) return;
      const waits =
        operation === null ? isPausing || (action !== null && payment.status === "RequiresAction") : operation.calledAt !== null;
      if (waits) expect(payment.wake).not.toBeNull();
    });
  });
});
