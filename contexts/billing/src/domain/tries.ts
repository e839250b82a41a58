import type { Capture, Ledger, Refund, RefusedTry } from "./ledger.ts";
import { billingLimits } from "./limits.ts";

// Each try of a capture, a refund or a void has a key of its own. What a provider refused in words it may have done all the same, and say
// so when other tries have long taken its place: each is counted once, under its own key.

/** No operation is in flight any more, and it went well. */
export const wentWell = { operation: null, failures: 0, isPausing: false } as const;

/** The refused tries, with the one that is in flight, and is just refused. */
export const remembered = ({ refused, operation }: Ledger): readonly RefusedTry[] => {
  if (operation === null) return refused;
  const { key, kind, of, amount } = operation;
  return [...refused, { key, kind, of, amount }].slice(-billingLimits.refusedTries);
};

/** Without the one that was done after all. */
export const forgotten = ({ refused }: Ledger, key: string | null): Pick<Ledger, "refused"> => ({
  refused: refused.filter((one) => one.key !== key),
});

/** What is known late of another key leaves the operation alone that is in flight. */
export const whatIsLeft = ({ operation }: Ledger, key: string | null): Partial<Ledger> =>
  operation === null || operation.key === key ? wentWell : {};

/** Whether one try of it was done already. */
export const isCounted = (known: Capture | Refund | undefined): boolean => known?.status === "Succeeded";

/** What its tries have moved, in minor units, with one more. */
export const withAlready = (known: Capture | Refund | undefined, amount: number): number =>
  isCounted(known) ? amount + (known?.amount ?? 0) : amount;
