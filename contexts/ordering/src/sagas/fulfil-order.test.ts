import { orderAmended, orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { describe, expect, it } from "vitest";
import {
  about,
  accepted,
  bankTimeIsUp,
  committing,
  declined,
  message,
  paid,
  putOnHold,
  refused,
  reserved,
  resumed,
  walking,
  wanted,
} from "../testing/fulfil-order-walk.ts";
import { grand, minute, orderId, placed, pounds, quote, smaller } from "../testing/order-samples.ts";

describe("fulfil-order", () => {
  it("holds stock, has money set aside, commits what is held, and only then confirms", () => {
    const walk = walking();
    expect(walk.asked().map(({ ask, id }) => [ask, id])).toEqual([["reserve", orderId]]);
    expect(walk.asked()[0]?.command).toMatchObject({ attempt: 1, allowPartial: false, expiresAt: minute(19) });
    walk.answer("reserve", accepted, minute(1));
    expect(walk.asked().map(({ ask, context }) => [ask, context])).toEqual([
      ["held", "ordering"],
      ["authorise", "billing"],
    ]);
    walk.answer("held", accepted);
    walk.answer("authorise", accepted);
    expect(walk.names()).toEqual([]);
    walk.hear(paid());
    expect(walk.names()).toEqual(["commit"]);
    walk.answer("commit", accepted, minute(1));
    expect(walk.asked().map(({ command }) => command)).toEqual([
      { type: "ConfirmOrder", customerId: null, authorised: pounds(grand), reservationsCommitted: true, at: minute(1) },
    ]);
    expect(walk.isOver()).toBe(false);
    walk.answer("confirm", accepted);
    expect([walk.isOver(), walk.timers()]).toEqual([true, []]);
  });

  it("waits as long as the merchant said when the order was placed, and has stock held for longer", () => {
    const policies = { awaitingCustomerMinutes: 90, reservedMinutes: 5, paymentAttempts: 1 };
    const walk = reserved({ policies });
    expect([walk.dueAt("deadline"), walk.status()]).toEqual([minute(6), "Paying"]);
    expect(walking({ policies }).asked()[0]?.command).toMatchObject({ expiresAt: minute(9) });
    const choosing = walking({ policies, allowPartial: true });
    expect(choosing.asked()[0]?.command).toMatchObject({ expiresAt: minute(94) });
    const [first] = quote.lines;
    choosing.answer("reserve", refused("PartlyReserved", { lines: [{ sku: first!.sku, requested: first!.quantity, held: 0 }] }), minute(1));
    expect([choosing.dueAt("deadline"), choosing.status()]).toEqual([minute(91), "Choosing"]);
    // What was said before merchants could say it.
    expect(reserved({ policies: undefined }).dueAt("deadline")).toBe(minute(16));
  });

  it("begins once, and waits for every payment of several", () => {
    const payments = [
      { method: "pm_ok", amount: 1_000 },
      { method: "recorded", amount: grand - 1_000 },
    ];
    const walk = reserved({ payments });
    walk.hear(wanted());
    expect(walk.names()).toEqual(["held", "authorise", "authorise"]);
    walk.hear(paid(1_000));
    expect(walk.names()).not.toContain("commit");
    walk.hear(paid(1_000));
    expect(walk.names()).not.toContain("commit");
    walk.hear(paid(grand - 1_000, 2));
    expect(walk.names()).toContain("commit");
  });

  it("needs no payment for what costs nothing", () => {
    const free = { ...quote, totals: { ...quote.totals, grand: 0 } };
    expect(reserved({ quote: free, payments: [] }).names()).toEqual(["held", "commit"]);
  });

  it("rejects what is not there, with the lines that are short, and takes nothing", () => {
    const walk = walking();
    const [line] = quote.lines;
    walk.answer("reserve", refused("OutOfStock", { lines: [{ sku: line!.sku, requested: line!.quantity, available: 1 }] }), minute(1));
    expect(walk.asked()[0]?.command).toEqual({
      ...{ type: "RejectOrder", reason: "OutOfStock", at: minute(1) },
      short: [{ lineId: line!.lineId, sku: line!.sku, requested: line!.quantity, available: 1 }],
    });
    for (const ask of ["reject", "release", "abandon"] as const) walk.answer(ask, accepted);
    expect(walk.isOver()).toBe(true);
  });

  it("lets the customer choose when a part is there, and asks for stock again", () => {
    const walk = walking({ allowPartial: true });
    const [first] = quote.lines;
    walk.answer("reserve", refused("PartlyReserved", { lines: [{ sku: first!.sku, requested: first!.quantity, held: 0 }] }), minute(1));
    expect([walk.names(), walk.status(), walk.dueAt("deadline")]).toEqual([["choice"], "Choosing", minute(31)]);
    walk.answer("choice", accepted);
    walk.hear(message(orderAmended, { ...about, quote: smaller, amendedAt: minute(5) }));
    expect(walk.asked()[0]?.command).toMatchObject({ type: "ReserveLines", attempt: 2 });
    expect(walk.dueAt("deadline")).toBe(minute(7));
    walk.answer("reserve", accepted);
    expect(walk.asked().find(({ ask }) => ask === "authorise")?.command).toMatchObject({ amount: pounds(smaller.totals.grand) });
  });

  it("gives stock and money back when a payment is declined", () => {
    const walk = reserved();
    walk.hear(declined);
    expect(walk.names()).toEqual(["held", "authorise", "reject", "release", "abandon"]);
    expect(walk.asked()[2]?.command).toMatchObject({ type: "RejectOrder", reason: "PaymentDeclined" });
    walk.answer("reject", accepted);
    walk.answer("release", accepted);
    walk.answer("held", accepted);
    walk.answer("authorise", accepted);
    expect(walk.isOver()).toBe(false);
    walk.answer("abandon", accepted);
    expect(walk.isOver()).toBe(true);
  });

  it("expires when the customer lets the bank's time pass, though the bank is heard before our own clock", () => {
    const walk = reserved();
    walk.hear(bankTimeIsUp);
    expect(walk.names()).toEqual(["held", "authorise", "expire"]);
    expect(walk.asked()[2]?.command).toMatchObject({ type: "ExpireOrder" });
    walk.answer("expire", accepted);
    expect(walk.names()).toEqual(["held", "authorise", "release", "abandon"]);
  });

  it("gives the money back when what was held is gone", () => {
    const walk = committing();
    walk.answer("commit", refused("ReservationHasExpired", { lines: [] }));
    expect(walk.names()).toEqual(["reject", "release", "abandon"]);
    expect(walk.asked()[0]?.command).toMatchObject({ reason: "ReservationExpired" });
  });

  it("leaves an order that is being cancelled to cancel-order, whatever comes later", () => {
    for (const walk of [walking(), reserved(), committing()]) {
      const before = walk.names();
      walk.hear(message(orderCancellationStarted, { ...about, attempt: 1, payments: 1, startedAt: minute(1) }));
      expect([walk.isOver(), walk.timers()]).toEqual([true, []]);
      for (const ask of before) walk.answer(ask, accepted);
      walk.hear(paid());
      expect(walk.names()).toEqual([]);
    }
  });

  it("takes back what it did when the order has ended, or its person was erased, before it could be confirmed", () => {
    const [ended, erased] = [committing(), committing()];
    for (const walk of [ended, erased]) walk.answer("commit", accepted);
    ended.answer("confirm", refused("OrderIsExpired"));
    expect(ended.names()).toEqual(["release", "abandon"]);
    erased.answer("confirm", refused("PersonIsErased"));
    expect(erased.asked()[0]).toMatchObject({ ask: "reject", command: { type: "RejectOrder", reason: "PersonErased" } });
  });

  it("asks for no confirmation of a held order until it is resumed", () => {
    const walk = committing();
    walk.hear(putOnHold);
    walk.answer("commit", accepted);
    walk.answer("noteAuthorised", accepted);
    expect([walk.names(), walk.status()]).toEqual([[], "Confirming"]);
    walk.fire("deadline", minute(16));
    expect(walk.names()).toEqual([]);
    walk.hear(resumed);
    expect(walk.names()).toEqual(["confirm"]);
  });

  it("asks again when the news of a hold come later than its refusal", () => {
    const walk = committing();
    walk.answer("commit", accepted);
    walk.answer("confirm", refused("OrderIsOnHold", { reasons: ["fraud check"] }));
    expect(walk.timers()).toContain("confirmAgain");
    walk.hear(putOnHold);
    walk.answer("noteAuthorised", accepted);
    walk.fire("confirmAgain", minute(2));
    expect(walk.names()).toEqual([]);
    walk.hear(resumed);
    expect(walk.names()).toEqual(["confirm"]);
  });

  it.each([
    { status: "Reserving", begin: walking, due: minute(2), since: placed.at },
    { status: "Paying", begin: reserved, due: minute(16), since: minute(1) },
  ])("has the order expire when its time is up: $status", ({ status, begin, due, since }) => {
    const walk = begin();
    expect([walk.status(), walk.dueAt("deadline")]).toEqual([status, due]);
    walk.fire("deadline", due);
    expect(walk.asked().at(-1)?.command).toEqual({ type: "ExpireOrder", since, at: due });
    expect(walk.timers()).toEqual(["deadline"]);
    walk.answer("expire", accepted);
    expect(walk.names()).toEqual(expect.arrayContaining(["release", "abandon"]));
  });

  it("goes on when the order was confirmed before it could expire", () => {
    const walk = committing();
    walk.answer("commit", accepted);
    walk.fire("deadline", minute(16));
    expect(walk.names()).toEqual(["confirm", "expire"]);
    walk.answer("confirm", accepted);
    walk.answer("expire", refused("OrderIsConfirmed"));
    expect(walk.isOver()).toBe(true);
  });

  it("never forgets what it has yet to take back", () => {
    const walk = reserved();
    walk.hear(declined);
    walk.fire("deadline", minute(20));
    expect([walk.timers(), walk.isOver()]).toEqual([["deadline"], false]);
  });
});
