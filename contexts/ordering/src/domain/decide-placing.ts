import { orderPoliciesOf } from "@waybill/contracts/vocabulary";
import { accept, nothingToDo, reject } from "@waybill/kernel/decider";
import type { Order, PlacedOrder } from "./order.ts";
import type { ImportOrder, PlaceOrder, PlacingCommand } from "./order-commands.ts";
import type { ShortLine } from "./order-events.ts";
import { type LineQuantity, whyNotMove, whyNotRequote } from "./order-lines.ts";
import { badPayments, onHold, otherCurrency, type Said, tooLittle } from "./order-rules.ts";
import { type OrderDecision, step } from "./order-step.ts";
import { checkedQuote } from "./quote.ts";

export const placeOrder = (command: PlaceOrder, order: Order): OrderDecision => {
  // The order's id is derived from the request's key: who meets an order here asks again for this very one.
  if (order.status !== "NotPlaced") return nothingToDo;
  if (command.customerIsBlocked) return reject({ code: "CustomerIsBlocked" });
  const quoted = checkedQuote(command.quote);
  if (quoted.kind === "refused") return quoted;
  const objection = badPayments(command.payments, quoted.quote.totals.grand);
  if (objection) return reject(objection);
  return accept({
    type: "OrderPlaced",
    orderId: command.orderId,
    merchantId: command.merchantId,
    customerId: command.customerId,
    externalId: command.externalId,
    cartId: command.cartId,
    quote: quoted.quote,
    payments: command.payments.map(({ method, amount }) => ({ method, amount })),
    allowPartial: command.allowPartial,
    policies: orderPoliciesOf(command.policies),
    delivery: command.delivery,
    promise: command.promise,
    contact: command.contact,
    address: command.address,
    note: command.note,
    metadata: command.metadata,
    at: command.at,
  });
};

export const importOrder = (command: ImportOrder, order: Order): OrderDecision => {
  const quoted = checkedQuote(command.quote);
  if (quoted.kind === "refused") return quoted;
  return step(order, {
    type: "OrderImported",
    orderId: command.orderId,
    merchantId: command.merchantId,
    externalId: command.externalId,
    customerRef: command.customerRef,
    country: command.country,
    quote: quoted.quote,
    placedAt: command.placedAt,
    at: command.at,
  });
};

export const decidePlacing = (command: PlacingCommand, order: PlacedOrder): OrderDecision => {
  const { at } = command;
  switch (command.type) {
    case "ReserveOrder": {
      const backordered = command.backordered.map(lineQuantity);
      return step(order, { type: "OrderReserved", backordered, at }, badBackorder(order, backordered));
    }
    case "RequestCustomerChoice":
      return step(
        order,
        { type: "CustomerChoiceRequested", short: command.short.map(shortLine), at },
        order.allowPartial ? null : { code: "OrderDoesNotAllowPartial" },
        command.short.length > 0 ? null : { code: "NoLineIsShort" },
      );
    case "ChooseLines": {
      if (order.status !== "AwaitingCustomer") return reject({ code: `OrderIs${order.status}` });
      const quoted = checkedQuote(command.quote);
      if (quoted.kind === "refused") return quoted;
      const { quote } = quoted;
      return step(order, { type: "OrderAmended", quote, at }, otherCurrency(order, quote), whyNotRequote(order.lines, quote));
    }
    case "RejectOrder":
      return step(order, { type: "OrderRejected", reason: command.reason, short: command.short.map(shortLine), cartId: order.cartId, at });
    case "ExpireOrder":
      return step(
        order,
        { type: "OrderExpired", cartId: order.cartId, at },
        command.since === order.since ? null : { code: "DeadlineHasMoved" },
      );
    case "ConfirmOrder":
      return step(
        order,
        { type: "OrderConfirmed", authorised: command.authorised, cartId: order.cartId, at },
        onHold(order),
        command.reservationsCommitted ? null : { code: "ReservationsAreNotCommitted" },
        otherCurrency(order, command.authorised),
        tooLittle(order, command.authorised),
      );
  }
};

const badBackorder = (order: PlacedOrder, backordered: readonly LineQuantity[]): Said =>
  backordered.length === 0 ? null : whyNotMove(order.lines, "handOver", backordered);

const lineQuantity = ({ lineId, quantity }: LineQuantity): LineQuantity => ({ lineId, quantity });

const shortLine = ({ lineId, sku, requested, available }: ShortLine): ShortLine => ({ lineId, sku, requested, available });
