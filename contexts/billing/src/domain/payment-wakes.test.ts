import { describe, expect, it } from "vitest";
import { abandonIt, answer, answerIt, authoriseIt, call, expiresAt, mustAct, no, wakeUp, yes } from "../testing/payment-samples.ts";
import { type Step, tell } from "../testing/tell.ts";
import { heldOf } from "./ledger.ts";

/** The provider refuses it as often as it is tried by itself. */
const forGood: readonly Step[] = [call, answer(no()), wakeUp, call, answer(no()), wakeUp, call, answer(no())];

describe("what a customer confirmed after all, of an order that is dead, and the provider will not let go", () => {
  const asked = [authoriseIt, call, answer(mustAct)] as const;
  const confirmed = answerIt(tell(authoriseIt).key, yes);
  const atExpiry: Step = ({ open }) => ({ type: "WakePayment", version: open.wake ?? 0, at: expiresAt });

  it.each([
    ["was given up", abandonIt],
    ["was not paid in time", wakeUp],
  ] as const)("lapses when its time is over, once (it %s)", (_, ending) => {
    const held = [...asked, ending, confirmed, ...forGood] as const;
    expect(heldOf(tell(...held).open.ledger)).toBeGreaterThan(0);
    const lapsed = tell(...held, atExpiry);
    expect(lapsed.recorded[0]).toBe("AuthorisationLapsed");
    expect([heldOf(lapsed.open.ledger), lapsed.open.wake]).toEqual([0, null]);
    expect(tell(...held, atExpiry, atExpiry).recorded).toEqual([]);
  });
});
