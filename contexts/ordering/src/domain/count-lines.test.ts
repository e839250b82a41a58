import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  allHandedOver,
  allLines,
  amendmentStarted,
  cancellationStarted,
  confirmed,
  delivered,
  EUR,
  grand,
  handedOver,
  histories,
  imported,
  minute,
  placed,
  pounds,
  putOnHold,
  reserved,
  started,
} from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";

const { given } = scenariosOf(orderDecider);
const at = minute(9);
const working = [placed, reserved, confirmed, started];
const of = (lineId: number, quantity: number) => [{ lineId, quantity }];

describe("lines handed over", () => {
  it("are counted once for each source", () => {
    const handOver = { type: "HandOverLines", source: "ful_1", lines: of(1, 2), at } as const;
    given(working)
      .when(handOver)
      .records({ type: "LinesHandedOver", source: "ful_1", lines: of(1, 2), at });
    given(working, handedOver).when(handOver).recordsNothing();
    given(working, handedOver)
      .when({ ...handOver, source: "ful_2", lines: of(1, 1) })
      .records({ type: "LinesHandedOver", source: "ful_2", lines: of(1, 1), at });
  });
  it("are never more than were ordered and not cancelled", () => {
    const handOver = { type: "HandOverLines", source: "ful_2", lines: of(1, 2), at } as const;
    given(working, handedOver).when(handOver).isRejected({ code: "TooFewAreLeft", lineId: 1, asked: 2, possible: 1 });
    const oneLess = { type: "LinesCancelled", source: "x", reason: "Shortfall", lines: of(1, 2), due: pounds(0), at } as const;
    given(working, oneLess).when(handOver).isRejected({ code: "TooFewAreLeft", lineId: 1, asked: 2, possible: 1 });
  });
  it("are lines of this order, each named once, in whole units", () => {
    const handOver = { type: "HandOverLines", source: "ful_2", lines: of(1, 1), at } as const;
    given(working)
      .when({ ...handOver, lines: [] })
      .isRejected({ code: "NoLinesAreNamed" });
    given(working)
      .when({ ...handOver, lines: of(3, 1) })
      .isRejected({ code: "LineIsUnknown", lineId: 3 });
    given(working)
      .when({ ...handOver, lines: [...of(1, 1), ...of(1, 1)] })
      .isRejected({ code: "LineIsRepeated", lineId: 1 });
    for (const quantity of [0, -1, 0.5, Number.NaN]) {
      given(working)
        .when({ ...handOver, lines: of(1, quantity) })
        .isRejected({ code: "QuantityIsOutOfRange", lineId: 1 });
    }
  });
  it("are counted although the order is on hold", () => {
    given(working, putOnHold)
      .when({ type: "HandOverLines", source: "ful_1", lines: of(1, 1), at })
      .records({ type: "LinesHandedOver", source: "ful_1", lines: of(1, 1), at });
  });
});

describe("lines delivered", () => {
  it("are never more than were handed over", () => {
    const deliver = { type: "DeliverLines", source: "dlv_1", lines: of(2, 1), at } as const;
    given(working, handedOver)
      .when(deliver)
      .records({ type: "LinesDelivered", source: "dlv_1", lines: of(2, 1), at });
    given(working).when(deliver).isRejected({ code: "TooFewAreOnTheWay", lineId: 2, asked: 1, possible: 0 });
    given(working, handedOver)
      .when({ ...deliver, lines: of(2, 2) })
      .isRejected({ code: "TooFewAreOnTheWay", lineId: 2, asked: 2, possible: 1 });
  });
});

describe("lines returned", () => {
  const giveBack = { type: "ReturnLines", source: "ret_1", lines: of(1, 1), credit: pounds(250), at } as const;

  it("are never more than were delivered and not returned", () => {
    const returned = { type: "LinesReturned", source: "ret_0", lines: of(1, 1), credit: pounds(250), at } as const;
    given(working, handedOver, delivered)
      .when(giveBack)
      .records({ ...returned, source: "ret_1" });
    given(working, handedOver, delivered)
      .when({ ...giveBack, lines: of(1, 2) })
      .isRejected({ code: "TooFewAreDelivered", lineId: 1, asked: 2, possible: 1 });
    given(working, handedOver).when(giveBack).isRejected({ code: "NothingIsWithCustomer" });
    given(working, handedOver, delivered, returned).when(giveBack).isRejected({ code: "NothingIsWithCustomer" });
  });
  it("are counted after the end, also of an order from elsewhere", () => {
    given(histories.Completed)
      .when(giveBack)
      .leadsTo((order) => expect(order).toMatchObject({ status: "Completed", credited: 250, lines: [{ returned: 1 }, { returned: 0 }] }));
    given(imported)
      .when(giveBack)
      .leadsTo((order) => expect(order).toMatchObject({ status: "Completed", credited: 250 }));
  });
  it("are credited with no more than is due", () => {
    for (const credit of [-1, grand + 1]) {
      given(histories.Completed)
        .when({ ...giveBack, credit: { ...giveBack.credit, amount: credit } })
        .isRejected({ code: "CreditIsOutOfRange", due: grand, credit });
    }
    given(histories.Completed)
      .when({ ...giveBack, credit: { amount: 1, currency: EUR } })
      .isRejected({ code: "CurrencyDiffers" });
  });
});

describe("lines cancelled", () => {
  const cancel = { type: "CancelLines", source: "ful_1", reason: "ShortPicked", lines: of(2, 1), at } as const;

  it("say what the order costs from now on", () => {
    given(working)
      .when(cancel)
      .records({ type: "LinesCancelled", source: "ful_1", reason: "ShortPicked", lines: of(2, 1), due: pounds(grand - 990), at });
    given(working)
      .when({ ...cancel, lines: allLines })
      .records({ type: "LinesCancelled", source: "ful_1", reason: "ShortPicked", lines: allLines, due: pounds(0), at });
  });
  it("are in nobody's hands", () => {
    given(working, handedOver)
      .when({ ...cancel, lines: of(2, 2) })
      .isRejected({ code: "TooFewAreLeft", lineId: 2, asked: 2, possible: 1 });
  });
  it("were in somebody's hands when they are lost, or brought back undelivered", () => {
    for (const reason of ["Lost", "Undelivered"] as const) {
      given(working, handedOver)
        .when({ ...cancel, reason })
        .leadsTo((order) => expect(order).toMatchObject({ lines: [{}, { handedOver: 0, cancelled: 1 }] }));
      given(working)
        .when({ ...cancel, reason })
        .isRejected({ code: "TooFewAreOnTheWay", lineId: 2, asked: 1, possible: 0 });
    }
  });
  it("wait for a saga's lock when a customer wishes it, and do not when it is a fact", () => {
    for (const lock of [amendmentStarted, cancellationStarted]) {
      const code = lock === amendmentStarted ? "OrderIsAmending" : "OrderIsCancelling";
      given(working, lock)
        .when({ ...cancel, reason: "Customer" })
        .isRejected({ code });
      given(working, lock)
        .when(cancel)
        .leadsTo((order) => expect(order).toMatchObject({ lines: [{}, { cancelled: 1 }] }));
    }
    given(working, allHandedOver)
      .when({ ...cancel, reason: "Customer" })
      .isRejected({ code: "NothingIsLeft" });
    given(working)
      .when({ ...cancel, reason: "Customer" })
      .leadsTo((order) => expect(order.status).toBe("InFulfilment"));
  });
  it("never lose a penny, cancelled one by one", () => {
    const odd = { ...placed.quote.lines[0]!, lineId: 1, quantity: 3, total: 1_000 };
    const line = { ...placed, quote: { ...placed.quote, lines: [odd] } };
    const past = [line, reserved, confirmed];
    const dues = [1, 2, 3].map((units) => {
      const decision = orderDecider.decide(
        { ...cancel, source: "x", lines: of(1, units) },
        past.reduce(orderDecider.evolve, orderDecider.initial),
      );
      return decision.kind === "accepted" && decision.events[0].type === "LinesCancelled" ? decision.events[0].due.amount - 395 : null;
    });
    expect(dues).toEqual([667, 333, -395]);
  });
});

describe("the same source", () => {
  it("may tell of different things, each of which counts once", () => {
    given(working, handedOver)
      .when({ type: "DeliverLines", source: "ful_1", lines: of(1, 1), at })
      .records({ type: "LinesDelivered", source: "ful_1", lines: of(1, 1), at });
    given(working, handedOver)
      .when({ type: "HandOverLines", source: "ful_1", lines: of(2, 1), at })
      .recordsNothing();
  });
  it("is answered as done although the order has ended since", () => {
    given(histories.Completed).when({ type: "DeliverLines", source: "dlv_all", lines: allLines, at }).recordsNothing();
    given(histories.Completed)
      .when({ type: "DeliverLines", source: "dlv_2", lines: of(1, 1), at })
      .isRejected({ code: "OrderIsCompleted" });
  });
});

describe("facts about an order that was never confirmed", () => {
  it("are refused, also while it is being cancelled", () => {
    const handOver = { type: "HandOverLines", source: "ful_1", lines: of(1, 1), at } as const;
    given(placed, cancellationStarted).when(handOver).isRejected({ code: "OrderIsCancelling" });
    given(placed, cancellationStarted).when({ type: "StartFulfilment", promise: null, at }).isRejected({ code: "OrderIsCancelling" });
    given(placed).when(handOver).isRejected({ code: "OrderIsPlaced" });
  });
});
