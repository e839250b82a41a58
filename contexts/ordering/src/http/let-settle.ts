import type { Told } from "@waybill/contracts/http";
import type { PlacedOrder } from "../domain/order.ts";
import type { OrderStatus } from "../domain/order-life.ts";
import { evolveRecord, type OrderRecord } from "../domain/order-record.ts";
import { dueIsCovered } from "../domain/order-rules.ts";
import { orderingEdgeLimits } from "./limits.ts";
import { type Asked, orderBody } from "./order-answer.ts";
import { orderNews } from "./order-news.ts";
import type { OrderingPorts } from "./ports.ts";

const undecided: ReadonlySet<OrderStatus> = new Set(["Amending", "Cancelling", "Placed", "Reserved"]);

/** While it is not known what becomes of an order; when its customer has to choose, or to say how to pay, it is their turn. */
export const comingAbout = (order: PlacedOrder): boolean =>
  undecided.has(order.status) && !(order.status === "Reserved" && dueIsCovered(order) === null);
export const beingCancelled = ({ status }: PlacedOrder): boolean => status === "Cancelling";

type Settling = Omit<Asked, "status"> & {
  /** Whether it may be waited for what becomes of it. */
  readonly isUnderWay: (order: PlacedOrder) => boolean;
};

/**
 * For `Prefer: wait`: the same answer with the order as it is when it is no longer under way, or when the time is up. So a retry that
 * waits is told what has become of the order; one that does not is told what the first request was told.
 */
export const letSettle = (ports: OrderingPorts, settling: Settling, answer: Told): Told => {
  if (answer.kind !== "done") return answer;
  return {
    ...answer,
    settling: async (until) => {
      const record = await settled(ports, settling, until);
      return record === null ? answer : { ...answer, body: await orderBody(ports, record, settling.caller), version: record.version };
    },
  };
};

/** The order when it is no longer under way, or the time is up; null when that was before anything could be read. */
export const settled = async (
  ports: OrderingPorts,
  { orderId, caller, isUnderWay }: Settling,
  until: AbortSignal,
): Promise<OrderRecord | null> => {
  const wanted = { merchant: caller.merchant, orderId, after: 0, quietMs: orderingEdgeLimits.awaitedLookMs };
  let record: OrderRecord | null = null;
  for await (const news of orderNews(ports, wanted, until)) {
    record = news.reduce((known: OrderRecord | null, { event }) => evolveRecord(known, event), record);
    if (record !== null && !isUnderWay(record.order)) return record;
  }
  return record;
};
