import { parseUnitPrice } from "@waybill/contracts/vocabulary";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import { EUR, grand, histories, imported, importIt, place, placed, quote, quoted, teaLine, terms } from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";

const { given } = scenariosOf(orderDecider);

describe("placing an order", () => {
  it("keeps what was asked for, priced by us", () => {
    given().when(place).records(placed);
  });
  it("is done once: who meets the order asks again for this very one", () => {
    given(placed).when(place).recordsNothing();
    given(histories.Cancelled).when(place).recordsNothing();
  });
  it("is refused when the totals were made up", () => {
    const claimed = { ...quote, totals: { ...quote.totals, grand: 1 } };
    given()
      .when({ ...place, quote: claimed, payments: [{ method: "pm_ok", amount: 1 }] })
      .isRejected({ code: "QuoteDoesNotAddUp" });
  });
  it("is refused without lines, with too many, or in two currencies", () => {
    given()
      .when({ ...place, quote: { ...quote, lines: [] } })
      .isRejected({ code: "OrderHasNoLines" });
    const many = Array.from({ length: 1_001 }, (_, index) => ({ ...quote.lines[0]!, lineId: index + 1 }));
    given()
      .when({ ...place, quote: { ...quote, lines: many } })
      .isRejected({ code: "OrderHasTooManyLines", lines: 1_001, limit: 1_000 });
    given()
      .when({ ...place, quote: { ...quote, currency: EUR } })
      .isRejected({ code: "CurrencyDiffers", lineId: 1 });
  });
  it("is refused to a blocked customer", () => {
    given()
      .when({ ...place, customerIsBlocked: true })
      .isRejected({ code: "CustomerIsBlocked" });
  });
  it("takes payments that add up, or none yet", () => {
    const parts = [
      { method: "pm_ok", amount: 3_000 },
      { method: "gift", amount: 125 },
    ];
    given()
      .when({ ...place, payments: parts })
      .records({ ...placed, payments: parts });
    given()
      .when({ ...place, payments: [] })
      .records({ ...placed, payments: [] });
    for (const amounts of [[grand - 1], [grand + 1], [grand + 1, -1], [grand / 2, grand / 2], [Number.NaN]]) {
      const payments = amounts.map((amount) => ({ method: "pm_ok", amount }));
      const together = amounts.reduce((sum, amount) => sum + amount, 0);
      given()
        .when({ ...place, payments })
        .isRejected({ code: "PaymentsDoNotAddUp", due: grand, given: together });
    }
    const pennies = Array.from({ length: 11 }, () => ({ method: "pm_ok", amount: 1 }));
    given()
      .when({ ...place, payments: pennies })
      .isRejected({ code: "OrderHasTooManyPayments" });
  });
  it("never keeps a card number, however it is dressed up", () => {
    for (const method of ["4111111111111111", "card_4111111111111111", "pm-4111-1111-1111-1111", "", "pm ok", "x".repeat(101)]) {
      given()
        .when({ ...place, payments: [{ method, amount: grand }] })
        .isRejected({ code: "PaymentIsNoReference" });
    }
  });
  it("keeps nothing of a payment but its method and amount", () => {
    const payment = { method: "pm_ok", amount: grand, cardNumber: "4111111111111111" };
    given()
      .when({ ...place, payments: [payment] })
      .records(placed);
  });
});

describe("importing an order", () => {
  it("keeps it as history, whole and over", () => {
    given().when(importIt).records(imported);
    given()
      .when(importIt)
      .leadsTo((order) => expect(order).toMatchObject({ status: "Completed", lines: [{ delivered: 3 }, { delivered: 2 }] }));
  });
  it("is done once", () => {
    given(imported).when(importIt).recordsNothing();
  });
  it("takes prices of 0 and of 0.001", () => {
    const line = (amount: string, lineId: number) => ({ ...teaLine, lineId, unitPrice: parseUnitPrice({ amount, currency: "GBP" })! });
    const odd = quoted({ ...terms, lines: [line("0", 1), line("0.001", 2)], delivery: { fee: 0, taxRatePpm: 0 } });
    expect(odd.totals.grand).toBe(0);
    given()
      .when({ ...importIt, quote: odd })
      .records({ ...imported, quote: odd });
  });
  it("is refused when its totals do not add up", () => {
    given()
      .when({ ...importIt, quote: { ...quote, totals: { ...quote.totals, tax: 0 } } })
      .isRejected({ code: "QuoteDoesNotAddUp" });
  });
});
