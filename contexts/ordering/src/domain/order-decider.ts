import { type Decider, reject } from "@waybill/kernel/decider";
import { decideChanging } from "./decide-changing.ts";
import { decideFulfilling } from "./decide-fulfilling.ts";
import { decidePaying } from "./decide-paying.ts";
import { decidePlacing, importOrder, placeOrder } from "./decide-placing.ts";
import { evolve, notPlaced, type Order } from "./order.ts";
import type { OrderCommand } from "./order-commands.ts";
import type { OrderEvent } from "./order-events.ts";
import type { OrderRefusal } from "./order-rules.ts";
import type { OrderDecision } from "./order-step.ts";

const decide = (command: OrderCommand, order: Order): OrderDecision => {
  switch (command.type) {
    case "PlaceOrder":
      return placeOrder(command, order);
    case "ImportOrder":
      return importOrder(command, order);
    case "ReserveOrder":
    case "RequestCustomerChoice":
    case "ChooseLines":
    case "RejectOrder":
    case "ExpireOrder":
    case "ConfirmOrder":
      return order.status === "NotPlaced" ? neverPlaced : decidePlacing(command, order);
    case "AddPayments":
    case "NotePaymentAuthorised":
    case "NotePaymentDeclined":
    case "NotePaymentCaptured":
    case "NotePaymentRefunded":
    case "NotePaymentVoided":
      return order.status === "NotPlaced" ? neverPlaced : decidePaying(command, order);
    case "StartFulfilment":
    case "HandOverLines":
    case "DeliverLines":
    case "ReturnLines":
    case "CancelLines":
    case "CompleteOrder":
      return order.status === "NotPlaced" ? neverPlaced : decideFulfilling(command, order);
    case "StartAmendment":
    case "AmendOrder":
    case "AbandonAmendment":
    case "StartCancellation":
    case "RefuseCancellation":
    case "CancelOrder":
    case "HoldOrder":
    case "ResumeOrder":
      return order.status === "NotPlaced" ? neverPlaced : decideChanging(command, order);
  }
};

const neverPlaced: OrderDecision = reject({ code: "OrderIsNotPlaced" });

/** The whole life of an order, pure. */
export const orderDecider: Decider<OrderCommand, Order, OrderEvent, OrderRefusal> = { initial: notPlaced, decide, evolve };
