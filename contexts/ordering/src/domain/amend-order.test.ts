import { parseUnitPrice } from "@waybill/contracts/vocabulary";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  amended,
  amendmentStarted,
  cancellationStarted,
  confirmed,
  cupLine,
  delivered,
  EUR,
  handedOver,
  minute,
  placed,
  pounds,
  quote,
  quoted,
  reserved,
  smaller,
  started,
  teaLine,
  terms,
} from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";

const { given } = scenariosOf(orderDecider);
const at = minute(9);
const working = [placed, reserved, confirmed, started];
const cancelTea = {
  type: "LinesCancelled",
  source: "x",
  reason: "ShortPicked",
  lines: [{ lineId: 1, quantity: 3 }],
  due: pounds(0),
  at,
} as const;

describe("amending an order", () => {
  it("locks it, then changes it, and leaves it where it was", () => {
    given(working)
      .when({ type: "StartAmendment", proposed: smaller, at: minute(4) })
      .records(amendmentStarted);
    given(working, amendmentStarted)
      .when({ type: "AmendOrder", attempt: 1, at: minute(5) })
      .records(amended);
    given(working, amendmentStarted)
      .when({ type: "AmendOrder", attempt: 1, at })
      .leadsTo((order) => expect(order).toMatchObject({ status: "InFulfilment", since: started.at, lines: [{}, { quantity: 1 }] }));
  });
  it("is given up, and leaves it where it was", () => {
    given(placed, reserved, confirmed, amendmentStarted)
      .when({ type: "AbandonAmendment", attempt: 1, reason: "DeadlinePassed", at })
      .leadsTo((order) => expect(order).toMatchObject({ status: "Confirmed", since: confirmed.at, lines: [{}, { quantity: 2 }] }));
  });
  it("takes one at a time: another wish is refused, not taken for done", () => {
    given(working, amendmentStarted).when({ type: "StartAmendment", proposed: smaller, at }).isRejected({ code: "OrderIsAmending" });
  });
  it("refuses to shrink a line below what is gone, or to drop it", () => {
    const amend = (proposed: typeof quote) => given(working, handedOver).when({ type: "StartAmendment", proposed, at });
    amend(quoted({ ...terms, lines: [{ ...teaLine, quantity: 1 }, cupLine] })).isRejected({ code: "PartOfLineIsGone", lineId: 1 });
    amend(quoted({ ...terms, lines: [teaLine] })).isRejected({ code: "PartOfLineIsGone", lineId: 2 });
    amend(quoted({ ...terms, lines: [{ ...teaLine, quantity: 2 }, cupLine] })).leadsTo((order) => expect(order.status).toBe("Amending"));
    given(working, cancelTea)
      .when({ type: "StartAmendment", proposed: quoted({ ...terms, lines: [{ ...teaLine, quantity: 2 }, cupLine] }), at })
      .isRejected({ code: "PartOfLineIsGone", lineId: 1 });
  });
  it("refuses another article on the same line, another currency, and made-up totals", () => {
    const start = (proposed: typeof quote) => given(working).when({ type: "StartAmendment", proposed, at });
    start(quoted({ ...terms, lines: [{ ...teaLine, sku: cupLine.sku }, cupLine] })).isRejected({ code: "LineIsAnotherArticle", lineId: 1 });
    const euros = { ...teaLine, unitPrice: parseUnitPrice({ amount: 250, currency: "EUR" })! };
    start(quoted({ ...terms, currency: EUR, lines: [euros] })).isRejected({ code: "CurrencyDiffers" });
    start({ ...smaller, totals: quote.totals }).isRejected({ code: "QuoteDoesNotAddUp" });
  });
  it("looks again at the end: what was handed over meanwhile wins", () => {
    const twoCups = { type: "LinesHandedOver", source: "ful_2", lines: [{ lineId: 2, quantity: 2 }], at } as const;
    given(working, amendmentStarted, twoCups)
      .when({ type: "AmendOrder", attempt: 1, at })
      .isRejected({ code: "PartOfLineIsGone", lineId: 2 });
  });
  it("keeps what happened to the lines that stay, and what was cancelled of them", () => {
    const more = quoted({ ...terms, lines: [{ ...teaLine, quantity: 5 }, cupLine, { ...cupLine, lineId: 3 }] });
    given(working, handedOver, delivered)
      .when({ type: "StartAmendment", proposed: more, at })
      .leadsTo((locked) => {
        const order = orderDecider.evolve(locked, { type: "OrderAmended", quote: more, at });
        expect(order).toMatchObject({
          status: "InFulfilment",
          lines: [
            { lineId: 1, quantity: 5, handedOver: 2, delivered: 1 },
            { lineId: 2, handedOver: 1, delivered: 0 },
            { lineId: 3, handedOver: 0 },
          ],
        });
      });
  });
});

describe("a saga that lost its lock", () => {
  const over = [...working, amendmentStarted, { type: "AmendmentAbandoned", attempt: 1, reason: "DeadlinePassed", at } as const];
  const second = { ...amendmentStarted, attempt: 2, at };

  it("comes too late to amend or to cancel", () => {
    given(over).when({ type: "AmendOrder", attempt: 1, at }).isRejected({ code: "OrderIsInFulfilment" });
    given(over, second).when({ type: "AmendOrder", attempt: 1, at }).isRejected({ code: "AttemptIsOver", attempt: 1 });
    given(over, second)
      .when({ type: "AbandonAmendment", attempt: 1, reason: "late", at })
      .isRejected({ code: "AttemptIsOver", attempt: 1 });
    const secondCancellation = { ...cancellationStarted, attempt: 2 };
    for (const late of [
      { type: "CancelOrder", attempt: 1, reason: "late", at },
      { type: "RefuseCancellation", attempt: 1, code: "late", at },
    ] as const) {
      given(over, secondCancellation).when(late).isRejected({ code: "AttemptIsOver", attempt: 1 });
    }
  });
  it("finds nothing to give up", () => {
    given(over).when({ type: "AbandonAmendment", attempt: 1, reason: "late", at }).recordsNothing();
    given(working).when({ type: "AbandonAmendment", attempt: 1, reason: "never begun", at }).isRejected({ code: "OrderIsInFulfilment" });
  });
});
