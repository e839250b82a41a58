import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, it } from "vitest";
import { at, east, expiresAt, main, tea } from "../testing/stock-samples.ts";
import { orderReservationDecider, type ReservationWorkEvent } from "./order-reservation.ts";
import type { Part, Work, WorkOutcome } from "./reservation-work.ts";

const { given } = scenariosOf(orderReservationDecider);
const articles = [{ sku: tea, quantity: 3, locations: [main, east] }];
const reserve = (attempt: number): Work => ({ kind: "Reserve", attempt, articles, allowPartial: true, expiresAt, backorderable: null });
const commit = (attempt: number): Work => ({ kind: "Commit", attempt });
const release = (attempt: number): Work => ({ kind: "Release", attempt, reason: "OrderExpired" });
const consume: Work = { kind: "Consume", source: "ful_1", lines: [{ sku: tea, quantity: 1, location: null }] };
const accepted: WorkOutcome = { kind: "accepted" };
const partly: WorkOutcome = { kind: "refused", refusal: { code: "PartlyReserved", lines: [{ sku: tea, requested: 3, held: 1 }] } };
const outOfStock: WorkOutcome = { kind: "refused", refusal: { code: "OutOfStock", lines: [{ sku: tea, requested: 3, available: 1 }] } };
const part: Part = { sku: tea, location: main, taken: 3, awaited: 0 };

const begun = (work: Work): ReservationWorkEvent => ({ type: "WorkBegun", work, at });
const concluded = (outcome: WorkOutcome, ...parts: readonly Part[]): ReservationWorkEvent => ({
  type: "WorkConcluded",
  outcome,
  parts,
  at,
});
const begin = (work: Work) => ({ type: "BeginWork", work, at }) as const;
const held = [begun(reserve(1)), concluded(accepted, part)] as const;
const committed = [...held, begun(commit(1)), concluded(accepted, part)] as const;

describe("work for an order's reservation", () => {
  it("is begun one piece at a time", () => {
    given()
      .when(begin(reserve(1)))
      .records(begun(reserve(1)));
    given(begun(reserve(1)))
      .when(begin(reserve(1)))
      .isRejected({ code: "WorkIsUnderWay" });
    given(begun(reserve(1)))
      .when(begin(release(1)))
      .isRejected({ code: "WorkIsUnderWay" });
  });
  it("is answered as it ended, for ever", () => {
    given(...held)
      .when(begin(reserve(1)))
      .isRejected({ code: "AlreadyAnswered", outcome: accepted });
    const later = [begun(release(1)), concluded(accepted)];
    given(...held, ...later)
      .when(begin(reserve(1)))
      .isRejected({ code: "AlreadyAnswered", outcome: accepted });
    given(...committed, begun(consume), concluded(accepted))
      .when(begin(consume))
      .isRejected({ code: "AlreadyAnswered", outcome: accepted });
  });
  it("is refused for an attempt that was released, or that a later one has taken over", () => {
    const released = [begun(release(2)), concluded(accepted)];
    for (const work of [reserve(1), reserve(2), commit(1), commit(2)])
      given(...released)
        .when(begin(work))
        .isRejected({ code: "AlreadyReleased" });
    given(...released)
      .when(begin(reserve(3)))
      .records(begun(reserve(3)));
    given(begun(reserve(2)), concluded(accepted, part))
      .when(begin(reserve(1)))
      .isRejected({ code: "AlreadyReleased" });
  });
  it("commits what this attempt holds wholly", () => {
    given(...held)
      .when(begin(commit(1)))
      .records(begun(commit(1)));
    given()
      .when(begin(commit(1)))
      .isRejected({ code: "NothingIsReserved" });
    given(...held)
      .when(begin(commit(2)))
      .isRejected({ code: "NothingIsReserved" });
    for (const outcome of [partly, outOfStock])
      given(begun(reserve(1)), concluded(outcome))
        .when(begin(commit(1)))
        .isRejected({ code: "NothingIsReserved" });
    given(...held, begun(commit(1)), concluded(outOfStock))
      .when(begin(reserve(2)))
      .records(begun(reserve(2)));
  });
  it("reserves nothing beside what is committed", () => {
    given(...committed)
      .when(begin(reserve(2)))
      .isRejected({ code: "ReservationIsCommitted" });
    given(...committed, begun(consume), concluded(accepted))
      .when(begin(reserve(2)))
      .isRejected({ code: "ReservationIsCommitted" });
    given(...committed, begun(release(1)), concluded(accepted))
      .when(begin(reserve(2)))
      .records(begun(reserve(2)));
  });
  it("releases at once where there is nothing to give back, or not for this attempt", () => {
    given()
      .when(begin(release(1)))
      .records(begun(release(1)), concluded(accepted));
    given(begun(reserve(2)), concluded(accepted, part))
      .when(begin(release(1)))
      .records(begun(release(1)), concluded(accepted, part));
    given(...held)
      .when(begin(release(1)))
      .records(begun(release(1)));
    given(...held)
      .when(begin(release(2)))
      .records(begun(release(2)));
    given(begun(reserve(2)), concluded(accepted, part), begun(release(1)), concluded(accepted, part))
      .when(begin(commit(2)))
      .records(begun(commit(2)));
  });
});

describe("the end of a piece of work", () => {
  const conclude = { type: "ConcludeWork", number: 1, backorderable: null, outcome: accepted, parts: [part], at } as const;
  const allowed: ReservationWorkEvent = { type: "BackordersAllowed", skus: [tea], at };

  it("is recorded once", () => {
    given(begun(reserve(1)))
      .when(conclude)
      .records(concluded(accepted, part));
    given(...held)
      .when(conclude)
      .recordsNothing();
    given(begun(reserve(1)))
      .when({ ...conclude, number: 2 })
      .recordsNothing();
    given(...held, begun(commit(1)))
      .when(conclude)
      .recordsNothing();
  });
  it("counts only with what is known of backorders by then", () => {
    given(begun(reserve(1)), allowed)
      .when(conclude)
      .recordsNothing();
    given(begun(reserve(1)), allowed)
      .when({ ...conclude, backorderable: [] })
      .recordsNothing();
    given(begun(reserve(1)), allowed)
      .when({ ...conclude, backorderable: [tea] })
      .records(concluded(accepted, part));
    given(begun(reserve(1)))
      .when({ ...conclude, backorderable: [tea] })
      .recordsNothing();
  });
  it("may depend on backorders, which are allowed once", () => {
    const allow = { type: "AllowBackorders", number: 1, skus: [tea], at } as const;
    given(begun(reserve(1)))
      .when(allow)
      .records(allowed);
    given(begun(reserve(1)), allowed)
      .when({ ...allow, skus: [] })
      .recordsNothing();
    given(begun(reserve(1)))
      .when({ ...allow, number: 2 })
      .recordsNothing();
    given(...held)
      .when(allow)
      .recordsNothing();
    given(...held, begun(commit(1)))
      .when({ ...allow, number: 2 })
      .recordsNothing();
  });
});
