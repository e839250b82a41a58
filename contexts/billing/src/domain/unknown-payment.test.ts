import { instant } from "@waybill/kernel/clock";
import { describe, expect, it } from "vitest";
import { abandonIt, answer, authoriseIt, call, captureIt, done, minute, no, wakeUp, yes } from "../testing/payment-samples.ts";
import { type Step, type Told, tell } from "../testing/tell.ts";
import { billingLimits } from "./limits.ts";
import type { Found, PaymentCommand } from "./payment-commands.ts";

const calledAt = minute(1);
const missed = ({ key }: Told): PaymentCommand => ({ type: "MissAnswer", key, at: minute(1) });
const found =
  (what: Found, afterMs = 60_000) =>
  ({ key }: Told): PaymentCommand => ({ type: "RecordLookUp", key, found: what, at: instant(calledAt + afterMs) });
const callAgain = ({ key, open }: Told): PaymentCommand => {
  return { type: "StartCall", key, call: open.ledger.operation?.callsWanted ?? 0, at: calledAt };
};
const never: Found = { kind: "never" };
const unknown: readonly Step[] = [authoriseIt, call, missed];

describe("a payment whose call was not answered", () => {
  it("is unknown, and is looked up again and again, with longer and longer pauses", () => {
    expect(tell(...unknown).open.status).toBe("Unknown");
    const pauses: unknown[] = [tell(...unknown).events.at(-1)?.wake];
    const steps: Step[] = [...unknown];
    for (let lookUps = 0; lookUps < 7; lookUps += 1) {
      steps.push(wakeUp);
      const told = tell(...steps);
      expect(told.events).toMatchObject([{ type: "LookUpRequested", lookUp: lookUps + 1, provider: "simulated" }]);
      pauses.push(told.events[0]?.wake);
    }
    const { lookUpPausesMs } = billingLimits;
    expect(pauses).toEqual([...lookUpPausesMs, lookUpPausesMs.at(-1), lookUpPausesMs.at(-1)].map((afterMs) => ({ afterMs })));
  });

  it("whose process died is looked up too, when the call cannot be under way any more", () => {
    expect(tell(authoriseIt, call).events.at(-1)?.wake).toEqual({ afterMs: billingLimits.callSettlesMs });
    expect(tell(authoriseIt, call, wakeUp).recorded).toEqual(["LookUpRequested"]);
    expect(tell(authoriseIt, call, wakeUp).open.status).toBe("Unknown");
  });

  it("becomes what was found", () => {
    expect(tell(...unknown, found(yes)).open.status).toBe("Authorised");
    expect(tell(...unknown, found(no())).open.status).toBe("Declined");
    expect(tell(...unknown, found({ kind: "unknown" })).recorded).toEqual([]);
    expect(tell(...unknown, found(yes), found(yes)).recorded).toEqual([]);
  });

  it("is called again, under the same key, only when its call can no longer arrive", () => {
    expect(tell(...unknown, found(never, billingLimits.callSettlesMs - 1)).recorded).toEqual([]);
    const again = tell(...unknown, found(never, billingLimits.callSettlesMs));
    expect(again.events).toMatchObject([{ type: "CallRequested", key: tell(authoriseIt).key, call: 2, wake: null }]);
    expect(tell(...unknown, found(never), found(never)).recorded).toEqual([]);
  });

  it("is called by one at a time, and each time once", () => {
    expect(tell(authoriseIt, call, call).recorded).toEqual([]);
    expect(tell(...unknown, callAgain).recorded).toEqual([]);
    expect(tell(...unknown, found(never), callAgain).recorded).toEqual(["ProviderCalled"]);
    expect(tell(...unknown, found(never), callAgain, callAgain).recorded).toEqual([]);
    expect(tell(authoriseIt, (told) => ({ ...call(told), key: "another" }) as PaymentCommand).recorded).toEqual([]);
  });

  it("is declined when it never arrived, however often it was called", () => {
    const steps: Step[] = [authoriseIt, call];
    for (let calls = 1; calls < billingLimits.calls; calls += 1) steps.push(missed, found(never), callAgain);
    expect(tell(...steps, missed, found(never)).events).toMatchObject([{ type: "PaymentDeclined", code: "NothingArrived" }]);
  });

  it("is not called again for an order that is dead, but what takes money back is", () => {
    expect(tell(...unknown, abandonIt, found(never)).recorded).toEqual(["PaymentDeclined", "PaymentSettled"]);
    const authorised = [authoriseIt, call, answer(yes)] as const;
    const capturing = [...authorised, captureIt("ful_1"), call, missed] as const;
    expect(tell(...capturing, abandonIt, found(never)).recorded).toEqual(["CaptureFailed"]);
    expect(tell(...capturing, abandonIt, found(done)).recorded).toEqual(["PaymentCaptured", "RefundRequested", "RefundSubmitted"]);
    expect(tell(...authorised, abandonIt, call, missed, found(never)).recorded).toEqual(["CallRequested"]);
  });
});
