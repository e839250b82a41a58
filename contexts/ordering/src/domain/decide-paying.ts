import { nothingToDo } from "@waybill/kernel/decider";
import type { PlacedOrder } from "./order.ts";
import type { PayingCommand } from "./order-commands.ts";
import { coveredBy } from "./order-payments.ts";
import { badAddedPayments, dueFor, unknownPayment } from "./order-rules.ts";
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
  }
};

const addPayments = (command: Extract<PayingCommand, { readonly type: "AddPayments" }>, order: PlacedOrder): OrderDecision => {
  const left = dueFor(order) - coveredBy(order.payments);
  const payments = command.payments.map(({ method, amount }, index) => {
    return { number: order.payments.length + index + 1, method, amount: amount ?? left };
  });
  return step(order, { type: "OrderPaymentsAdded", payments, at: command.at }, badAddedPayments(order, payments));
};

/** What became of a payment is final, however often it is told. */
const isNoted = (order: PlacedOrder, number: number): boolean => (order.payments[number - 1]?.standing ?? "awaited") !== "awaited";
