import type { ReservationCommand } from "@waybill/contracts/reservation";
import { describe, expect, it } from "vitest";
import { stockAt } from "../testing/inventory-process.ts";
import {
  accepted,
  commit,
  consume,
  none,
  refused,
  release,
  releaseLines,
  reserve,
  reservePart,
  shop,
} from "../testing/reservation-samples.ts";
import { ada, bob, cake, east, expiresAt, main, tea, west } from "../testing/stock-samples.ts";

describe("committing a reservation", () => {
  it("makes it the order's own", async () => {
    const { ask, has } = await shop();
    await ask(ada, reserve(1, [tea, 6]));
    expect(await ask(ada, commit(1))).toEqual(accepted);
    expect([(await has(ada, tea)).status, (await has(ada, tea, east)).status]).toEqual(["Committed", "Committed"]);
    expect(await ask(ada, reserve(2, [tea, 7]))).toEqual(refused({ code: "ReservationIsCommitted" }));
  });
  it("is refused for what is not wholly held", async () => {
    const { ask } = await shop();
    expect(await ask(ada, commit(1))).toEqual(refused({ code: "NothingIsReserved" }));
    await ask(ada, reservePart(1, [cake, 3]));
    expect(await ask(ada, commit(1), "again")).toEqual(refused({ code: "NothingIsReserved" }));
    expect(await ask(ada, commit(2))).toEqual(refused({ code: "NothingIsReserved" }));
  });
  it("holds again what has expired, or gives all of it back", async () => {
    const { ask, has, keep } = await shop();
    for (const orderId of [ada, bob]) await ask(orderId, reserve(1, [tea, 1], [cake, 1]));
    for (const orderId of [ada, bob]) {
      for (const sku of [tea, cake]) await keep({ sku, location: main }, { type: "ExpireHold", orderId, expiresAt } as never);
    }
    await keep({ sku: cake, location: main }, { type: "AdjustStock", delta: -1, reason: "eaten" });
    expect(await ask(ada, commit(1))).toEqual(accepted);
    expect((await has(ada, cake)).status).toBe("Committed");
    const lines = [{ sku: cake, requested: 1, available: 0 }];
    expect(await ask(bob, commit(1))).toEqual(refused({ code: "ReservationHasExpired", lines }));
    expect([await has(bob, tea), await has(bob, cake)]).toEqual([none, none]);
  });
});

describe("releasing a reservation", () => {
  it("gives back all of it, held or committed, once", async () => {
    const { ask, has, log } = await shop();
    await ask(ada, reserve(1, [tea, 6]));
    await ask(bob, reserve(1, [tea, 3]));
    await ask(bob, commit(1));
    expect([await ask(ada, release(1)), await ask(bob, release(1)), await ask(bob, release(1))]).toEqual([accepted, accepted, accepted]);
    expect([await has(ada, tea), await has(ada, tea, east), await has(bob, tea)]).toEqual([none, none, none]);
    expect((await stockAt(log, { sku: tea, location: main })).onHand).toBe(5);
  });
  it("comes first, and refuses what comes late", async () => {
    const { ask, has } = await shop();
    expect(await ask(ada, release(2))).toEqual(accepted);
    for (const attempt of [1, 2]) expect(await ask(ada, reserve(attempt, [tea, 1]))).toEqual(refused({ code: "AlreadyReleased" }));
    expect(await ask(ada, commit(2))).toEqual(refused({ code: "AlreadyReleased" }));
    expect(await has(ada, tea)).toEqual(none);
    expect(await ask(ada, reserve(3, [tea, 1]))).toEqual(accepted);
  });
  it("of an earlier attempt leaves the later one alone", async () => {
    const { ask, has } = await shop();
    await ask(ada, reserve(2, [tea, 1]));
    expect(await ask(ada, release(1))).toEqual(accepted);
    expect((await has(ada, tea)).taken).toBe(1);
    expect(await ask(ada, commit(2))).toEqual(accepted);
  });
  it("of some lines gives back so many, each source once", async () => {
    const { ask, has } = await shop();
    await ask(ada, reserve(1, [tea, 7]));
    const some = releaseLines("cancel-1", [tea, 6]);
    expect([await ask(ada, some), await ask(ada, some, "again")]).toEqual([accepted, accepted]);
    expect([await has(ada, tea), (await has(ada, tea, east)).taken]).toEqual([none, 1]);
    const lines = [{ sku: tea, requested: 6, reserved: 1 }];
    expect(await ask(ada, releaseLines("cancel-2", [tea, 6]))).toEqual(refused({ code: "TooFewAreReserved", lines }));
  });
});

describe("consuming a reservation and returning to stock", () => {
  it("takes units off the shelf where they were handed over, each source once", async () => {
    const { ask, log } = await shop();
    await ask(ada, reserve(1, [tea, 7]));
    await ask(ada, commit(1));
    const handOver: ReservationCommand = {
      type: "ConsumeReservation",
      source: "ful_1",
      lines: [{ sku: tea, quantity: 1, location: east }],
    };
    expect([await ask(ada, handOver), await ask(ada, handOver, "again")]).toEqual([accepted, accepted]);
    expect((await stockAt(log, { sku: tea, location: east })).onHand).toBe(3);
    const rest = consume("ful_2", [tea, 6]);
    expect(await ask(ada, rest)).toEqual(accepted);
    expect([(await stockAt(log, { sku: tea, location: main })).onHand, (await stockAt(log, { sku: tea, location: east })).onHand]).toEqual([
      0, 2,
    ]);
    const lines = [{ sku: tea, requested: 6, reserved: 0 }];
    expect(await ask(ada, consume("ful_3", [tea, 6]))).toEqual(refused({ code: "TooFewAreReserved", lines }));
  });
  it("puts back what came back, each source once", async () => {
    const { ask, log } = await shop();
    const lines = [
      { sku: tea, quantity: 1 },
      { sku: tea, quantity: 1, location: main },
      { sku: cake, quantity: 1, location: west },
    ];
    const back: ReservationCommand = { type: "ReturnToStock", source: "ret_1", lines, reason: "Restocked" };
    expect([await ask(ada, back), await ask(ada, back, "again")]).toEqual([accepted, accepted]);
    expect((await stockAt(log, { sku: tea, location: main })).onHand).toBe(7);
    expect((await stockAt(log, { sku: cake, location: west })).onHand).toBe(1);
    expect(await ask(bob, reserve(1, [cake, 3]))).toEqual(accepted);
  });
});

describe("what inventory does not understand", () => {
  it("is thrown back at who asked", async () => {
    const { ask } = await shop();
    await expect(ask(ada, { type: "ReserveLines" } as never)).rejects.toThrow("inventory does not understand ReserveLines");
    await expect(ask("ord_1" as never, release(1))).rejects.toThrow("inventory does not understand");
  });
});
