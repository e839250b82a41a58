import { inventoryContext, parseReservationCommand } from "@waybill/contracts/reservation";
import { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { AskTarget } from "@waybill/kernel/ask";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { CommandContext } from "@waybill/kernel/command-identity";
import type { CommandOutcome } from "@waybill/kernel/command-outcome";
import type { Refusal } from "@waybill/kernel/decider";
import type { OrderReservation } from "../domain/order-reservation.ts";
import { keyOfWork, type Work, type WorkOutcome } from "../domain/reservation-work.ts";
import { createFinishWork, type FinishWork } from "./finish-work.ts";
import { planWork } from "./plan-work.ts";
import type { WorkOccasion, WorkPorts } from "./work-ports.ts";

type Outcome = CommandOutcome<unknown, unknown, Refusal>;

/** Turns that an ask takes at finishing what others began for the same order, before it is asked again later. */
const turnsAtOnce = 20;

/**
 * Carries out what sagas ask of an order's reservation. Every piece of work is recorded before its first step and after its last. Whoever
 * comes meanwhile (the same ask after a death, another one, the same in a process that took over) finishes it first, by the same steps
 * under the same ids: so nothing is held twice, nothing that was begun is forgotten, and no step is taken after its work has ended.
 */
export const createReservationTarget = (ports: WorkPorts): AskTarget => {
  const finish = createFinishWork(ports);
  return {
    context: inventoryContext,
    carryOut: async (asked, context) => {
      const command = asked.aggregate === "reservation" ? parseReservationCommand(asked.command) : null;
      const [orderId, merchant] = [OrderId.parse(asked.id), MerchantId.parse(context.merchant)];
      if (command === null || orderId === null || merchant === null)
        throw new Error(`inventory does not understand ${asked.command.type} of ${asked.aggregate} ${asked.id}`);
      const work = await planWork(command, merchant, ports.sources);
      return carryOut({ ports, finish }, work, { orderId, merchant, context: behind(context) });
    },
  };
};

const carryOut = async (
  { ports, finish }: { readonly ports: WorkPorts; readonly finish: FinishWork },
  work: Work,
  occasion: WorkOccasion,
): Promise<Outcome> => {
  const { orderId, merchant, context } = occasion;
  // Most orders reserve once: there is nothing to read yet.
  let isNew = work.kind === "Reserve" && work.attempt === 1;
  for (let turn = 0; turn < turnsAtOnce; turn += 1) {
    const begin = { type: "BeginWork", work, at: ports.clock.now() } as const;
    const begun = await ports.reservations.handle(orderId, begin, { ...context, isNew });
    isNew = false;
    if (begun.kind === "refused" && begun.refusal.code === "AlreadyAnswered") return told(begun.refusal.outcome);
    const isBlocked = begun.kind === "refused" && begun.refusal.code === "WorkIsUnderWay";
    if (begun.kind !== "accepted" && !isBlocked) return begun;
    const recorded = begun.kind === "accepted" ? begun.recorded : null;
    const order = recorded?.state ?? (await ports.readReservation(merchant, orderId));
    const answer = await answerOf(work, order, () => finish(order, occasion));
    if (answer !== null) return told(answer);
  }
  throw new StoreUnavailable(`others are at work on the reservation of ${orderId}`);
};

/** What this work came to; null when it was other work that is finished now, or somebody else was faster. */
const answerOf = async (work: Work, order: OrderReservation, finish: () => Promise<WorkOutcome | null>): Promise<WorkOutcome | null> => {
  const { underWay, answers } = order;
  if (underWay === null) return answers[keyOfWork(work)] ?? null;
  const outcome = await finish();
  return keyOfWork(underWay) === keyOfWork(work) ? outcome : null;
};

/** The outcome as a command's: an ask asks no more than whether it is so. */
const told = (outcome: WorkOutcome): Outcome =>
  outcome.kind === "accepted"
    ? { kind: "nothingToDo", version: 0, replayed: false }
    : { kind: "refused", refusal: outcome.refusal, version: 0, replayed: false };

/** The ask's id makes no step happen once: its work and their names do, whichever ask they are taken for. */
const behind = ({ commandId: _, request: __, ...context }: CommandContext): CommandContext => context;
