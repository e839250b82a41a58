import type { RecordedEvent } from "@waybill/kernel/event-log";
import { streamParts } from "@waybill/kernel/event-log";
import type { ContextStore } from "@waybill/server/foundation/foundation";
import type { Visit } from "../city/customer.ts";
import { type Books, type Finding, factIn, streamsOf } from "./books.ts";
import { ended, type OrderStanding } from "./orders.ts";

/** One order for each intent, and what was acknowledged is there. */
export const checkVisits = (visits: readonly Visit[], orders: ReadonlyMap<string, OrderStanding>): readonly Finding[] => {
  const findings: Finding[] = [];
  for (const { customer, orderId, isCancelled } of visits) {
    if (orderId === null) continue;
    const status = orders.get(orderId)?.status;
    const promise = "what was acknowledged survives";
    if (status === undefined)
      findings.push({ promise, text: `customer ${customer} was told of ${orderId}, which is not there`, about: orderId });
    else if (isCancelled && !ended.has(status)) {
      findings.push({
        promise,
        text: `customer ${customer} was told that ${orderId} is being cancelled, and it is ${status}`,
        about: orderId,
      });
    }
  }
  const told = new Set(visits.flatMap(({ orderId }) => (orderId === null ? [] : [orderId])));
  if (visits.every(({ orderId }) => orderId !== null)) {
    for (const orderId of orders.keys()) {
      if (!told.has(orderId)) findings.push({ promise: "one order per intent", text: `nobody was told of ${orderId}`, about: orderId });
    }
  }
  return findings;
};

const minuteMs = 60_000;

/** How long an order may stand where it is; longer only if it is listed for an operator. */
const patienceMs: Readonly<Record<string, number>> = {
  Placed: 2 * minuteMs,
  AwaitingCustomer: 30 * minuteMs,
  Reserved: 15 * minuteMs,
  Cancelling: 10 * minuteMs,
};

/** Every order has ended, or is promised, or waits for somebody who may let it wait. */
export const checkEnds = (orders: ReadonlyMap<string, OrderStanding>, now: number): readonly Finding[] =>
  [...orders.values()].flatMap(({ orderId, status, since, isHeld }) => {
    const patience = patienceMs[status];
    // What is kept back by the office is the office's, for as long as it likes.
    if (patience === undefined || (isHeld && status === "Reserved") || now - since <= patience + 5 * minuteMs) return [];
    const minutes = Math.round((now - since) / minuteMs);
    return [{ promise: "every order ends, or is somebody's", text: `${orderId} is ${status} for ${minutes} minutes`, about: orderId }];
  });

/** What a saga asked for was answered. */
export const checkAsks = (books: Books): readonly Finding[] =>
  (["ordering"] as const).flatMap((context) =>
    [...Map.groupBy(books.get(context) ?? [], ({ stream }) => stream)].flatMap(([stream, events]) => {
      const answered = new Set(events.flatMap((event) => (event.type === "Answered" ? [factIn<{ version: number }>(event).version] : [])));
      const open = events.filter(({ type, version, data }) => type === "Asked" && data.tells !== "refusals" && !answered.has(version));
      return open.map((event) => ({
        promise: "what is asked for is answered",
        text: `${stream} was never answered what it asked as its event ${event.version}: ${factIn<{ ask: string }>(event).ask}`,
        about: streamParts(stream).id,
      }));
    }),
  );

/** A saga that gave up has undone what it did, unless another took over. */
export const checkUndoing = (books: Books): readonly Finding[] =>
  [...streamsOf(books, "ordering", "saga-fulfil-order")].flatMap(([orderId, events]) => {
    const undone = new Set(events.flatMap((event) => (event.type === "StepUndone" ? [factIn<{ step: string }>(event).step] : [])));
    const givenUp = events.find(({ type }) => type === "PromiseGivenUp");
    if (givenUp === undefined || events.some(({ type }) => type === "WorkHandedOver")) return [];
    const left = factIn<{ undoing: readonly string[] }>(givenUp).undoing.filter((step) => !undone.has(step));
    const text = `fulfil-order of ${orderId} has yet to undo: ${left.join(", ")}`;
    return left.length === 0 ? [] : [{ promise: "what was done for an order that died is undone", text, about: orderId }];
  });

/** Nothing is parked when nothing goes wrong any more. */
export const checkParked = async (stores: ReadonlyMap<string, ContextStore>): Promise<readonly Finding[]> => {
  const found: Finding[] = [];
  for (const [context, { parking }] of stores) {
    for (const { subscription, key, attempts, failure } of await parking.list(100)) {
      const text = `${context}/${subscription}: ${key} after ${attempts} attempts, because of ${failure?.error ?? "nothing that is known"}`;
      found.push({ promise: "nothing stays parked", text, about: key });
    }
  }
  return found;
};

/** Work for a reservation that was begun is concluded. */
export const checkReservationWork = (books: Books): readonly Finding[] =>
  [...streamsOf(books, "inventory", "reservation")].flatMap(([orderId, events]: readonly [string, readonly RecordedEvent[]]) => {
    const count = (type: string) => events.filter((event) => event.type === type).length;
    if (count("WorkBegun") === count("WorkConcluded")) return [];
    return [{ promise: "work that was begun is finished", text: `the reservation of ${orderId} is still being worked on`, about: orderId }];
  });
