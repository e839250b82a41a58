import type { Caller, Told } from "@waybill/contracts/http";
import type { OrderId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import { evolveRecord, type OrderRecord } from "../domain/order-record.ts";
import { orderJsonWith, type Personal, personalOf } from "./order-rendering.ts";
import type { OrderHandler, OrderingPorts, OrderingRequestRefusal, RecordedOrderEvent } from "./ports.ts";

type Outcome = Awaited<ReturnType<OrderHandler["handle"]>>;

/** What was asked of which order, for whom, and the status of a first success. */
export interface Asked {
  readonly orderId: OrderId;
  readonly caller: Caller;
  readonly status: 200 | 201;
}

/**
 * The answer to a command on an order. The body is rendered from the stream as it was right after the command, so that a
 * replay, in whichever process, is answered as the first request was.
 */
export const orderAnswer = async (ports: OrderingPorts, asked: Asked, outcome: Outcome): Promise<Told> => {
  if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
  const { orderId, caller, status } = asked;
  const record = recordOf(
    newOrder(outcome) ?? (await ports.orderHistory.read(caller.merchant, orderId, { after: 0, limit: outcome.version })),
  );
  if (record === null) return notPlaced();
  const { incarnation, name: log } = ports.log;
  return {
    kind: "done",
    status,
    body: await orderBody(ports, record, caller),
    version: outcome.version,
    replayed: outcome.replayed,
    ...(status === 201 && { location: `/v1/orders/${orderId}` }),
    ...(outcome.kind === "accepted" && { written: { log, incarnation, partition: outcome.partition, position: outcome.position } }),
  };
};

/** All events of an order that this very command began, without reading them back. */
const newOrder = (outcome: Outcome): readonly Pick<RecordedOrderEvent, "event">[] | null => {
  if (outcome.kind !== "accepted" || outcome.recorded?.events.length !== outcome.version) return null;
  return outcome.recorded.events.map((event) => ({ event }));
};

/** The order as this caller sees it; a storefront is given the token that opens it. */
export const orderBody = async (ports: OrderingPorts, record: OrderRecord, caller: Caller) =>
  orderBodyWith(ports, record, { caller, personal: await personalOf(record, caller, ports.sealer) });

/** The same, with what is personal as it was opened for this caller. */
export const orderBodyWith = (
  { tokens }: Pick<OrderingPorts, "tokens">,
  record: OrderRecord,
  { caller, personal }: { readonly caller: Caller; readonly personal: Personal | null },
) => ({
  ...orderJsonWith(record, personal),
  ...(caller.role === "storefront" && { accessToken: tokens.of(caller.merchant, record.orderId) }),
});

/** The order that these events make; null when they make none. */
export const recordOf = (events: readonly Pick<RecordedOrderEvent, "event">[]): OrderRecord | null =>
  events.reduce<OrderRecord | null>((record, { event }) => evolveRecord(record, event), null);

export const notPlaced = () => reject<OrderingRequestRefusal>({ code: "OrderIsNotPlaced" });
