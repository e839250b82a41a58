import { LocationId, type Sku } from "@waybill/contracts/vocabulary";
import type { Part, WorkOf } from "../domain/reservation-work.ts";
import { giveBack, type WorkPlace, type WorkResult } from "./perform-work.ts";
import { unexpected } from "./stock-steps.ts";
import { takeUnits } from "./take-units.ts";

type Article = WorkOf<"Reserve">["articles"][number];

/** What could be set aside of one article. */
interface Gathered {
  readonly article: Article;
  readonly parts: readonly Part[];
  readonly missing: number;
}

/** A reservation as far as it can go without waiting for what has not come. */
export interface Gathering {
  readonly articles: readonly Gathered[];
  readonly short: readonly Sku[];
  readonly holdsAny: boolean;
}

/** Sets aside what there is, article by article: first where the order has it already, then by the rule of sourcing. */
export const gather = async (work: WorkOf<"Reserve">, place: WorkPlace): Promise<Gathering> => {
  const articles: Gathered[] = [];
  for (const article of withDropped(work.articles, place.parts)) articles.push(await gatherArticle(article, work, place));
  return gathering(articles);
};

const gathering = (articles: readonly Gathered[]): Gathering => ({
  articles,
  short: articles.filter(({ missing }) => missing > 0).map(({ article }) => article.sku),
  holdsAny: articles.some(({ parts }) => parts.length > 0),
});

/** Articles that an earlier attempt held and this one does not want are gone through as well, to give them back. */
const withDropped = (articles: readonly Article[], parts: readonly Part[]): readonly Article[] => {
  const dropped = new Set(parts.map(({ sku }) => sku));
  for (const { sku } of articles) dropped.delete(sku);
  return [...articles, ...[...dropped].map((sku) => ({ sku, quantity: 0, locations: [] }))];
};

const gatherArticle = async (article: Article, { expiresAt }: WorkOf<"Reserve">, { parts, step }: WorkPlace): Promise<Gathered> => {
  const { sku, quantity, locations } = article;
  const before = parts.filter((part) => part.sku === sku).map(({ location }) => location);
  const inTurn = before.concat(locations.filter((location) => !before.includes(location)));
  const taken = await takeUnits({
    items: inTurn.map((location) => ({ sku, location })),
    wanted: quantity,
    take: (item, units, tried) => step(item, `hold ${tried}`, { type: "HoldStock", taken: units, awaited: 0, expiresAt }),
    possible: (refusal) => {
      if (refusal.code !== "OutOfStock") throw unexpected("hold", refusal);
      return refusal.available;
    },
  });
  const left = taken.filter(({ location, units }) => units === 0 && before.includes(location));
  await giveBack(left.map(asPart), { step, name: "drop", reason: "ReservedElsewhere" });
  const held = taken.filter(({ units }) => units > 0);
  return { article, parts: held.map(asPart), missing: held.reduce((missing, { units }) => missing - units, quantity) };
};

const asPart = ({ sku, location, units }: { sku: Sku; location: LocationId; units: number }): Part => ({
  sku,
  location,
  taken: units,
  awaited: 0,
});

/** Ends a reservation: what may be waited for is waited for, and what is short then decides about the whole. */
export const settle = async (work: WorkOf<"Reserve">, { articles }: Gathering, place: WorkPlace): Promise<WorkResult> => {
  const settled: Gathered[] = [];
  for (const gathered of articles) settled.push(await awaitMissing(gathered, work, place));
  const { short, holdsAny } = gathering(settled);
  const parts = settled.flatMap((gathered) => gathered.parts);
  if (short.length === 0) return { outcome: { kind: "accepted" }, parts };
  const lines = settled
    .filter(({ missing }) => missing > 0)
    .map(({ article: { sku, quantity }, missing }) => ({ sku, requested: quantity, left: quantity - missing }));
  if (work.allowPartial && holdsAny) {
    const held = lines.map(({ sku, requested, left }) => ({ sku, requested, held: left }));
    return { outcome: { kind: "refused", refusal: { code: "PartlyReserved", lines: held } }, parts };
  }
  await giveBack(parts, { step: place.step, name: "undo", reason: "OutOfStock" });
  const available = lines.map(({ sku, requested, left }) => ({ sku, requested, available: left }));
  return { outcome: { kind: "refused", refusal: { code: "OutOfStock", lines: available } }, parts: [] };
};

/** What is missing is waited for at the first of the article's locations, all of it or nothing. */
const awaitMissing = async (gathered: Gathered, work: WorkOf<"Reserve">, { step }: WorkPlace): Promise<Gathered> => {
  const { article, parts, missing } = gathered;
  if (missing === 0 || work.backorderable?.includes(article.sku) !== true) return gathered;
  const { sku } = article;
  const location = article.locations[0] ?? LocationId.default;
  const taken = parts.find((part) => part.location === location)?.taken ?? 0;
  const { expiresAt } = work;
  const refusal = await step({ sku, location }, "backorder", { type: "HoldStock", taken, awaited: missing, expiresAt });
  if (refusal !== null) {
    if (refusal.code === "BackorderLimitIsReached" || refusal.code === "OutOfStock") return gathered;
    throw unexpected("backorder", refusal);
  }
  const others = parts.filter((part) => part.location !== location);
  return { article, parts: [...others, { sku, location, taken, awaited: missing }], missing: 0 };
};
