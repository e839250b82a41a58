import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  amendmentStarted,
  cancellationStarted,
  cancelled,
  confirmed,
  delivered,
  handedOver,
  histories,
  minute,
  placed,
  reserved,
  started,
} from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";

const { given } = scenariosOf(orderDecider);
const at = minute(9);
const working = [placed, reserved, confirmed, started];

describe("cancelling an order", () => {
  const cancel = { type: "StartCancellation", reason: "Changed my mind", at: minute(4) } as const;

  it("locks it, then ends it", () => {
    given(placed).when(cancel).records(cancellationStarted);
    given(placed, cancellationStarted)
      .when({ type: "CancelOrder", attempt: 1, reason: "Changed my mind", at: minute(5) })
      .records(cancelled);
  });
  it("is done already when it is under way or over", () => {
    given(histories.Cancelling).when(cancel).recordsNothing();
    given(histories.Cancelled).when(cancel).recordsNothing();
  });
  it("is refused as a whole once something is on its way or delivered", () => {
    given(working, handedOver).when(cancel).isRejected({ code: "OrderIsOnItsWay" });
    given(working, { ...handedOver, lines: [{ lineId: 1, quantity: 1 }] }, delivered)
      .when(cancel)
      .isRejected({ code: "PartIsDelivered" });
    given(working, amendmentStarted, handedOver).when(cancel).isRejected({ code: "OrderIsOnItsWay" });
  });
  it("is refused at the end, too, when something went on its way meanwhile", () => {
    given(working, cancellationStarted, handedOver)
      .when({ type: "CancelOrder", attempt: 1, reason: "x", at })
      .isRejected({ code: "OrderIsOnItsWay" });
  });
  it("that was refused leaves it where it was, its clock still running", () => {
    for (const [history, status] of [
      [[placed], "Placed"],
      [[placed, reserved], "Reserved"],
      [histories.AwaitingCustomer, "AwaitingCustomer"],
      [working, "InFulfilment"],
    ] as const) {
      given(history, cancellationStarted)
        .when({ type: "RefuseCancellation", attempt: 1, code: "OrderIsOnItsWay", at })
        .leadsTo((order) => expect(order).toMatchObject({ status, since: history.at(-1)?.at }));
    }
  });
  it("does not wait for an amendment, which is given up in the same breath", () => {
    given(working, amendmentStarted)
      .when({ ...cancel, at })
      .records(
        { type: "AmendmentAbandoned", attempt: 1, reason: "OrderIsBeingCancelled", at },
        { type: "CancellationStarted", attempt: 2, reason: "Changed my mind", payments: 1, at },
      );
    given(working, amendmentStarted)
      .when(cancel)
      .leadsTo((order) => expect(order).toMatchObject({ status: "Cancelling", before: { status: "InFulfilment", since: started.at } }));
  });
  it("wants a reason that can be read", () => {
    for (const history of [working, [...working, amendmentStarted]]) {
      given(history)
        .when({ ...cancel, reason: "  " })
        .isRejected({ code: "ReasonIsMissing" });
      given(history)
        .when({ ...cancel, reason: "x".repeat(201) })
        .isRejected({ code: "ReasonIsTooLong" });
    }
  });
});
