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
  it("can be asked for only where it has lasted too long", () => {
    const resolve = (count: number) => ({ ...cancel, onlyIfStuck: true, at: minute(count) });
    const notStuck = { code: "OrderIsNotStuck" } as const;
    given(placed).when(resolve(1)).isRejected(notStuck);
    given(placed)
      .when(resolve(2))
      .records({ ...cancellationStarted, at: minute(2) });
    // From the end of a hold on it is an operator's.
    const held = { type: "OrderPutOnHold", reason: "Address check", until: minute(30), at: minute(4) } as const;
    given(placed, reserved, confirmed, held).when(resolve(29)).isRejected(notStuck);
    given(placed, reserved, confirmed, held)
      .when(resolve(30))
      .leadsTo(({ status }) => expect(status).toBe("Cancelling"));
    // The saga has its own time; then it is done already.
    given(histories.Cancelling).when(resolve(5)).isRejected(notStuck);
    given(histories.Cancelling).when(resolve(1_000)).recordsNothing();
    given(histories.Amending)
      .when(resolve(1_000))
      .leadsTo(({ status }) => expect(status).toBe("Cancelling"));
    given(working, handedOver).when(resolve(10_000)).isRejected({ code: "OrderIsOnItsWay" });
    for (const over of ["Cancelled", "Completed", "Expired", "Rejected"] as const) {
      given(histories[over]).when(resolve(10_000)).isRejected(notStuck);
    }
    given().when(resolve(1)).isRejected({ code: "OrderIsNotPlaced" });
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
