import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { abandonIt, answerIt, authoriseIt, captureIt, done, lowerIt, minute, no, refundIt, total } from "../testing/payment-samples.ts";
import { moved } from "../testing/tell.ts";
import { givenElsewhereOf, heldOf, keptOf, type Operation } from "./ledger.ts";
import { isOpen, notCreated, type Payment } from "./payment.ts";
import type { PaymentCommand, ProviderAnswer } from "./payment-commands.ts";
import { paymentDecider } from "./payment-decider.ts";
import { isRenewed } from "./payment-wake.ts";

/** Chance for one step: numbers that the step turns into something that happens. */
type Chance = { readonly kind: number; readonly amount: number; readonly name: number };
const anyChance: fc.Arbitrary<Chance> = fc.record({ kind: fc.nat(99), amount: fc.integer({ min: 1, max: total }), name: fc.nat(3) });

/** How a bank takes what it is asked: as it should, refusing it, or refusing it in words and doing it all the same. */
type Mood = "does" | "refuses" | "saysNo";

type Truth = { readonly key: string; readonly answer: ProviderAnswer };

/** Moves money once for each key, never more than there is. */
const createBank = () => {
  const books = { held: 0, captured: 0, refunded: 0 };
  const moves = {
    authorise: (amount: number) => ({ held: books.held + amount }),
    renew: (amount: number) => ({ held: amount }),
    capture: (amount: number) => ({ held: books.held - amount, captured: books.captured + amount }),
    refund: (amount: number) => ({ refunded: books.refunded + amount }),
    void: () => ({ held: 0 }),
  };
  const isThere = ({ kind, amount }: Operation): boolean =>
    kind === "capture" || kind === "renew" ? amount <= books.held : kind !== "refund" || amount <= books.captured - books.refunded;
  /** Under which key more was done than was said. */
  const unsaid: Truth[] = [];
  const ask = (operation: Operation, mood: Mood): ProviderAnswer => {
    const { kind, key, amount } = operation;
    if (mood === "refuses" || !isThere(operation)) return no();
    Object.assign(books, moves[kind](amount));
    const answer: ProviderAnswer =
      kind === "authorise" || kind === "renew" ? { kind: "authorised", reference: key, expiresAt: minute(9_999) } : done;
    if (mood !== "saysNo") return answer;
    unsaid.push({ key, answer });
    return no();
  };
  return { books, unsaid, ask };
};

/** A payment and its bank, and what can happen to them. */
const createScene = () => {
  const bank = createBank();
  let payment: Payment = notCreated;
  let minutes = 0;
  /** What captures were asked for, in all. */
  let asked = 0;
  const tell = (command: PaymentCommand): boolean => {
    minutes += 1;
    const decision = paymentDecider.decide({ ...command, at: minute(minutes) }, payment);
    for (const event of decision.kind === "accepted" ? decision.events : []) {
      if (event.type === "CaptureRequested") asked += event.amount;
      payment = moved(payment, event);
    }
    return decision.kind !== "refused";
  };
  const ledger = () => {
    if (!isOpen(payment)) throw new Error("a payment does not vanish");
    return payment.ledger;
  };
  /** The bank is called, and answers. */
  const call = (mood: Mood): void => {
    const { operation } = ledger();
    if (operation === null) return;
    tell({ type: "StartCall", key: operation.key, call: operation.calls + 1, at: minute(0) });
    // Other tries may follow, and be done as well.
    tell(answerIt(operation.key, bank.ask(operation, mood === "saysNo" && operation.kind === "authorise" ? "refuses" : mood)));
  };
  const wake = (): void => {
    if (isOpen(payment) && payment.ledger.isPausing) tell({ type: "WakePayment", version: payment.wake ?? 0, at: minute(0) });
  };
  /** In time. What lapses at both, and when, is another story. */
  const renew = (): void => {
    const { isPausing, operation } = ledger();
    if (isPausing || operation !== null || heldOf(ledger()) === 0 || !isRenewed(ledger())) return;
    tell({ type: "WakePayment", version: (isOpen(payment) ? payment.wake : null) ?? 0, at: minute(0) });
  };
  const told: Truth[] = [];
  /** The bank tells what it has done after all; what we do not understand, it tells again later, and what we do, it may tell twice. */
  const tellTruth = (): void => {
    const truth = bank.unsaid.shift();
    if (truth !== undefined) (tell(answerIt(truth.key, truth.answer)) ? told : bank.unsaid).push(truth);
    else for (const { key, answer } of told) tell(answerIt(key, answer));
  };
  return { bank, ledger, asked: () => asked, tell, call, wake, renew, tellTruth };
};
type Scene = ReturnType<typeof createScene>;

const at = minute(0);
const happen = ({ tell, call, wake, renew, tellTruth }: Scene, { kind, amount, name }: Chance): void => {
  const chances: readonly (() => void)[] = [
    () => call("does"),
    () => call("does"),
    () => call("refuses"),
    () => call("refuses"),
    () => call("saysNo"),
    wake,
    wake,
    () => tell(captureIt(`capture_${name}`, name === 0 ? null : amount, amount < 200)),
    () => tell(refundIt(name === 0 ? `by-hand-${amount}` : `refund_${name}`, amount)),
    tellTruth,
    () => kind < 25 && tell(lowerIt(amount)),
    () => kind < 25 && tell({ ...abandonIt, at }),
    () => tell({ type: "ResolvePayment", reason: "given back in cash", at }),
    () => name === 0 && renew(),
    () => tell({ type: name < 2 ? "RetryPayment" : "VoidPayment", at }),
  ];
  chances[kind % chances.length]!();
};

/** The bank does what it is asked, and tells all that it has not told. */
const settle = ({ bank, call, wake, tellTruth }: Scene): void => {
  for (let round = 0; round < 40; round += 1) {
    wake();
    call("does");
    if (round % 5 === 0) tellTruth();
  }
  for (let round = 0; round < 10 && bank.unsaid.length > 0; round += 1) tellTruth();
};

describe("a payment at a bank that says no to what it does, and tells it late", () => {
  it("has the books of the bank in the end, and keeps nothing when it was given up", () => {
    fc.assert(
      fc.property(fc.array(anyChance, { minLength: 5, maxLength: 60, size: "max" }), (chances) => {
        const scene = createScene();
        scene.tell(authoriseIt);
        scene.call("does");
        for (const chance of chances) {
          happen(scene, chance);
          // What was set aside anew was not set aside beside what it takes the place of.
          expect(heldOf(scene.ledger())).toBeLessThanOrEqual(Math.max(0, total - scene.ledger().captured));
        }
        settle(scene);
        const before = scene.ledger();
        const kept = keptOf(before) - givenElsewhereOf(before);
        // What could not be given back, an operator has to see to.
        if (!before.refunds.some(({ status }) => status === "Failed")) expect(kept).toBeLessThanOrEqual(scene.asked());
        for (const _ of ["once", "again, for what was told last"]) {
          scene.tell({ ...abandonIt, at });
          scene.tell({ type: "VoidPayment", at });
          settle(scene);
        }
        const { captured, refunded, operation, isSettled } = scene.ledger();
        expect({ captured, refunded, held: heldOf(scene.ledger()) }).toEqual({ ...scene.bank.books, held: 0 });
        expect(scene.bank.books.held).toBe(0);
        expect([keptOf(scene.ledger()) - givenElsewhereOf(scene.ledger()), operation, isSettled]).toEqual([0, null, true]);
      }),
      { numRuns: 1_000 },
    );
  });
});
