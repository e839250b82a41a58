import type { Money } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";

/** Money that was set aside, taken, let go or given back, as one side has it in its books. */
export type Movement = {
  /** Ours: the provider knows it too. */
  readonly key: string;
  readonly kind: MovementKind;
  readonly amount: Money;
  readonly movedAt: Instant;
};
export type MovementKind = "authorise" | "capture" | "refund" | "void";

/** What one side has and the other has not, or has otherwise. */
export type Difference = {
  readonly key: string;
  readonly kind: MovementKind;
  readonly ours: Money | null;
  readonly theirs: Money | null;
};

export type Reconciliation = { readonly matched: number; readonly differences: readonly Difference[] };

/** A span of time: from an instant until before another. */
export type Span = { readonly from: Instant; readonly until: Instant };

/**
 * Compares two books over a span. Both are given with some time around it, because one side often writes a little later than the other: what
 * either of them has within the span is looked for in all of the other's.
 */
export const reconcile = (ours: readonly Movement[], theirs: readonly Movement[], span: Span): Reconciliation => {
  const [ourBook, theirBook] = [bookOf(ours), bookOf(theirs)];
  const keys = [...new Set([...ours, ...theirs].filter((movement) => isWithin(movement, span)).map(nameOf))].sort();
  const differences = keys.flatMap((name): readonly Difference[] => {
    const [our, their] = [ourBook.get(name), theirBook.get(name)];
    const one = our ?? their;
    if (one === undefined || isSame(our, their)) return [];
    return [{ key: one.key, kind: one.kind, ours: our?.amount ?? null, theirs: their?.amount ?? null }];
  });
  return { matched: keys.length - differences.length, differences };
};

const bookOf = (movements: readonly Movement[]): ReadonlyMap<string, Movement> =>
  new Map(movements.map((movement) => [nameOf(movement), movement]));

const nameOf = ({ key, kind }: Movement): string => `${key} ${kind}`;

const isWithin = ({ movedAt }: Movement, { from, until }: Span): boolean => movedAt >= from && movedAt < until;

const isSame = (one: Movement | undefined, other: Movement | undefined): boolean =>
  one?.amount.amount === other?.amount.amount && one?.amount.currency === other?.amount.currency;
