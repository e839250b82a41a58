import { moneyOf } from "@waybill/contracts/vocabulary";
import { nothingToDo } from "@waybill/kernel/decider";
import { isLocked, isOnTheWay, type PlacedOrder, sourceKey } from "./order.ts";
import type { CancelLines, FulfillingCommand, ReturnLines } from "./order-commands.ts";
import type { LinesCancelled, LinesDelivered, LinesHandedOver, LinesReturned } from "./order-events.ts";
import { type LineQuantity, move, whyNotMove } from "./order-lines.ts";
import {
  badReason,
  creditOutOfRange,
  dueFor,
  locked,
  notBalanced,
  notConfirmed,
  nothingLeft,
  nothingWithCustomer,
  otherCurrency,
  type Said,
  unitsAreLeft,
} from "./order-rules.ts";
import { type OrderDecision, step } from "./order-step.ts";

export const decideFulfilling = (command: FulfillingCommand, order: PlacedOrder): OrderDecision => {
  const { at } = command;
  switch (command.type) {
    case "StartFulfilment": {
      // The first fulfilment that is accepted starts the work; the others find it started, whatever saga has locked the order.
      if (isLocked(order) && order.before.status === "InFulfilment") return nothingToDo;
      const promise = command.promise && { from: command.promise.from, until: command.promise.until };
      return step(order, { type: "FulfilmentStarted", promise, at }, notConfirmed(order));
    }
    case "HandOverLines": {
      const lines = command.lines.map(lineQuantity);
      return countOnce(order, { type: "LinesHandedOver", source: command.source, lines, at }, whyNotMove(order.lines, "handOver", lines));
    }
    case "DeliverLines": {
      const lines = command.lines.map(lineQuantity);
      return countOnce(order, { type: "LinesDelivered", source: command.source, lines, at }, whyNotMove(order.lines, "deliver", lines));
    }
    case "ReturnLines":
      return returnLines(command, order);
    case "CancelLines":
      return cancelLines(command, order);
    case "CompleteOrder": {
      const { captured, refunded } = command;
      const somethingArrived = order.lines.some((line) => line.delivered > 0);
      return step(
        order,
        somethingArrived
          ? { type: "OrderCompleted", captured, refunded, at }
          : { type: "OrderCancelled", reason: "NothingWasDelivered", cartId: order.cartId, at },
        locked(order),
        unitsAreLeft(order),
        otherCurrency(order, captured, refunded),
        notBalanced(order, captured, refunded),
      );
    }
  }
};

const returnLines = (command: ReturnLines, order: PlacedOrder): OrderDecision => {
  const { source, credit, returnedAt, at } = command;
  const lines = command.lines.map(lineQuantity);
  const returned: LinesReturned = { type: "LinesReturned", source, lines, credit, at };
  return countOnce(
    order,
    returnedAt === undefined ? returned : { ...returned, returnedAt },
    nothingWithCustomer(order),
    whyNotMove(order.lines, "return", lines),
    otherCurrency(order, credit),
    creditOutOfRange(order, credit),
  );
};

const cancelLines = (command: CancelLines, order: PlacedOrder): OrderDecision => {
  const { source, reason, words, at } = command;
  const lines = command.lines.map(lineQuantity);
  const movement = isOnTheWay(reason) ? "lose" : "cancel";
  const isWish = reason === "Customer";
  const objection = (isWish ? (locked(order) ?? nothingLeft(order)) : null) ?? whyNotMove(order.lines, movement, lines);
  const after = objection ? order.lines : move(order.lines, movement, lines);
  const due = moneyOf(dueFor({ ...order, lines: after }), order.currency);
  const cancelled: LinesCancelled = { type: "LinesCancelled", source, reason, lines, due, at };
  return countOnce(order, words === undefined ? cancelled : { ...cancelled, words }, objection, badReason(words ?? reason));
};

/** A fact is counted once, however often and however late it is told: that it was counted already comes before any objection. */
const countOnce = (
  order: PlacedOrder,
  fact: LinesCancelled | LinesDelivered | LinesHandedOver | LinesReturned,
  ...objections: readonly Said[]
): OrderDecision => (order.counted.includes(sourceKey(fact)) ? nothingToDo : step(order, fact, notConfirmed(order), ...objections));

const lineQuantity = ({ lineId, quantity }: LineQuantity): LineQuantity => ({ lineId, quantity });
