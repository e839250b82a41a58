import { inventoryContext, parseReservationCommand } from "@waybill/contracts/reservation";
import { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { AskTarget } from "@waybill/kernel/ask";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { CommandContext } from "@waybill/kernel/command-identity";
import type { CommandOutcome } from "@waybill/kernel/command-outcome";
import type { Refusal } from "@waybill/kernel/decider";
import { createSpeculation } from "@waybill/kernel/speculation";
import { inventoryLimits } from "../domain/limits.ts";
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
  const hands: Hands = { ports, finish: createFinishWork(ports) };
  const atOnce = createAtOnce(hands);
  return {
    context: inventoryContext,
    carryOut: async (asked, context) => {
      const command = asked.aggregate === "reservation" ? parseReservationCommand(asked.command) : null;
      const [orderId, merchant] = [OrderId.parse(asked.id), MerchantId.parse(context.merchant)];
      if (command === null || orderId === null || merchant === null)
        throw new Error(`inventory does not understand ${asked.command.type} of ${asked.aggregate} ${asked.id}`);
      const work = await planWork(command, merchant, ports.sources);
      const occasion = { orderId, merchant, context: behind(context) };
      return (await atOnce(work, occasion)) ?? stepByStep(hands, work, occasion);
    },
  };
};

/** What work is done with. */
interface Hands {
  readonly ports: WorkPorts;
  readonly finish: FinishWork;
}

/**
 * The whole work in one append: its beginning, its steps and its end are decided at once, and each is recorded only if those before it are.
 * Null when that did not hold, because others came between: what was recorded is as a process leaves it that dies in the middle. For some time
 * it is not tried again then: where several processes take from the same articles, it would fail more often than not.
 */
const createAtOnce = (hands: Hands) => {
  let restsFor = 0;
  return async (work: Work, occasion: WorkOccasion): Promise<Outcome | null> => {
    restsFor -= 1;
    if (restsFor >= 0) return null;
    const speculation = createSpeculation();
    const context = { ...occasion.context, speculation };
    // What is thrown here is thrown again by whoever goes on step by step.
    const outcome = await oneTurn(hands, work, { ...occasion, context }).catch(() => null);
    if (await speculation.held()) return outcome;
    restsFor = inventoryLimits.worksStepByStep;
    return null;
  };
};

const stepByStep = async (hands: Hands, work: Work, occasion: WorkOccasion): Promise<Outcome> => {
  for (let turn = 0; turn < turnsAtOnce; turn += 1) {
    const outcome = await oneTurn(hands, work, occasion);
    if (outcome !== null) return outcome;
  }
  throw new StoreUnavailable(`others are at work on the reservation of ${occasion.orderId}`);
};

/** Does the work, or finishes what is in its way; then the outcome is null, as when somebody else was faster. */
const oneTurn = async ({ ports, finish }: Hands, work: Work, occasion: WorkOccasion): Promise<Outcome | null> => {
  const { orderId, merchant, context } = occasion;
  // Most orders reserve once: there is nothing to read yet.
  const isNew = work.kind === "Reserve" && work.attempt === 1;
  const begin = { type: "BeginWork", work, at: ports.clock.now() } as const;
  const begun = await ports.reservations.handle(orderId, begin, { ...context, isNew });
  if (begun.kind === "refused" && begun.refusal.code === "AlreadyAnswered") return told(begun.refusal.outcome);
  const isBlocked = begun.kind === "refused" && begun.refusal.code === "WorkIsUnderWay";
  if (begun.kind !== "accepted" && !isBlocked) return begun;
  const recorded = begun.kind === "accepted" ? begun.recorded : null;
  const order = recorded?.state ?? (await ports.readReservation(merchant, orderId));
  const answer = await answerOf(work, order, () => finish(order, occasion));
  return answer === null ? null : told(answer);
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
