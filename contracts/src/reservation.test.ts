import { describe, expect, it } from "vitest";
import { atSample, locationSample, orderSample, skuSample } from "./message-samples.ts";
import {
  ofReservation,
  parseReservationCommand,
  parseReservationRefusal,
  type ReservationCommand,
  type ReservationRefusal,
} from "./reservation.ts";

const lines = [{ sku: skuSample, quantity: 6 }];
const reserve: ReservationCommand = { type: "ReserveLines", attempt: 1, lines, allowPartial: false, expiresAt: atSample("09:47:00") };
const commands: readonly ReservationCommand[] = [
  reserve,
  { type: "CommitReservation", attempt: 1 },
  { type: "ReleaseReservation", attempt: 2, reason: "PaymentDeclined" },
  { type: "ReleaseLines", source: "cancel-1", lines, reason: "Customer" },
  { type: "ConsumeReservation", source: "ful_1", lines: [{ sku: skuSample, quantity: 4, location: locationSample }] },
  { type: "ReturnToStock", source: "ret_1", lines, reason: "Restocked" },
];

describe("what is asked of a reservation", () => {
  it.each(commands)("is understood as it was said (%#)", (asked) => {
    expect(parseReservationCommand(JSON.parse(JSON.stringify(asked)))).toEqual(asked);
  });

  it.each<unknown>([
    null,
    {},
    { ...reserve, type: "ReserveSomething" },
    { ...reserve, attempt: 0 },
    { ...reserve, attempt: 1.5 },
    { ...reserve, lines: [] },
    { ...reserve, lines: Array.from({ length: 1_001 }, () => lines[0]) },
    { ...reserve, lines: [{ sku: skuSample, quantity: 0 }] },
    { ...reserve, lines: [{ sku: skuSample, quantity: 1.5 }] },
    { ...reserve, lines: [{ sku: skuSample, quantity: 1_000_001 }] },
    { ...reserve, lines: [{ sku: "", quantity: 1 }] },
    { ...reserve, lines: [{ quantity: 1 }] },
    { ...reserve, allowPartial: "no" },
    { ...reserve, expiresAt: "2026-03-29T09:47:00Z" },
    { type: "CommitReservation" },
    { type: "ReleaseReservation", attempt: 1 },
    { type: "ConsumeReservation", source: "", lines },
    { type: "ConsumeReservation", source: "ful_1", lines: [{ sku: skuSample, quantity: 4, location: "a/b" }] },
    { type: "ReturnToStock", source: "ret_1", lines, reason: "somebody's name" },
  ])("is nothing when it is not well said (%#)", (asked) => {
    expect(parseReservationCommand(asked)).toBeNull();
  });

  it("is addressed to inventory by the order", () => {
    expect(ofReservation(orderSample, reserve)).toEqual({
      context: "inventory",
      aggregate: "reservation",
      id: orderSample,
      command: reserve,
    });
  });
});

describe("a refusal of inventory", () => {
  it.each<ReservationRefusal>([
    { code: "OutOfStock", lines: [{ sku: skuSample, requested: 6, available: 4 }] },
    { code: "ReservationHasExpired", lines: [{ sku: skuSample, requested: 6, available: 0 }] },
    { code: "PartlyReserved", lines: [{ sku: skuSample, requested: 6, held: 4 }] },
    { code: "TooFewAreReserved", lines: [{ sku: skuSample, requested: 6, reserved: 4 }] },
    { code: "AlreadyReleased" },
    { code: "NothingIsReserved" },
    { code: "ReservationIsCommitted" },
  ])("is understood as it was said (%#)", (told) => {
    expect(parseReservationRefusal(JSON.parse(JSON.stringify(told)))).toEqual(told);
  });

  it.each<unknown>([
    { code: "OutOfStock" },
    { code: "OutOfStock", lines: [{ sku: skuSample, requested: 6, held: 4 }] },
    { code: "PartlyReserved", lines: [{ sku: skuSample, requested: 6, available: 4 }] },
    { code: "TooFewAreReserved", lines: [{ sku: skuSample, requested: 6, reserved: -1 }] },
    { code: "PaymentDeclined" },
  ])("is nothing when it is another's (%#)", (told) => {
    expect(parseReservationRefusal(told)).toBeNull();
  });
});
