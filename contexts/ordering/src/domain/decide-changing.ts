import { accept, nothingToDo, reject } from "@waybill/kernel/decider";
import type { PlacedOrder } from "./order.ts";
import type { ChangingCommand } from "./order-commands.ts";
import { isStuck } from "./order-deadlines.ts";
import { whyNotRequote } from "./order-lines.ts";
import { attemptIsOver, badHold, badReason, locked, otherCurrency, partlyGone } from "./order-rules.ts";
import { type OrderDecision, step } from "./order-step.ts";
import { checkedQuote } from "./quote.ts";

type CommandOf<Type extends ChangingCommand["type"]> = Extract<ChangingCommand, { readonly type: Type }>;

export const decideChanging = (command: ChangingCommand, order: PlacedOrder): OrderDecision => {
  switch (command.type) {
    case "StartAmendment":
      return startAmendment(command, order);
    case "AmendOrder":
      return amend(command, order);
    case "AbandonAmendment": {
      const { attempt, reason, at } = command;
      // An amendment that is over, whichever way, needs no giving up: its timer may ring late.
      if (order.status !== "Amending") return attempt <= order.attempts ? nothingToDo : reject({ code: `OrderIs${order.status}` });
      return step(order, { type: "AmendmentAbandoned", attempt, reason, at }, attemptIsOver(order, attempt), badReason(reason));
    }
    case "StartCancellation":
      return startCancellation(command, order);
    case "RefuseCancellation": {
      const { attempt, code, at } = command;
      return step(order, { type: "CancellationRefused", attempt, code, at }, attemptIsOver(order, attempt));
    }
    case "CancelOrder": {
      const { attempt, reason, at } = command;
      if (order.status !== "Cancelling" && order.status !== "Cancelled") return reject({ code: `OrderIs${order.status}` });
      const cancelled = { type: "OrderCancelled", reason, cartId: order.cartId, at } as const;
      return step(order, cancelled, attemptIsOver(order, attempt), partlyGone(order), badReason(reason));
    }
    case "HoldOrder": {
      const { reason, until, unlessCancelling = false, at } = command;
      if (unlessCancelling && order.status === "Cancelling") return reject({ code: "OrderIsCancelling" });
      if (order.holds.some((hold) => hold.reason === reason && hold.until === until)) return nothingToDo;
      return step(order, { type: "OrderPutOnHold", reason, until, at }, badHold(order, { reason, until }, at));
    }
    case "ResumeOrder": {
      const reasons = order.holds.map(({ reason }) => reason).filter((reason) => command.reason === null || reason === command.reason);
      return reasons.length === 0 ? nothingToDo : step(order, { type: "OrderResumed", reasons, at: command.at });
    }
  }
};

const startAmendment = ({ proposed, at }: CommandOf<"StartAmendment">, order: PlacedOrder): OrderDecision => {
  // Another amendment is another wish: it waits, rather than being taken for done.
  const waits = locked(order);
  if (waits) return reject(waits);
  const quoted = checkedQuote(proposed);
  if (quoted.kind === "refused") return quoted;
  const { quote } = quoted;
  const attempt = order.attempts + 1;
  return step(
    order,
    { type: "AmendmentStarted", attempt, proposed: quote, at },
    otherCurrency(order, quote),
    whyNotRequote(order.lines, quote),
  );
};

const amend = ({ attempt, at }: CommandOf<"AmendOrder">, order: PlacedOrder): OrderDecision => {
  if (order.status !== "Amending") return reject({ code: `OrderIs${order.status}` });
  // Looked at again, because facts may have been counted since it was proposed.
  const gone = whyNotRequote(order.lines, order.proposed);
  return step(order, { type: "OrderAmended", quote: order.proposed, at }, attemptIsOver(order, attempt), gone);
};

const startCancellation = ({ reason, onlyIfStuck = false, at }: CommandOf<"StartCancellation">, order: PlacedOrder): OrderDecision => {
  if (onlyIfStuck && !isStuck(order, at)) return reject({ code: "OrderIsNotStuck" });
  if (order.status === "Cancelled") return nothingToDo;
  const attempt = order.attempts + 1;
  const objection = badReason(reason) ?? partlyGone(order);
  const payments = order.payments.length;
  if (order.status !== "Amending") return step(order, { type: "CancellationStarted", attempt, reason, payments, at }, objection);
  if (objection) return reject(objection);
  // Who cancels does not wait for an amendment: it is given up in the same breath, and amend-order takes its steps back.
  return accept(
    { type: "AmendmentAbandoned", attempt: order.attempts, reason: "OrderIsBeingCancelled", at },
    { type: "CancellationStarted", attempt, reason, payments, at },
  );
};
