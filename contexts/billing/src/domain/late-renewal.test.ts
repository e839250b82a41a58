import { describe, expect, it } from "vitest";
import { movementOf } from "../read-models/payment-movement.ts";
import {
  abandonIt,
  answer,
  answerIt,
  authoriseIt,
  call,
  captureIt,
  done,
  minute,
  no,
  total,
  wakeUp,
  yes,
} from "../testing/payment-samples.ts";
import { type Step, tell } from "../testing/tell.ts";
import { heldOf } from "./ledger.ts";
import type { PaymentCommand, ProviderAnswer } from "./payment-commands.ts";

const authorised = [authoriseIt, call, answer(yes)] as const;
const anew: ProviderAnswer = { kind: "authorised", reference: "ref_2", expiresAt: minute(50_000) };
/** The provider refuses to set it aside anew. */
const refusedAfter = (...until: readonly Step[]): readonly Step[] => [...until, wakeUp, call, answer(no())];
/** The provider says late that the renewal was done after all. */
const lateAfter = (...until: readonly Step[]): PaymentCommand => answerIt(tell(...until, wakeUp).key, anew, minute(200));

describe("a renewal that was done after all, though the provider had refused it", () => {
  const refused = refusedAfter(...authorised);
  const late = lateAfter(...authorised);

  it("ends the risk, once, and is taken and renewed under its new name", () => {
    const after = tell(...refused, late);
    expect(after.recorded).toEqual(["AuthorisationRenewed"]);
    expect(after.open.ledger).toMatchObject({ authorised: total, isAtRisk: false, reference: "ref_2", expiresAt: minute(50_000) });
    expect(after.events.at(-1)?.wake).toMatchObject({ dueAt: expect.any(Number) });
    expect(tell(...refused, late, late).recorded).toEqual([]);
    expect(tell(...refused, late, wakeUp).recorded).toEqual(["RenewalSubmitted"]);
  });

  it("counts also for a provider that goes on calling it what it did", () => {
    const same = { ...late, answer: { ...anew, reference: "ref_1" } } as PaymentCommand;
    expect(tell(...refused, same).open.ledger).toMatchObject({ isAtRisk: false, expiresAt: minute(50_000) });
    expect(tell(...refused, same, same).recorded).toEqual([]);
  });

  it("leaves alone what is in flight, and what pauses", () => {
    const taking = tell(...refused, captureIt("ful_1", 600), call, late);
    expect(taking.open.ledger).toMatchObject({ operation: { kind: "capture", calls: 1 }, isAtRisk: false });
    expect(tell(...refused, captureIt("ful_1", 600), call, late, answer(done)).open.ledger).toMatchObject({ captured: 600 });
    const pausing = tell(...refused, captureIt("ful_1", 600), call, answer(no("CardIsBusy")), late);
    expect([pausing.recorded, pausing.open.ledger]).toMatchObject([["AuthorisationRenewed"], { isPausing: true, failures: 1 }]);
  });

  it("is not held twice while what it takes the place of is being let go", () => {
    const after = tell(...refused, abandonIt, call, late);
    expect(after.recorded).toEqual(["AuthorisationRenewed"]);
    expect([after.open.ledger.operation?.kind, heldOf(after.open.ledger)]).toEqual(["void", total]);
    expect(tell(...refused, abandonIt, call, late, answer(done)).open).toMatchObject({ ledger: { isSettled: true, voided: total } });
  });

  it("is let go when it had lapsed, and no more than was set aside anew; in our books nothing was set aside for it", () => {
    const lapsed = [...refused, wakeUp] as const;
    expect(tell(...lapsed, late).recorded).toEqual(["OrphanFound", "VoidSubmitted"]);
    expect(tell(...lapsed, late, call, answer(done)).open).toMatchObject({ status: "Expired", ledger: { voided: 2 * total } });

    const taken = [...authorised, captureIt("ful_1", 600), call, answer(done)] as const;
    const given = [...refusedAfter(...taken), wakeUp, abandonIt] as const;
    const orphan = tell(...given, lateAfter(...taken));
    expect(orphan.events[0]).toMatchObject({ type: "OrphanFound", amount: total - 600 });
    expect(movementOf(orphan.events[0]!, tell(...given).open)).toBeNull();
  });

  it("is left to lapse at the provider where it had lapsed here, and the payment goes on", () => {
    const taken = [...authorised, captureIt("ful_1", 600), call, answer(done)] as const;
    expect(tell(...refusedAfter(...taken), wakeUp, lateAfter(...taken)).recorded).toEqual([]);
  });
});

describe("an authorisation that was done after all", () => {
  it("is in our books as set aside", () => {
    const late = answerIt(tell(authoriseIt).key, yes, minute(9));
    const { events } = tell(authoriseIt, call, answer(no()), late);
    expect(movementOf(events[0]!, tell(authoriseIt, call, answer(no())).open)).toMatchObject({
      kind: "authorise",
      amount: { amount: total },
    });
  });
});
