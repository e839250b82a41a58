/** What stands in a file, and what would stand there. */
interface Edit {
  /** From the repository's root. */
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

/** A bug that somebody might make. */
export interface PlantedBug {
  readonly edits: readonly Edit[];
  /** The promise that is found broken. */
  readonly breaks: string;
  /** The first seed with which it was found, with 20 orders and faults. */
  readonly seed: number;
}

/** Each of them breaks a promise, and none of them a type. */
export const plantedBugs: Readonly<Record<string, PlantedBug>> = {
  "drop-a-compensation": {
    edits: [
      {
        file: "contexts/ordering/src/sagas/fulfil-order-answers.ts",
        right: `    ...numbers.map((number) => abandon(state.orderId, number, code)),`,
        wrong: "",
      },
    ],
    breaks: "what was done for an order that died is undone",
    seed: 1,
  },
  "skip-a-version-check": {
    edits: [
      {
        file: "kernel/src/memory/event-log.ts",
        right: "place.broken.has(append.stream) || version !== append.expectedVersion",
        wrong: "place.broken.has(append.stream)",
      },
    ],
    breaks: "stock is conserved",
    seed: 1,
  },
  "forget-a-tombstone": {
    edits: [
      {
        file: "contexts/inventory/src/domain/order-reservation.ts",
        right: `      if (work.attempt <= releasedThrough || work.attempt < attempt) return "AlreadyReleased";
      return standing === "Committed"`,
        wrong: `      return standing === "Committed"`,
      },
    ],
    breaks: "nothing is held for an order that is cancelled",
    seed: 1,
  },
  "charge-again-on-unknown": {
    edits: [
      {
        file: "contexts/billing/src/providers/caller.ts",
        right: "      onFault?.(error);",
        wrong: `      const again = key.replace(/(\\d+)-(?=[a-z]+$)/, "9$1-");
      await providerCalled(payment.provider).call(again, requestOf(payment, operation), new AbortController().signal).catch(onFault);`,
      },
    ],
    breaks: "money is conserved",
    seed: 1,
  },
  "keep-what-is-not-due": {
    edits: [
      {
        file: "contexts/ordering/src/sagas/fulfil-order-promised.ts",
        right: ": lower(state, due, reason)),",
        wrong: ": []),",
      },
    ],
    breaks: "captured − refunded is what is due, or nothing",
    seed: 3,
  },
  "ask-for-money-twice": {
    edits: [
      {
        file: "contexts/ordering/src/domain/order-payments.ts",
        right: `(standing === "declined" ? sum : sum + amount)`,
        wrong: `(standing === "authorised" ? sum + amount : sum)`,
      },
    ],
    breaks: "captured − refunded is what is due, or nothing",
    seed: 1,
  },
  "forget-what-was-given-back": {
    edits: [
      {
        file: "contexts/ordering/src/sagas/fulfil-order.ts",
        right: "...(isPlaced(state) ? movementsNoted(hearing, state) : [])",
        wrong: `...(isPlaced(state) && state.status !== "Over" ? movementsNoted(hearing, state) : [])`,
      },
    ],
    breaks: "an order shows the money of its payments",
    seed: 3,
  },
  "forget-what-was-voided": {
    edits: [
      {
        file: "contexts/ordering/src/sagas/fulfil-order-voided.ts",
        right: "if (!isShort) return [news];",
        wrong: "if (number > 0) return [news];",
      },
    ],
    breaks: "what is promised is paid for, or held",
    seed: 3,
  },
  "forget-a-second-loss": {
    edits: [
      {
        file: "contexts/ordering/src/sagas/fulfil-order.ts",
        right: `asked.ask === "shorten" && outcome.kind === "refused" ? shortenElsewhere(asked, { refusal: outcome.refusal, at }, state) : []`,
        wrong: "[]",
      },
    ],
    breaks: "what is promised is there",
    seed: 4,
  },
  "release-on-a-late-expiry": {
    edits: [
      {
        file: "contexts/inventory/src/domain/decide-reserving.ts",
        right: `  if (!isOpen(mine) || mine.expiresAt !== expiresAt) return nothingToDo;
  const draft = draftOn(stock);
  expire(draft, orderId, at);`,
        wrong: `  if (mine === null) return nothingToDo;
  const draft = draftOn(stock);
  if (isOpen(mine)) expire(draft, orderId, at);
  else draft.record({ type: "ReservationExpired", orderId, taken: mine.taken, awaited: mine.awaited, at });`,
      },
      // Only a timer that nobody dropped comes late often enough.
      {
        file: "contexts/inventory/src/hold-timers.ts",
        right: `    case "ReservationCommitted":
    case "ReservationExpired":
      return { type`,
        wrong: `    case "ReservationCommitted":
      return null;
    case "ReservationExpired":
      return { type`,
      },
    ],
    breaks: "stock is conserved",
    seed: 1,
  },
};
