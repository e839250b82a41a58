import type { StuckThings } from "@waybill/contracts/http";
import { OrderId } from "@waybill/contracts/vocabulary";
import { notPlaced, orderAnswer } from "./order-answer.ts";
import { OrderJson } from "./order-json.ts";
import type { OrderingPorts } from "./ports.ts";

/**
 * Orders that are past their deadline. One is retried by trying whatever is parked for it, in whichever context, as if for the first
 * time; and resolved by cancelling it for the operator's reason, so that what was done for it is taken back.
 */
export const stuckOrders = (ports: OrderingPorts): StuckThings => ({
  kind: "order",
  reads: "order_deadline",
  resolved: OrderJson,
  refusals: ["OrderIsNotPlaced", "OrderIsNotStuck", "OrderIsOnItsWay", "PartIsDelivered", "ReasonIsMissing", "ReasonIsTooLong"],
  overdue: async (wanted) => {
    const found = await ports.overdueOrders.overdue(wanted);
    return found.map(({ orderId, status, owner, deadlineAt }) => ({ id: orderId, orderId, status, owner, deadlineAt }));
  },
  about: (id) => {
    const orderId = OrderId.parse(id);
    if (orderId === null) return null;
    return {
      retry: async ({ caller: { merchant } }) => {
        const [placed] = await ports.orderHistory.read(merchant, orderId, { after: 0, limit: 1 });
        if (placed === undefined) return notPlaced();
        return { kind: "done", status: 200, body: { tried: await ports.retryParkedFor(orderId) } };
      },
      resolve: async ({ caller, at, command }, reason) => {
        const outcome = await ports.orders.handle(orderId, { type: "StartCancellation", reason, onlyIfStuck: true, at }, command);
        return orderAnswer(ports, { orderId, caller, status: 200 }, outcome);
      },
    };
  },
});
