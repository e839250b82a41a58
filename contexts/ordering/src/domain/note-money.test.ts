import { moneyOf } from "@waybill/contracts/vocabulary";
import { fold } from "@waybill/kernel/decider";
import { statusesOf } from "@waybill/kernel/life";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  cancellationStarted,
  cancelled,
  completed,
  confirmed,
  EUR,
  grand,
  histories,
  imported,
  minute,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  paymentsAdded,
  paymentVoided,
  placed,
  pounds,
  reserved,
} from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";
import { orderDocument } from "./order-document.ts";
import type { OrderEvent, OrderPlaced } from "./order-events.ts";
import { orderLife } from "./order-life.ts";
import { evolveRecord, type OrderRecord } from "./order-record.ts";

const { given } = scenariosOf(orderDecider);
const at = minute(9);
const promised = [placed, reserved, confirmed] as const;
const capture = (amount: number, number = 1) => ({ type: "NotePaymentCaptured", number, captured: pounds(amount), at }) as const;
const refund = (amount: number, number = 1) => ({ type: "NotePaymentRefunded", number, refunded: pounds(amount), at }) as const;
const letGo = (amount: number, number = 1) => ({ type: "NotePaymentVoided", number, voided: pounds(amount), at }) as const;
const taken = (amount: number, number = 1) => ({ ...paymentCaptured, number, captured: pounds(amount) });
const givenBack = (amount: number, number = 1) => ({ ...paymentRefunded, number, refunded: pounds(amount) });
const voided = (amount: number, number = 1) => ({ ...paymentVoided, number, voided: pounds(amount) });

describe("what has moved of a payment", () => {
  it("is noted with its sum", () => {
    given(...promised)
      .when(capture(2_000))
      .records({ type: "OrderPaymentCaptured", number: 1, captured: pounds(2_000), sums: null, at });
    given(...promised, taken(2_000))
      .when(refund(500))
      .records({ type: "OrderPaymentRefunded", number: 1, refunded: pounds(500), sums: null, at });
    given(...promised)
      .when(letGo(grand))
      .records({ type: "OrderPaymentVoided", number: 1, voided: pounds(grand), sums: null, at });
  });

  it("only grows: what is told again, or late, records nothing", () => {
    for (const late of [2_000, 1_999, 0]) {
      given(...promised, taken(2_000))
        .when(capture(late))
        .recordsNothing();
      given(...promised, givenBack(2_000))
        .when(refund(late))
        .recordsNothing();
      given(...promised, voided(2_000))
        .when(letGo(late))
        .recordsNothing();
    }
    given(...promised, taken(2_000))
      .when(capture(2_001))
      .records({ type: "OrderPaymentCaptured", number: 1, captured: pounds(2_001), sums: null, at });
  });

  it("is noted of each payment by itself, and in any order", () => {
    given(placed, reserved, paymentDeclined, paymentsAdded, confirmed, taken(2_000, 2))
      .when(capture(1_000, 1))
      .records({ type: "OrderPaymentCaptured", number: 1, captured: pounds(1_000), sums: null, at });
    given(...promised)
      .when(refund(500))
      .records({ type: "OrderPaymentRefunded", number: 1, refunded: pounds(500), sums: null, at });
  });

  it("moves the order nowhere, whatever has become of it, and leaves its clock alone", () => {
    for (const status of statusesOf(orderLife).filter((one) => one !== "NotPlaced")) {
      const before = fold(orderDecider, histories[status]);
      for (const command of [capture(1), refund(1), letGo(1)]) {
        given(...histories[status])
          .when(command)
          .leadsTo((order) => expect({ ...order, payments: [] }).toEqual({ ...before, payments: [] }));
      }
    }
  });

  it("is refused of a payment that the order never had, and in another currency", () => {
    given(...promised)
      .when(capture(1, 2))
      .isRejected({ code: "PaymentIsUnknown" });
    given(imported).when(refund(1)).isRejected({ code: "PaymentIsUnknown" });
    given(...promised)
      .when({ ...capture(1), captured: moneyOf(1, EUR) })
      .isRejected({ code: "CurrencyDiffers" });
    given().when(letGo(1)).isRejected({ code: "OrderIsNotPlaced" });
  });
});

describe("the payment that an order shows", () => {
  const recordOf = (events: readonly OrderEvent[]) =>
    events.reduce<OrderRecord | null>((record, event) => evolveRecord(record, event), null)!;
  const shown = (...events: readonly OrderEvent[]) => {
    const { status, due, authorised, captured, refunded } = orderDocument(recordOf(events)).payment;
    return [status, due.amount, authorised.amount, captured.amount, refunded.amount];
  };
  const inParts: OrderPlaced = {
    ...placed,
    payments: [
      { method: "pm_ok", amount: 1_000 },
      { method: "pm_ok", amount: grand - 1_000 },
    ],
  };
  const firstAuthorised = { type: "OrderPaymentAuthorised", number: 1, amount: pounds(1_000), at: minute(2) } as const;
  const cancelling = [...promised, cancellationStarted] as const;

  it("tells what was taken and given back, step by step", () => {
    expect(shown(...promised)).toEqual(["Authorised", grand, grand, 0, 0]);
    expect(shown(...promised, taken(2_000))).toEqual(["PartiallyCaptured", grand, grand, 2_000, 0]);
    expect(shown(...promised, taken(2_000), taken(grand))).toEqual(["Captured", grand, grand, grand, 0]);
    expect(shown(...promised, taken(grand), givenBack(500))).toEqual(["PartiallyRefunded", grand, grand, grand, 500]);
    expect(shown(...promised, taken(grand), givenBack(grand))).toEqual(["Refunded", grand, grand, grand, grand]);
  });

  it("is captured when all that is still due was taken", () => {
    const lines = [{ lineId: 2, quantity: 1 }];
    const lessCups = { type: "LinesCancelled", source: "x", reason: "Customer", lines, due: pounds(grand - 990), at } as const;
    expect(shown(...promised, lessCups, taken(grand - 990))).toEqual(["Captured", grand - 990, grand, grand - 990, 0]);
  });

  it("tells it while the order is being cancelled, and when it was", () => {
    expect(shown(...cancelling, taken(grand))).toEqual(["Captured", grand, grand, grand, 0]);
    expect(shown(...cancelling, taken(grand), cancelled)).toEqual(["Captured", 0, grand, grand, 0]);
    expect(shown(...cancelling, taken(grand), cancelled, givenBack(500))).toEqual(["PartiallyRefunded", 0, grand, grand, 500]);
    expect(shown(...cancelling, taken(grand), cancelled, givenBack(grand))).toEqual(["Refunded", 0, grand, grand, grand]);
    expect(shown(...cancelling, cancelled, voided(grand))).toEqual(["Released", 0, grand, 0, 0]);
  });

  it("is authorised when all of it is set aside, though somebody keeps the order back", () => {
    const second = { ...firstAuthorised, number: 2, amount: pounds(grand - 1_000) } as const;
    expect(shown(inParts, reserved, firstAuthorised)).toEqual(["Awaited", grand, 1_000, 0, 0]);
    expect(shown(inParts, reserved, firstAuthorised, second)).toEqual(["Authorised", grand, grand, 0, 0]);
    expect(shown(inParts, reserved, firstAuthorised, second, confirmed, taken(grand - 1_000, 2))).toEqual([
      "PartiallyCaptured",
      grand,
      grand,
      grand - 1_000,
      0,
    ]);
    expect(shown(inParts, reserved, firstAuthorised, second, voided(1_000))).toEqual(["Awaited", grand, grand, 0, 0]);
  });

  it("was released when it was let go of while the order goes on", () => {
    expect(shown(...promised, voided(grand))).toEqual(["Released", grand, grand, 0, 0]);
    expect(shown(inParts, reserved, firstAuthorised, confirmed, voided(1_000))).toEqual(["Authorised", grand, grand, 0, 0]);
  });

  it("is settled when the order is completed and its money is balanced, and says what is more or less than that", () => {
    const whole = histories.Completed.slice(0, -1);
    expect(shown(...whole, taken(grand), completed)).toEqual(["Settled", grand, grand, grand, 0]);
    expect(shown(...whole, taken(grand), completed, givenBack(500))).toEqual(["PartiallyRefunded", grand, grand, grand, 500]);
    const credit = { type: "LinesReturned", source: "ret_1", lines: [{ lineId: 2, quantity: 1 }], credit: pounds(500), at } as const;
    expect(shown(...whole, taken(grand), completed, credit)).toEqual(["Captured", grand - 500, grand, grand, 0]);
    expect(shown(...whole, taken(grand), completed, credit, givenBack(500))).toEqual(["Settled", grand - 500, grand, grand, 500]);
  });

  it("is of all payments together", () => {
    const parts = [inParts, reserved, firstAuthorised, confirmed];
    expect(shown(...parts, taken(1_000, 1), taken(700, 2), givenBack(300, 1))).toEqual(["PartiallyRefunded", grand, grand, 1_700, 300]);
    // The second one is of what the first is not, whatever of it is told.
    expect(shown(...parts, taken(grand - 1_000, 2), voided(1_000, 1))).toEqual(["PartiallyCaptured", grand, grand, grand - 1_000, 0]);
  });

  it("knows what was set aside of what was let go or taken, though nobody had time to say so", () => {
    expect(shown(...histories.Expired, voided(grand))).toEqual(["Released", 0, grand, 0, 0]);
    expect(shown(...histories.Rejected, voided(125), taken(3_000), givenBack(3_000))).toEqual(["Refunded", 0, grand, 3_000, 3_000]);
    // A card that was declined, and whose bank thought otherwise later.
    const late = [placed, reserved, paymentDeclined, paymentsAdded, confirmed, voided(grand, 1), taken(grand, 2)];
    expect(shown(...late)).toEqual(["Captured", grand, 2 * grand, grand, 0]);
    // Somebody at the office gave one up before the order was paid otherwise, and confirmed for that.
    const sums = { version: 9, authorised: grand, captured: 0, voided: grand, refunded: 0 };
    const givenUp = [placed, reserved, paymentDeclined, { ...voided(grand), sums }, paymentsAdded, confirmed];
    expect(shown(...givenUp)).toEqual(["Authorised", grand, 2 * grand, 0, 0]);
  });
});
