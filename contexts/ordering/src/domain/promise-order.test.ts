import { parseUnitPrice } from "@waybill/contracts/vocabulary";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  choiceRequested,
  confirmed,
  cupLine,
  EUR,
  grand,
  minute,
  placed,
  pounds,
  putOnHold,
  quote,
  quoted,
  reserved,
  short,
  smaller,
  teaLine,
  terms,
} from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";

const { given } = scenariosOf(orderDecider);
const at = minute(1);
const inEuros = quoted({
  ...terms,
  currency: EUR,
  lines: [{ ...teaLine, unitPrice: parseUnitPrice({ amount: 250, currency: "EUR" })! }],
});

describe("an order that stock is looked for", () => {
  it("is reserved, and says what it has to wait for", () => {
    const backordered = [{ lineId: 2, quantity: 1 }];
    given(placed).when({ type: "ReserveOrder", backordered, at }).records({ type: "OrderReserved", backordered, at });
    given(placed)
      .when({ type: "ReserveOrder", backordered: [{ lineId: 2, quantity: 3 }], at })
      .isRejected({ code: "TooFewAreLeft", lineId: 2, asked: 3, possible: 2 });
  });
  it("asks the customer when some is short and a part is welcome", () => {
    given(placed).when({ type: "RequestCustomerChoice", short, at }).records({ type: "CustomerChoiceRequested", short, at });
    given(placed).when({ type: "RequestCustomerChoice", short: [], at }).isRejected({ code: "NoLineIsShort" });
    given({ ...placed, allowPartial: false })
      .when({ type: "RequestCustomerChoice", short, at })
      .isRejected({ code: "OrderDoesNotAllowPartial" });
  });
  it("is placed again with what the customer chose", () => {
    const choice = { type: "ChooseLines", quote: smaller, at: minute(5) } as const;
    given(placed, choiceRequested)
      .when(choice)
      .leadsTo((order) => expect(order).toMatchObject({ status: "Placed", since: minute(5), lines: [{ quantity: 3 }, { quantity: 1 }] }));
  });
  it("refuses a choice in another currency, of another article, or with made-up totals", () => {
    const choose = (chosen: typeof quote) => given(placed, choiceRequested).when({ type: "ChooseLines", quote: chosen, at });
    choose(inEuros).isRejected({ code: "CurrencyDiffers" });
    choose(quoted({ ...terms, lines: [{ ...teaLine, sku: cupLine.sku }] })).isRejected({ code: "LineIsAnotherArticle", lineId: 1 });
    choose({ ...smaller, totals: quote.totals }).isRejected({ code: "QuoteDoesNotAddUp" });
  });
  it("is rejected with the lines that were short", () => {
    given(placed)
      .when({ type: "RejectOrder", reason: "OutOfStock", short, at })
      .records({ type: "OrderRejected", reason: "OutOfStock", short, cartId: null, at });
  });
});

describe("an order whose time is up", () => {
  const expire = (since: number, at: number) => ({ type: "ExpireOrder", since: minute(since), at: minute(at) }) as const;

  it("expires, whatever the clock of the process says: the timer knows that it is due", () => {
    for (const late of [-5, 2, 1_000])
      given(placed)
        .when(expire(0, late))
        .records({ type: "OrderExpired", cartId: null, at: minute(late) });
  });
  it("has a new deadline when it is placed again: the old timer comes too late", () => {
    const chosen = { type: "OrderAmended", quote: smaller, at: minute(20) } as const;
    given(placed, choiceRequested, chosen).when(expire(0, 22)).isRejected({ code: "DeadlineHasMoved" });
    given(placed, choiceRequested, chosen).when(expire(1, 22)).isRejected({ code: "DeadlineHasMoved" });
    given(placed, choiceRequested, chosen)
      .when(expire(20, 22))
      .records({ type: "OrderExpired", cartId: null, at: minute(22) });
  });
  it("expires although it is on hold: the customer's clock runs on", () => {
    given(placed, reserved, putOnHold)
      .when(expire(1, 16))
      .records({ type: "OrderExpired", cartId: null, at: minute(16) });
  });
  it("is told by its refusal when it was promised first, and expires once", () => {
    given(placed, reserved, confirmed).when(expire(1, 16)).isRejected({ code: "OrderIsConfirmed" });
    given(placed, { type: "OrderExpired", cartId: null, at: minute(2) })
      .when(expire(0, 3))
      .recordsNothing();
  });
});

describe("confirming an order", () => {
  const confirm = { type: "ConfirmOrder", customerId: null, authorised: pounds(grand), reservationsCommitted: true, at } as const;

  it("is done when the money is authorised and the stock committed", () => {
    given(placed, reserved)
      .when({ ...confirm, at: minute(2) })
      .records(confirmed);
    given(placed, reserved)
      .when({ ...confirm, authorised: pounds(grand + 1) })
      .records({ type: "OrderConfirmed", authorised: pounds(grand + 1), cartId: null, at });
  });
  it("is refused for a penny too little, or another currency", () => {
    given(placed, reserved)
      .when({ ...confirm, authorised: pounds(grand - 1) })
      .isRejected({ code: "TooLittleIsAuthorised", due: grand, authorised: grand - 1 });
    given(placed, reserved)
      .when({ ...confirm, authorised: { amount: grand, currency: EUR } })
      .isRejected({ code: "CurrencyDiffers" });
  });
  it("is refused before the stock is committed", () => {
    given(placed, reserved)
      .when({ ...confirm, reservationsCommitted: false })
      .isRejected({ code: "ReservationsAreNotCommitted" });
  });
  it("is refused while the order is on hold", () => {
    given(placed, reserved, putOnHold)
      .when(confirm)
      .isRejected({ code: "OrderIsOnHold", reasons: ["Fraud check"] });
  });
  it("needs no money for an order that costs nothing", () => {
    const free = quoted({
      ...terms,
      lines: [{ ...teaLine, discount: 750 }],
      delivery: { fee: 0, taxRatePpm: 0 },
    });
    given({ ...placed, quote: free, payments: [] }, reserved)
      .when({ ...confirm, authorised: pounds(0) })
      .records({ type: "OrderConfirmed", authorised: pounds(0), cartId: null, at });
  });
});
