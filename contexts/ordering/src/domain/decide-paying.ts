import { nothingToDo } from "@waybill/kernel/decider";
import type { PlacedOrder } from "./order.ts";
import type { NoteMoney, PayingCommand } from "./order-commands.ts";
import { coveredBy, type GivenPayment, type MoneyNoted } from "./order-payments.ts";
import { badAddedPayments, dueFor, otherCurrency, unknownPayment } from "./order-rules.ts";
import { type OrderDecision, step } from "./order-step.ts";

/** How an order is paid that was not paid when it was placed, or not by that. Who asks first is served: what is covered is not covered again. */
export const decidePaying = (command: PayingCommand, order: PlacedOrder): OrderDecision => {
  switch (command.type) {
    case "AddPayments":
      return addPayments(command, order);
    case "NotePaymentAuthorised": {
      const { number, amount, at } = command;
      return isNoted(order, number)
        ? nothingToDo
        : step(order, { type: "OrderPaymentAuthorised", number, amount, at }, unknownPayment(order, number));
    }
    case "NotePaymentDeclined": {
      const { number, code, at } = command;
      return isNoted(order, number)
        ? nothingToDo
        : step(order, { type: "OrderPaymentDeclined", number, code, at }, unknownPayment(order, number));
    }
    case "NotePaymentCaptured":
    case "NotePaymentRefunded":
    case "NotePaymentVoided":
      return noteMoney(command, order);
  }
};

const addPayments = (command: Extract<PayingCommand, { readonly type: "AddPayments" }>, order: PlacedOrder): OrderDecision => {
  const left = dueFor(order) - coveredBy(order.payments);
  const payments = command.payments.map(({ method, amount }, index) => {
    return { number: order.payments.length + index + 1, method, amount: amount ?? left };
  });
  return step(order, { type: "OrderPaymentsAdded", payments, at: command.at }, badAddedPayments(order, payments));
};

const noteMoney = (command: NoteMoney, order: PlacedOrder): OrderDecision => {
  const payment = order.payments[command.number - 1];
  const { event, sum, known } = movementOf(command, payment);
  return payment !== undefined && isOld(command, payment, sum.amount <= known)
    ? nothingToDo
    : step(order, event, unknownPayment(order, command.number), otherCurrency(order, sum));
};

/** Whether it is known already, or something newer is. A word without sums is older than any with them. */
const isOld = ({ sums = null }: NoteMoney, { asOf }: GivenPayment, isKnown: boolean): boolean =>
  sums === null ? isKnown || asOf !== undefined : sums.version <= (asOf ?? 0);

/** What is to be noted, its sum, and the sum that is known. */
const movementOf = (command: NoteMoney, payment: GivenPayment | undefined) => {
  const { number, sums = null, at } = command;
  switch (command.type) {
    case "NotePaymentCaptured": {
      const { captured } = command;
      const event: MoneyNoted = { type: "OrderPaymentCaptured", number, captured, sums, at };
      return { event, sum: captured, known: payment?.captured ?? 0 };
    }
    case "NotePaymentRefunded": {
      const { refunded } = command;
      const event: MoneyNoted = { type: "OrderPaymentRefunded", number, refunded, sums, at };
      return { event, sum: refunded, known: payment?.refunded ?? 0 };
    }
    case "NotePaymentVoided": {
      const { voided } = command;
      const event: MoneyNoted = { type: "OrderPaymentVoided", number, voided, sums, at };
      return { event, sum: voided, known: payment?.voided ?? 0 };
    }
  }
};

/** What became of a payment is final, however often it is told. */
const isNoted = (order: PlacedOrder, number: number): boolean => (order.payments[number - 1]?.standing ?? "awaited") !== "awaited";
