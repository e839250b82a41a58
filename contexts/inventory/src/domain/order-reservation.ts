import type { Sku } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { accept, type Decider, type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import { keyOfWork, type Part, type Work, type WorkOf, type WorkOutcome } from "./reservation-work.ts";

/** What the next piece of work for an order needs to know of those before it. */
export type OrderReservation = {
  /** Pieces of work that were ever begun: the number of the last. */
  readonly works: number;
  /** One at a time: whoever comes next finishes it first. */
  readonly underWay: Work | null;
  readonly standing: "Nothing" | "Partial" | "Held" | "Committed";
  readonly parts: readonly Part[];
  /** The latest that anything was reserved for. */
  readonly attempt: number;
  /** This attempt and those before it are refused for ever. */
  readonly releasedThrough: number;
  /** How each piece of work ended, by its key: few, and asked for again after any death. */
  readonly answers: { readonly [key: string]: WorkOutcome };
};

export type ReservationWorkCommand = { readonly at: Instant } & (
  | { readonly type: "BeginWork"; readonly work: Work }
  /** Says which of the articles that are short may be waited for, once and for all. */
  | { readonly type: "AllowBackorders"; readonly number: number; readonly skus: readonly Sku[] }
  | {
      readonly type: "ConcludeWork";
      readonly number: number;
      /** What was known of backorders when this outcome was come to. */
      readonly backorderable: readonly Sku[] | null;
      readonly outcome: WorkOutcome;
      readonly parts: readonly Part[];
    }
);

// The names are storage format: an event that was renamed is an event that was lost.
export type ReservationWorkEvent = { readonly at: Instant } & (
  | { readonly type: "WorkBegun"; readonly work: Work }
  | { readonly type: "BackordersAllowed"; readonly skus: readonly Sku[] }
  | { readonly type: "WorkConcluded"; readonly outcome: WorkOutcome; readonly parts: readonly Part[] }
);

export type ReservationWorkRefusal =
  | { readonly code: "AlreadyReleased" | "NothingIsReserved" | "ReservationIsCommitted" | "WorkIsUnderWay" }
  | { readonly code: "AlreadyAnswered"; readonly outcome: WorkOutcome };

type WorkDecision = Decision<ReservationWorkEvent, ReservationWorkRefusal>;

/** What one order has of the merchant's stock, and the work that is done for it. */
export const orderReservationDecider: Decider<ReservationWorkCommand, OrderReservation, ReservationWorkEvent, ReservationWorkRefusal> = {
  initial: { works: 0, underWay: null, standing: "Nothing", parts: [], attempt: 0, releasedThrough: 0, answers: {} },
  decide: (command, order) => {
    switch (command.type) {
      case "BeginWork":
        return begin(command.work, order, command.at);
      case "AllowBackorders": {
        const { number, skus, at } = command;
        const isOpen = number === order.works && order.underWay?.kind === "Reserve" && order.underWay.backorderable === null;
        return isOpen ? accept({ type: "BackordersAllowed", skus, at }) : nothingToDo;
      }
      case "ConcludeWork": {
        const { number, backorderable, outcome, parts, at } = command;
        if (number !== order.works || order.underWay === null || !isSame(backorderableIn(order.underWay), backorderable))
          return nothingToDo;
        return accept({ type: "WorkConcluded", outcome, parts, at });
      }
    }
  },
  evolve: (order, event) => {
    switch (event.type) {
      case "WorkBegun":
        return { ...begun(order, event.work), works: order.works + 1, underWay: event.work };
      case "BackordersAllowed":
        return order.underWay?.kind === "Reserve" ? { ...order, underWay: { ...order.underWay, backorderable: event.skus } } : order;
      case "WorkConcluded":
        return order.underWay === null ? order : concluded(order, order.underWay, event);
    }
  },
};

const begin = (work: Work, order: OrderReservation, at: Instant): WorkDecision => {
  const outcome = order.answers[keyOfWork(work)];
  if (outcome !== undefined) return reject({ code: "AlreadyAnswered", outcome });
  if (order.underWay !== null) return reject({ code: "WorkIsUnderWay" });
  if (work.kind === "Release") return beginRelease(work, order, at);
  const code = whyNot(work, order);
  return code === null ? accept({ type: "WorkBegun", work, at }) : reject({ code });
};

const whyNot = (work: Work, { standing, attempt, releasedThrough }: OrderReservation) => {
  switch (work.kind) {
    case "Reserve":
      // What a later attempt has taken over is not given back to an earlier one that comes late.
      if (work.attempt <= releasedThrough || work.attempt < attempt) return "AlreadyReleased";
      return standing === "Committed" ? "ReservationIsCommitted" : null;
    case "Commit":
      if (work.attempt <= releasedThrough) return "AlreadyReleased";
      return standing === "Held" && work.attempt === attempt ? null : "NothingIsReserved";
    case "Release":
    case "ReleaseLines":
    case "Consume":
    case "Return":
      return null;
  }
};

/** Refuses the attempt for ever, whether anything was reserved or not: what is undone may be undone before it is done. */
const beginRelease = (work: WorkOf<"Release">, order: OrderReservation, at: Instant): WorkDecision => {
  const isOlder = work.attempt < order.attempt;
  if (!isOlder && order.parts.length > 0) return accept({ type: "WorkBegun", work, at });
  const { parts } = order;
  return accept<ReservationWorkEvent>({ type: "WorkBegun", work, at }, { type: "WorkConcluded", outcome: { kind: "accepted" }, parts, at });
};

const begun = (order: OrderReservation, work: Work): OrderReservation => {
  if (work.kind === "Reserve") return { ...order, attempt: work.attempt };
  return work.kind === "Release" ? { ...order, releasedThrough: Math.max(order.releasedThrough, work.attempt) } : order;
};

const concluded = (
  order: OrderReservation,
  work: Work,
  { outcome, parts }: { readonly outcome: WorkOutcome; readonly parts: readonly Part[] },
): OrderReservation => ({
  ...order,
  underWay: null,
  parts,
  standing: standingAfter(order, work, outcome),
  answers: { ...order.answers, [keyOfWork(work)]: outcome },
});

const standingAfter = ({ standing, attempt }: OrderReservation, work: Work, outcome: WorkOutcome): OrderReservation["standing"] => {
  switch (work.kind) {
    case "Reserve":
      if (outcome.kind === "accepted") return "Held";
      return outcome.refusal.code === "PartlyReserved" ? "Partial" : "Nothing";
    case "Commit":
      return outcome.kind === "accepted" ? "Committed" : "Nothing";
    case "Release":
      return work.attempt < attempt ? standing : "Nothing";
    case "ReleaseLines":
    case "Consume":
    case "Return":
      return standing;
  }
};

const backorderableIn = (work: Work): readonly Sku[] | null => (work.kind === "Reserve" ? work.backorderable : null);

const isSame = (one: readonly Sku[] | null, other: readonly Sku[] | null): boolean =>
  one === null || other === null ? one === other : one.length === other.length && one.every((sku, index) => sku === other[index]);
