import { heldOf, isDead, keptOf, type Ledger } from "./ledger.ts";

/** A capture failed for good, and less is taken than was to be: that something else went well does not make it good. */
export const isUncollected = (ledger: Ledger): boolean => {
  const { authorised, captured, due, captures } = ledger;
  return !isDead(ledger) && captured < Math.min(authorised, due ?? authorised) && captures.some(({ status }) => status === "Failed");
};

const isNotGivenBack = (ledger: Ledger): boolean => keptOf(ledger) > 0 && ledger.refunds.some(({ status }) => status === "Failed");

const isNotLetGo = (ledger: Ledger): boolean => ledger.isVoidRefused && (heldOf(ledger) > 0 || ledger.action !== null);

/** Something failed for good, and was neither tried again, replaced, accepted nor done since: it is an operator's. */
export const isOperators = (ledger: Ledger): boolean => isUncollected(ledger) || isNotGivenBack(ledger) || isNotLetGo(ledger);

/** What an operator was to see to may be done. Whatever clears the flag does it here, so that nothing else is forgotten with it. */
export const freed = (ledger: Ledger): Ledger => ({ ...ledger, isStuck: ledger.isStuck && isOperators(ledger) });
