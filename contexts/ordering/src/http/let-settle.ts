import type { Told } from "@waybill/contracts/http";
import type { OrderStatus } from "../domain/order-life.ts";
import { evolveRecord, type OrderRecord } from "../domain/order-record.ts";
import { orderingEdgeLimits } from "./limits.ts";
import { type Asked, orderBody } from "./order-answer.ts";
import { orderNews } from "./order-news.ts";
import type { OrderingPorts } from "./ports.ts";

/** While it is not known what becomes of an order; when its customer has to choose, it is their turn. */
export const comingAbout: ReadonlySet<OrderStatus> = new Set(["Amending", "Cancelling", "Placed", "Reserved"]);
export const beingCancelled: ReadonlySet<OrderStatus> = new Set(["Cancelling"]);

type Settling = Omit<Asked, "status"> & {
  /** In which it may be waited for another one. */
  readonly underWay: ReadonlySet<OrderStatus>;
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

/** Null when the time was up before anything could be read. */
const settled = async (ports: OrderingPorts, { orderId, caller, underWay }: Settling, until: AbortSignal): Promise<OrderRecord | null> => {
  const wanted = { merchant: caller.merchant, orderId, after: 0, quietMs: orderingEdgeLimits.awaitedLookMs };
  let record: OrderRecord | null = null;
  for await (const news of orderNews(ports, wanted, until)) {
    record = news.reduce((known: OrderRecord | null, { event }) => evolveRecord(known, event), record);
    if (record !== null && !underWay.has(record.order.status)) return record;
  }
  return record;
};
