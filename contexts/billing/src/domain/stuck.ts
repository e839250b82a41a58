import { heldOf, isDead, keptOf, type Ledger } from "./ledger.ts";

/** A capture failed for good, and less is taken than was to be: that something else went well does not make it good. */
export const isUncollected = (ledger: Ledger): boolean => {
  const { authorised, captured, due, captures } = ledger;
  return !isDead(ledger) && captured < Math.min(authorised, due ?? authorised) && captures.some(({ status }) => status === "Failed");
};

const isNotGivenBack = (ledger: Ledger): boolean => keptOf(ledger) > 0 && ledger.refunds.some(({ status }) => status === "Failed");

const isNotLetGo = (ledger: Ledger): boolean => ledger.isVoidRefused && (heldOf(ledger) > 0 || ledger.action !== null);

const isPaidTwice = (ledger: Ledger): boolean => ledger.takenAgain > 0 && keptOf(ledger) > 0;

/** Something failed for good, and was neither tried again, replaced, accepted nor done since, or was done though accepted: it is an operator's. */
export const isOperators = (ledger: Ledger): boolean =>
  isUncollected(ledger) || isNotGivenBack(ledger) || isNotLetGo(ledger) || isPaidTwice(ledger);

/** What an operator was to see to may be done. Whatever clears the flag does it here, so that nothing else is forgotten with it. */
export const freed = (ledger: Ledger): Ledger => ({ ...ledger, isStuck: ledger.isStuck && isOperators(ledger) });

/**
 * Of a capture that an operator had accepted as paid elsewhere, this much was taken after all: whoever accepted it did not know of it. What is
 * beyond what is due, or was given up, goes back by itself.
 */
export const takenAgain = (ledger: Ledger, amount: number): Ledger => {
  const goingBack = Math.max(0, keptOf(ledger) - (ledger.due ?? ledger.authorised));
  const kept = ledger.abandoned === null ? Math.max(0, amount - goingBack) : 0;
  return kept === 0 ? ledger : { ...ledger, takenAgain: ledger.takenAgain + kept, isStuck: true, accepted: null };
};
