import { dropped } from "./evolve-money.ts";
import type { Ledger } from "./ledger.ts";
import type { FactOf } from "./payment-events.ts";
import { forgotten, remembered, wentWell } from "./tries.ts";

export type AuthorisationFact = FactOf<
  "ActionRequired" | "AuthorisationLapsed" | "AuthorisationRenewed" | "OrphanFound" | "PaymentAuthorised" | "RenewalRefused"
>;

export const onAuthorisation = (ledger: Ledger, fact: AuthorisationFact): Ledger => {
  switch (fact.type) {
    case "ActionRequired": {
      const { key, reference, nextAction, expiresAt } = fact;
      return { ...ledger, ...wentWell, reference, action: { key, reference, nextAction, expiresAt } };
    }
    case "PaymentAuthorised":
    case "OrphanFound": {
      const { amount, reference, expiresAt } = fact;
      const references = reference === null ? ledger.references : [...ledger.references, reference];
      // An orphan comes beside whatever is in flight.
      const settled = fact.type === "PaymentAuthorised" ? { ...wentWell, action: null } : {};
      return {
        ...ledger,
        ...settled,
        // Whoever accepted what had failed did not know of this.
        accepted: null,
        authorised: ledger.authorised + amount,
        isAuthorised: true,
        reference,
        references,
        expiresAt,
        heldSince: fact.at,
      };
    }
    case "AuthorisationRenewed": {
      const { reference, expiresAt } = fact;
      const key = fact.key ?? ledger.operation?.key ?? null;
      return {
        ...ledger,
        // What is known late leaves alone what is in flight, and what pauses.
        ...(ledger.operation?.key === key ? wentWell : {}),
        ...forgotten(ledger, key),
        isAtRisk: false,
        reference,
        references: [...ledger.references, reference],
        expiresAt,
        heldSince: fact.at,
      };
    }
    case "RenewalRefused":
      return { ...ledger, refused: remembered(ledger), operation: null, isAtRisk: true };
    case "AuthorisationLapsed": {
      const ending = ledger.ending ?? (ledger.captured === 0 ? { status: "Expired", code: "AuthorisationLapsed" } : null);
      return {
        ...ledger,
        voided: ledger.voided + fact.amount,
        expiresAt: null,
        isPausing: false,
        captures: dropped(ledger.captures),
        ending,
      };
    }
  }
};
