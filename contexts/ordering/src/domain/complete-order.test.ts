import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  allDelivered,
  allHandedOver,
  allLines,
  amendmentStarted,
  cancellationStarted,
  completed,
  confirmed,
  delivered,
  EUR,
  grand,
  handedOver,
  minute,
  placed,
  pounds,
  reserved,
  started,
} from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";

const { given } = scenariosOf(orderDecider);
const at = minute(9);
const working = [placed, reserved, confirmed, started];
const of = (lineId: number, quantity: number) => [{ lineId, quantity }];

describe("fulfilment", () => {
  it("starts once, and may move the promise", () => {
    const promise = { from: minute(70), until: minute(80) };
    given(placed, reserved, confirmed)
      .when({ type: "StartFulfilment", promise, at })
      .leadsTo((order) => expect(order).toMatchObject({ status: "InFulfilment", promisedUntil: minute(80) }));
    given(placed, reserved, confirmed)
      .when({ type: "StartFulfilment", promise: null, at })
      .leadsTo((order) => expect(order).toMatchObject({ status: "InFulfilment", promisedUntil: minute(90) }));
  });
  it("that starts during a lock is where the order returns to, and then has started", () => {
    const start = { type: "StartFulfilment", promise: null, at } as const;
    const startedMeanwhile = { ...started, at: minute(5) };
    const refused = { type: "CancellationRefused", attempt: 1, code: "OrderIsOnItsWay", at } as const;
    given(placed, reserved, confirmed, cancellationStarted).when(start).records({ type: "FulfilmentStarted", promise: null, at });
    given(placed, reserved, confirmed, cancellationStarted, startedMeanwhile).when(start).recordsNothing();
    given(placed, reserved, confirmed, cancellationStarted, startedMeanwhile, refused)
      .when({ type: "HoldOrder", reason: "x", until: null, at })
      .leadsTo((order) => expect(order).toMatchObject({ status: "InFulfilment", since: minute(5) }));
  });
});

describe("completing an order", () => {
  const complete = { type: "CompleteOrder", captured: pounds(grand), refunded: pounds(0), at: minute(6) } as const;
  const done = [...working, allHandedOver, allDelivered];

  it("is done when all was delivered and the money is balanced", () => {
    given(done).when(complete).records(completed);
    given(done)
      .when({ ...complete, captured: pounds(grand + 10), refunded: pounds(10) })
      .records({ ...completed, captured: pounds(grand + 10), refunded: pounds(10) });
  });
  it("is refused while units are left or on their way", () => {
    given(working).when(complete).isRejected({ code: "UnitsAreLeft", left: 5, onTheWay: 0 });
    given(working, allHandedOver).when(complete).isRejected({ code: "UnitsAreLeft", left: 0, onTheWay: 5 });
    given(working, handedOver, delivered).when(complete).isRejected({ code: "UnitsAreLeft", left: 2, onTheWay: 2 });
  });
  it("is refused for a penny too much or too little", () => {
    for (const captured of [grand - 1, grand + 1]) {
      given(done)
        .when({ ...complete, captured: pounds(captured) })
        .isRejected({ code: "MoneyIsNotBalanced", due: grand, captured, refunded: 0 });
    }
    given(done)
      .when({ ...complete, captured: { amount: grand, currency: EUR } })
      .isRejected({ code: "CurrencyDiffers" });
  });
  it("counts what returns gave back", () => {
    const returned = { type: "LinesReturned", source: "ret_1", lines: of(2, 1), credit: pounds(990), at } as const;
    given(done, returned)
      .when(complete)
      .isRejected({ code: "MoneyIsNotBalanced", due: grand - 990, captured: grand, refunded: 0 });
    given(done, returned)
      .when({ ...complete, refunded: pounds(990) })
      .records({ ...completed, refunded: pounds(990) });
  });
  it("is a cancellation when nothing ever arrived, before or after the work began", () => {
    const gone = { type: "LinesCancelled", source: "x", reason: "Shortfall", lines: allLines, due: pounds(0), at } as const;
    const nothing = { ...complete, captured: pounds(0) };
    const cancelledEvent = { type: "OrderCancelled", reason: "NothingWasDelivered", cartId: null, at: minute(6) } as const;
    given(working, gone).when(nothing).records(cancelledEvent);
    given(placed, reserved, confirmed, gone).when(nothing).records(cancelledEvent);
    given(working, gone).when(complete).isRejected({ code: "MoneyIsNotBalanced", due: 0, captured: grand, refunded: 0 });
    given(working, gone, { ...amendmentStarted, at })
      .when(nothing)
      .isRejected({ code: "OrderIsAmending" });
    given(working, gone, { ...cancellationStarted, at })
      .when(nothing)
      .isRejected({ code: "OrderIsCancelling" });
  });
});
