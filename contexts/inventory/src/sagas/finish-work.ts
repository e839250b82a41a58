import { LocationId, type Sku } from "@waybill/contracts/vocabulary";
import { streamName } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { mustHold } from "@waybill/kernel/saga-at-work";
import type { OrderReservation, ReservationWorkCommand } from "../domain/order-reservation.ts";
import type { Work, WorkOf, WorkOutcome } from "../domain/reservation-work.ts";
import type { StockCommand } from "../domain/stock-commands.ts";
import { stockItemSegment } from "../domain/stock-item-id.ts";
import { type Gathering, gather, settle } from "./perform-reserve.ts";
import { performWork, type WorkPlace, type WorkResult } from "./perform-work.ts";
import type { TakeStep } from "./stock-steps.ts";
import type { WorkOccasion, WorkPorts } from "./work-ports.ts";

/**
 * Takes every step of the work under way and records its end. Null when somebody else has recorded it, or what changes it.
 * @throws StoreUnavailable when it is to be finished later.
 */
export type FinishWork = (order: OrderReservation, occasion: WorkOccasion) => Promise<WorkOutcome | null>;

export const createFinishWork =
  (ports: WorkPorts): FinishWork =>
  async (order, occasion) => {
    if (order.underWay === null) return null;
    const errand: Errand = {
      ports,
      occasion,
      number: order.works,
      place: { parts: order.parts, step: stepping(ports, order.works, occasion) },
    };
    const finished = await finish(order.underWay, errand);
    if (finished === null) return null;
    const { outcome, parts, backorderable } = finished;
    const isRecorded = await record(
      { type: "ConcludeWork", number: order.works, backorderable, outcome, parts, at: ports.clock.now() },
      errand,
    );
    return isRecorded ? outcome : null;
  };

/** The work under way, with what it takes. */
interface Errand {
  readonly ports: WorkPorts;
  readonly occasion: WorkOccasion;
  readonly number: number;
  readonly place: WorkPlace;
}

type Finished = WorkResult & { readonly backorderable: readonly Sku[] | null };

const finish = async (work: Work, errand: Errand): Promise<Finished | null> => {
  if (work.kind === "Reserve") return reserve(work, errand);
  if (work.kind === "Return") for (const { sku, location } of work.lines) await addPlace(sku, location ?? LocationId.default, errand);
  return { ...(await performWork(work, errand.place)), backorderable: null };
};

const reserve = async (work: WorkOf<"Reserve">, errand: Errand): Promise<Finished | null> => {
  const gathering = await gather(work, errand.place);
  const backorderable = work.backorderable ?? (await allowBackorders(work, gathering, errand));
  if (backorderable === "overtaken") return null;
  return { ...(await settle({ ...work, backorderable }, gathering, errand.place)), backorderable };
};

/**
 * Which of the articles that are short may be waited for. What the catalog says may change while the work goes on, so it is recorded
 * before it decides about a step; it decides about none where nothing may be waited for and nothing is there to be given back.
 */
const allowBackorders = async (
  work: WorkOf<"Reserve">,
  { short, holdsAny }: Gathering,
  errand: Errand,
): Promise<readonly Sku[] | null | "overtaken"> => {
  if (short.length === 0) return null;
  const { ports, occasion, number } = errand;
  const skus = await ports.policies.allowed(occasion.merchant, short);
  if (skus.length === 0 && !holdsAny) return null;
  for (const { sku, locations } of work.articles) if (skus.includes(sku)) await addPlace(sku, locations[0] ?? LocationId.default, errand);
  const isRecorded = await record({ type: "AllowBackorders", number, skus, at: ports.clock.now() }, errand);
  return isRecorded ? skus : "overtaken";
};

const addPlace = (sku: Sku, location: LocationId, { ports, occasion }: Errand): Promise<void> =>
  ports.sources.add(occasion.merchant, sku, location);

/** Whether it was recorded: not when somebody else was faster. */
const record = async (command: ReservationWorkCommand, { ports, occasion }: Errand): Promise<boolean> => {
  const { orderId, context } = occasion;
  const outcome = await ports.reservations.handle(orderId, command, context);
  mustHold(outcome, `the reservation of ${orderId}`);
  return outcome.kind === "accepted";
};

/** Steps are known by the work they are of, for as long as the log lives. */
const stepping = ({ stock, clock }: WorkPorts, number: number, { orderId, merchant, context }: WorkOccasion): TakeStep => {
  const stream = streamName(merchant, "reservation", orderId);
  return async (item, name, step) => {
    const segment = stockItemSegment(item);
    const command: StockCommand = { ...step, orderId, at: clock.now() };
    const commandId = derivedUuid(stream, String(number), name);
    const outcome = await stock.handle(segment, command, { ...context, commandId, replayableForMs: null });
    mustHold(outcome, `stock ${segment}`);
    return outcome.kind === "refused" ? outcome.refusal : null;
  };
};
