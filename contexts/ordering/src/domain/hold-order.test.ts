import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import { cancellationStarted, confirmed, minute, placed, putOnHold, reserved } from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";

const { given } = scenariosOf(orderDecider);
const at = minute(9);

describe("an order on hold", () => {
  const hold = { type: "HoldOrder", reason: "Fraud check", until: minute(600), at: minute(2) } as const;

  it("has each reason once, and may have several", () => {
    given(placed, reserved).when(hold).records(putOnHold);
    given(placed, reserved, putOnHold).when(hold).recordsNothing();
    given(placed, reserved, putOnHold)
      .when({ ...hold, reason: "Address check" })
      .leadsTo((order) => expect(order).toMatchObject({ holds: [{ reason: "Fraud check" }, { reason: "Address check" }] }));
  });
  it("may be held longer for the same reason", () => {
    given(placed, reserved, putOnHold)
      .when({ ...hold, until: null })
      .leadsTo((order) => expect(order).toMatchObject({ holds: [{ reason: "Fraud check", until: null }] }));
  });
  it("is not held until a time that has passed, without a reason, or for more reasons than anybody can read", () => {
    given(placed)
      .when({ ...hold, until: hold.at })
      .isRejected({ code: "HoldEndsBeforeItBegins" });
    given(placed)
      .when({ ...hold, reason: "" })
      .isRejected({ code: "ReasonIsMissing" });
    const sixteen = Array.from({ length: 16 }, (_, index) => ({ ...putOnHold, reason: `Reason ${index}` }) as typeof putOnHold);
    given(placed, sixteen).when(hold).isRejected({ code: "OrderHasTooManyHolds", limit: 16 });
    given(placed, sixteen)
      .when({ ...hold, reason: "Reason 3" })
      .recordsNothing();
  });
  it("is resumed from one reason or from all", () => {
    const other = { ...putOnHold, reason: "Address check" } as typeof putOnHold;
    given(placed, putOnHold, other)
      .when({ type: "ResumeOrder", reason: "Fraud check", at })
      .records({ type: "OrderResumed", reasons: ["Fraud check"], at });
    given(placed, putOnHold, other)
      .when({ type: "ResumeOrder", reason: null, at })
      .leadsTo((order) => expect(order).toMatchObject({ holds: [] }));
    given(placed, putOnHold).when({ type: "ResumeOrder", reason: "Address check", at }).recordsNothing();
  });
  it("is not held while it is being cancelled for what may follow from that, and is for what does not", () => {
    const maybe = { ...hold, unlessCancelling: true };
    given(placed, reserved, confirmed).when(maybe).records(putOnHold);
    given(placed, reserved, confirmed, cancellationStarted).when(maybe).isRejected({ code: "OrderIsCancelling" });
    given(placed, reserved, confirmed, cancellationStarted).when(hold).records(putOnHold);
  });
  it("is not on hold any more when it has ended", () => {
    given(placed, putOnHold, { type: "OrderExpired", cartId: null, at }).when({ type: "ResumeOrder", reason: null, at }).recordsNothing();
  });
});
