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
  const named = namedAsTheirs(ours, theirs);
  const [ourBook, theirBook] = [bookOf(named), bookOf(theirs)];
  const keys = [...new Set([...named, ...theirs].filter((movement) => isWithin(movement, span)).map(nameOf))].sort();
  const differences = keys.flatMap((name): readonly Difference[] => {
    const [our, their] = [ourBook.get(name), theirBook.get(name)];
    const one = our ?? their;
    if (one === undefined || isSame(our, their)) return [];
    return [{ key: one.key, kind: one.kind, ours: our?.amount ?? null, theirs: their?.amount ?? null }];
  });
  return { matched: keys.length - differences.length, differences };
};

/**
 * A void lets go of whatever is held, so one that comes when nothing is, moves nothing. What a customer had confirmed before, and we heard of after,
 * was let go of by the void before; in our books by the next. The same money of the same payment, let go of once on each side, is no difference.
 */
const namedAsTheirs = (ours: readonly Movement[], theirs: readonly Movement[]): readonly Movement[] => {
  const [ourBook, theirBook] = [bookOf(ours), bookOf(theirs)];
  const missing = theirs.filter((movement) => movement.kind === "void" && !ourBook.has(nameOf(movement)));
  const missingOf = Map.groupBy(missing, paymentOf);
  return ours.map((movement) => {
    if (movement.kind !== "void" || theirBook.has(nameOf(movement))) return movement;
    const known = missingOf.get(paymentOf(movement)) ?? [];
    const index = known.findIndex((one) => isSame(one, movement));
    const [same] = index < 0 ? [] : known.splice(index, 1);
    return same === undefined ? movement : { ...movement, key: same.key };
  });
};

/** Keys are `merchant/payment/number-kind`. */
const paymentOf = ({ key }: Movement): string => key.slice(0, key.lastIndexOf("/"));

const bookOf = (movements: readonly Movement[]): ReadonlyMap<string, Movement> =>
  new Map(movements.map((movement) => [nameOf(movement), movement]));

const nameOf = ({ key, kind }: Movement): string => `${key} ${kind}`;

const isWithin = ({ movedAt }: Movement, { from, until }: Span): boolean => movedAt >= from && movedAt < until;

const isSame = (one: Movement | undefined, other: Movement | undefined): boolean =>
  one?.amount.amount === other?.amount.amount && one?.amount.currency === other?.amount.currency;
