import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, it } from "vitest";
import {
  ada,
  afterwards,
  at,
  bob,
  committed,
  expired,
  expiresAt,
  filled,
  held,
  later,
  received,
  thenAt,
  toldInFacts,
  until,
} from "../testing/stock-samples.ts";

import type { CommitStock, ConsumeStock, ReleaseStock } from "./stock-commands.ts";
import { stockDecider } from "./stock-item.ts";

const stock = toldInFacts(scenariosOf(stockDecider).given);
const commit: CommitStock = { type: "CommitStock", orderId: ada, taken: 3, awaited: 0, at };
const release: ReleaseStock = { type: "ReleaseStock", orderId: ada, quantity: "all", reason: "OrderExpired", at };
const consume: ConsumeStock = { type: "ConsumeStock", orderId: ada, quantity: 3, source: "ful_1", at };
const released = (taken: number, awaited: number, left = 0) =>
  ({ type: "ReservationReleased", orderId: ada, taken, awaited, left, reason: "OrderExpired", at }) as const;

describe("committing stock", () => {
  it("makes a hold the order's own", () => {
    stock(received(10), held(ada, 3)).when(commit).records(committed(ada, 3));
    stock(received(10), held(ada, 3), committed(ada, 3)).when(commit).recordsNothing();
  });
  it("is in time while nobody has taken what is overdue", () => {
    stock(received(3), held(ada, 3))
      .when({ ...commit, at: afterwards })
      .records(...thenAt(afterwards, committed(ada, 3)));
  });
  it("of an expired hold holds again if there is stock, else says what is left", () => {
    const gone = [received(10), held(ada, 3), ...thenAt(afterwards, expired(ada, 3))] as const;
    stock(...gone)
      .when({ ...commit, at: afterwards })
      .records(...thenAt(afterwards, committed(ada, 3)));
    stock(...gone, committed(bob, 8))
      .when({ ...commit, at: afterwards })
      .isRejected({ code: "HoldHasExpired", available: 2 });
  });
  it("takes again what a count has cost it", () => {
    const lost = [received(3), held(ada, 3), { type: "StockCounted", counted: 1, difference: -2, reason: "", at } as const] as const;
    const shortened = { type: "ReservationShortened", orderId: ada, quantity: 2, left: 1, wasCommitted: false, at } as const;
    stock(...lost, shortened)
      .when(commit)
      .isRejected({ code: "HoldHasExpired", available: 1 });
    stock(...lost, shortened, received(5))
      .when(commit)
      .records(committed(ada, 3));
  });
  it("waits again for no more than it waited for", () => {
    const gone = [held(ada, 0, 3), ...thenAt(afterwards, expired(ada, 0, 3))] as const;
    stock(...gone)
      .when({ ...commit, taken: 0, awaited: 3 })
      .records(committed(ada, 0, 3));
    stock(...gone)
      .when({ ...commit, taken: 1, awaited: 2 })
      .isRejected({ code: "HoldHasExpired", available: 0 });
    stock(...gone, received(1))
      .when({ ...commit, taken: 1, awaited: 2 })
      .records(committed(ada, 1, 2));
  });
  it("counts what came for the order while others made room", () => {
    // Ada's own hold is overdue, too, and first in the queue: what is Bob's becomes hers, and none of it twice.
    stock(received(2), until(later, held(bob, 2)), until(later, held(ada, 0, 2)))
      .when({ ...commit, taken: 0, awaited: 3, at: later })
      .records(...thenAt(later, expired(bob, 2)), ...thenAt(later, filled(ada, 2)), ...thenAt(later, committed(ada, 2, 1)));
  });
});

describe("releasing stock", () => {
  it("gives back what is held, awaited or committed", () => {
    stock(received(10), held(ada, 3)).when(release).records(released(3, 0));
    stock(received(2), held(ada, 2, 1))
      .when(release)
      .records(released(2, 1));
    stock(received(10), committed(ada, 3)).when(release).records(released(3, 0));
    stock(received(10)).when(release).recordsNothing();
  });
  it("gives back some of it, first what is still awaited", () => {
    stock(received(2), held(ada, 2, 2))
      .when({ ...release, quantity: 1 })
      .records(released(0, 1, 3));
    stock(received(2), held(ada, 2, 2))
      .when({ ...release, quantity: 3 })
      .records(released(1, 2, 1));
    stock(received(2), held(ada, 2, 2))
      .when({ ...release, quantity: 5 })
      .isRejected({ code: "TooFewAreReserved", reserved: 4 });
    stock(received(2))
      .when({ ...release, quantity: 1 })
      .isRejected({ code: "TooFewAreReserved", reserved: 0 });
  });
});

describe("the end of a hold's time", () => {
  it("ends that hold, and what it had goes to who waits", () => {
    stock(received(3), held(ada, 3), held(bob, 0, 2))
      .when({ type: "ExpireHold", orderId: ada, expiresAt, at: later })
      .records(...thenAt(later, expired(ada, 3)), ...thenAt(later, filled(bob, 2)));
  });
  it("ends nothing else", () => {
    const expire = { type: "ExpireHold", orderId: ada, expiresAt, at: expiresAt } as const;
    stock(received(3)).when(expire).recordsNothing();
    stock(received(3), committed(ada, 3)).when(expire).recordsNothing();
    stock(received(3), until(afterwards, held(ada, 3)))
      .when(expire)
      .recordsNothing();
  });
});

describe("consuming stock", () => {
  it("takes committed units off the shelf, in parts where need be", () => {
    const consumed = (quantity: number) => ({ type: "StockConsumed", orderId: ada, quantity, source: "ful_1", at }) as const;
    stock(received(10), committed(ada, 3)).when(consume).records(consumed(3));
    stock(received(10), committed(ada, 3))
      .when({ ...consume, quantity: 2 })
      .records(consumed(2));
    stock(received(10), committed(ada, 3), consumed(2))
      .when({ ...consume, quantity: 2 })
      .isRejected({ code: "TooFewAreReserved", reserved: 1 });
  });
  it("is refused for what is only held, or has not come", () => {
    stock(received(10), held(ada, 3)).when(consume).isRejected({ code: "TooFewAreReserved", reserved: 0 });
    stock(received(1), held(ada, 1, 2), committed(ada, 1, 2))
      .when(consume)
      .isRejected({ code: "TooFewAreReserved", reserved: 1 });
  });
});
