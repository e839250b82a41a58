import { reservationShort } from "@waybill/contracts/inventory";
import { orderLinesCancelled } from "@waybill/contracts/ordering";
import { fold } from "@waybill/kernel/decider";
import type { AskOutcome } from "@waybill/kernel/saga";
import { heardOf } from "@waybill/kernel/testing/heard";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderCommand } from "../domain/order-commands.ts";
import { orderDecider } from "../domain/order-decider.ts";
import type { LinesCancelled, OrderEvent } from "../domain/order-events.ts";
import { unitsLeft } from "../domain/order-lines.ts";
import { about, accepted, paid, reserved as walkReserved } from "../testing/fulfil-order-walk.ts";
import { cupLine, minute, placed, quoted, reserved, teaLine, terms } from "../testing/order-samples.ts";
import type { FulfilOrderWords } from "./fulfil-order-words.ts";

const tea = teaLine.sku;
type Heard = FulfilOrderWords["heard"];

/** A confirmed order with teas on three lines, its saga, and what stock has for it; nothing comes to anybody before it is brought. */
const scene = (teas: readonly [number, number, number], price: "free" | "paid" = "paid") => {
  const lines = teas.map((quantity, index) => ({ ...teaLine, lineId: index + 1, quantity })).filter(({ quantity }) => quantity > 0);
  const quote = quoted(
    price === "paid"
      ? { ...terms, lines: [...lines, { ...cupLine, lineId: 4 }] }
      : {
          ...terms,
          delivery: { fee: 0, taxRatePpm: 0 },
          lines: lines.map((line) => ({ ...line, discount: 250 * line.quantity })),
        },
  );
  const { grand } = quote.totals;
  const payments = grand === 0 ? [] : [{ method: "pm_ok", amount: grand }];
  const saga = walkReserved({ quote, payments });
  if (grand > 0) saga.hear(paid(grand));
  const events: OrderEvent[] = [{ ...placed, quote, payments }, reserved];
  const fromOrder: Heard[] = [];
  const fromStock: Heard[] = [];
  const outcomes: { readonly ask: FulfilOrderWords["ask"]; readonly outcome: AskOutcome }[] = [];
  const taken = new Set<object>();
  let inStock = teas[0] + teas[1] + teas[2];
  let position = 1;
  let isCommitted = false;
  const heard = (contract: typeof orderLinesCancelled | typeof reservationShort, data: object): Heard => {
    position += 1;
    return heardOf(contract, data as never, position) as Heard;
  };
  const order = () => {
    const state = fold(orderDecider, events);
    if (state.status === "NotPlaced") throw new Error("it was placed");
    return state;
  };
  const say = ({ source, reason, lines: gone, due, at }: LinesCancelled) =>
    fromOrder.push(heard(orderLinesCancelled, { ...about, source, reason, lines: gone, due, cancelledAt: at }));
  const tell = (command: OrderCommand): AskOutcome => {
    const decision = orderDecider.decide(command, order());
    if (decision.kind === "refused") return decision;
    for (const event of decision.kind === "accepted" ? decision.events : []) {
      events.push(event);
      if (event.type === "LinesCancelled") say(event);
    }
    return accepted;
  };
  const release = (lines: readonly { readonly sku: string; readonly quantity: number }[]): AskOutcome => {
    const wanted = lines.filter(({ sku }) => sku === tea).reduce((sum, { quantity }) => sum + quantity, 0);
    const back = Math.min(wanted, inStock);
    inStock -= back;
    if (back === wanted) return accepted;
    return { kind: "refused", refusal: { code: "TooFewAreReserved", lines: [{ sku: tea, requested: wanted, reserved: back }] } };
  };
  /** Carries out what the saga asked of one context first; it is answered later. */
  const carryOut = (context: string): void => {
    const asked = saga.asked().find((one) => one.context === context && !taken.has(one));
    if (asked === undefined) return;
    taken.add(asked);
    const { ask, command } = asked;
    isCommitted ||= ask === "commit";
    const outcome =
      context === "ordering" ? tell(command as never) : command.type === "ReleaseLines" ? release(command.lines as never) : accepted;
    outcomes.push({ ask, outcome });
  };
  const answer = (): void => {
    const first = outcomes.shift();
    if (first !== undefined) saga.answer(first.ask, first.outcome, minute(3));
  };
  const hearFrom = (queue: Heard[]) => {
    const one = queue.shift();
    if (one !== undefined) saga.hear({ kind: "message", heard: one, at: minute(3) });
  };
  let wishes = 0;
  return {
    carryOut,
    answer,
    hearOrder: () => hearFrom(fromOrder),
    hearStock: () => hearFrom(fromStock),
    /** The customer wants fewer of a line. */
    cancel: (lineId: number, quantity: number) => {
      wishes += 1;
      tell({ type: "CancelLines", source: `request:${wishes}`, reason: "Customer", lines: [{ lineId, quantity }], at: minute(3) });
    },
    /** There is less on the shelf; only what is committed is told. */
    lose: (quantity: number) => {
      const lost = Math.min(quantity, inStock);
      if (lost === 0 || !isCommitted) return;
      inStock -= lost;
      fromStock.push(heard(reservationShort, { ...about, sku: tea, location: "main", quantity: lost, shortAt: minute(3) }));
    },
    settle: () => {
      for (let round = 0; round < 200; round += 1) {
        for (const context of ["ordering", "inventory", "billing"]) carryOut(context);
        answer();
        hearFrom(fromOrder);
        hearFrom(fromStock);
      }
    },
    status: () => order().status,
    stand: () => {
      const promised = order()
        .lines.filter(({ sku }) => sku === tea)
        .reduce((sum, line) => sum + unitsLeft(line), 0);
      return { promised, inStock };
    },
  };
};
type Scene = ReturnType<typeof scene>;

const happen = (on: Scene, kind: number, amount: number): void => {
  const chances = [
    () => on.carryOut("ordering"),
    () => on.carryOut("inventory"),
    () => on.carryOut("billing"),
    () => on.answer(),
    () => on.hearOrder(),
    () => on.hearStock(),
    () => on.cancel((amount % 3) + 1, 1 + (amount >> 2)),
    () => on.lose(1 + (amount % 2)),
  ];
  chances[kind % chances.length]?.();
};

describe("an order of which stock loses units", () => {
  it("takes what a line has lost already from the article's other lines", () => {
    const on = scene([1, 1, 0]);
    on.carryOut("inventory");
    on.lose(1);
    on.lose(1);
    on.settle();
    expect(on.stand()).toEqual({ promised: 0, inStock: 0 });
  });

  it.each(["free", "paid"] as const)("promises as much as stock has for it, whoever is faster (%s)", (price) => {
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(3), fc.nat(2), fc.integer({ min: 1, max: 3 })),
        fc.array(fc.tuple(fc.nat(7), fc.nat(9)), { maxLength: 60 }),
        (teas, steps) => {
          const on = scene(teas, price);
          for (const [kind, amount] of steps) happen(on, kind, amount);
          on.settle();
          const { promised, inStock } = on.stand();
          expect(on.status()).toMatch(/Confirmed|Cancelled/);
          expect(promised).toBe(inStock);
        },
      ),
      { numRuns: 500 },
    );
  });
});
