import { LocationId, type Sku } from "@waybill/contracts/vocabulary";
import type { Part, PlacedUnits, Work, WorkOf, WorkOutcome } from "../domain/reservation-work.ts";
import { someAtOnce } from "./some-at-once.ts";
import { type TakeStep, unexpected } from "./stock-steps.ts";
import { type Taken, takeUnits } from "./take-units.ts";

/** What a piece of work stands on: what the order has before it, and its steps at stock items. */
export interface WorkPlace {
  readonly parts: readonly Part[];
  readonly step: TakeStep;
}

/** How a piece of work ended: what the order is told, and what it has afterwards. */
export interface WorkResult {
  readonly outcome: WorkOutcome;
  readonly parts: readonly Part[];
}

const accepted: WorkOutcome = { kind: "accepted" };

/** Takes every step of a piece of work. Reservations are performed elsewhere: they may have to find out about backorders on their way. */
export const performWork = (work: Exclude<Work, WorkOf<"Reserve">>, place: WorkPlace): Promise<WorkResult> => {
  switch (work.kind) {
    case "Commit":
      return commit(place);
    case "Release":
      return release(work, place);
    case "ReleaseLines":
    case "Consume":
      return takeLines(work, place);
    case "Return":
      return takeBack(work, place);
  }
};

/** All or nothing: when something has expired and is gone, the rest is given back before it is said so. */
const commit = async ({ parts, step }: WorkPlace): Promise<WorkResult> => {
  const committed = await someAtOnce(parts, async (part) => {
    const { sku, taken, awaited } = part;
    const refusal = await step(part, "commit", { type: "CommitStock", taken, awaited });
    if (refusal !== null && refusal.code !== "HoldHasExpired") throw unexpected("commit", refusal);
    const requested = taken + awaited;
    return { sku, requested, available: refusal === null ? requested : refusal.available, isShort: refusal !== null };
  });
  const had = new Map<Sku, { requested: number; available: number; isShort: boolean }>();
  for (const { sku, requested, available, isShort } of committed) {
    const soFar = had.get(sku) ?? { requested: 0, available: 0, isShort: false };
    had.set(sku, {
      requested: soFar.requested + requested,
      available: soFar.available + available,
      isShort: soFar.isShort || isShort,
    });
  }
  const lines = [...had].flatMap(([sku, { requested, available, isShort }]) => (isShort ? [{ sku, requested, available }] : []));
  if (lines.length === 0) return { outcome: accepted, parts };
  await giveBack(parts, { step, name: "undo", reason: "ReservationHasExpired" });
  return { outcome: { kind: "refused", refusal: { code: "ReservationHasExpired", lines } }, parts: [] };
};

const release = async ({ reason }: WorkOf<"Release">, { parts, step }: WorkPlace): Promise<WorkResult> => {
  await giveBack(parts, { step, name: "release", reason });
  return { outcome: accepted, parts: [] };
};

/** Gives back all that the order has at these items. */
export const giveBack = async (
  parts: readonly Part[],
  { step, name, reason }: { readonly step: TakeStep; readonly name: string; readonly reason: string },
): Promise<void> => {
  await someAtOnce(parts, async (part) => {
    const refusal = await step(part, name, { type: "ReleaseStock", quantity: "all", reason });
    if (refusal !== null) throw unexpected(name, refusal);
  });
};

/** Takes units of some lines out of what the order has, where it was said first. What cannot be taken is told; the rest is done. */
const takeLines = async (work: WorkOf<"Consume" | "ReleaseLines">, { parts, step }: WorkPlace): Promise<WorkResult> => {
  const missing = new Map<Sku, { requested: number; reserved: number }>();
  let left = parts;
  for (const [index, line] of work.lines.entries()) {
    const taken = await takeUnits({
      items: itemsFor(line, left),
      wanted: line.quantity,
      take: (item, quantity, tried) => step(item, `line ${index}, ${tried}`, commandFor(work, quantity)),
      possible: (refusal) => {
        if (refusal.code !== "TooFewAreReserved") throw unexpected(work.kind, refusal);
        return refusal.reserved;
      },
    });
    left = partsWithout(left, taken);
    const reserved = taken.reduce((sum, { units }) => sum + units, 0);
    const soFar = missing.get(line.sku) ?? { requested: 0, reserved: 0 };
    missing.set(line.sku, { requested: soFar.requested + line.quantity, reserved: soFar.reserved + reserved });
  }
  const lines = [...missing].flatMap(([sku, { requested, reserved }]) => (reserved < requested ? [{ sku, requested, reserved }] : []));
  return { outcome: lines.length === 0 ? accepted : { kind: "refused", refusal: { code: "TooFewAreReserved", lines } }, parts: left };
};

const itemsFor = ({ sku, location }: PlacedUnits, parts: readonly Part[]) =>
  parts
    .filter((part) => part.sku === sku)
    .sort((a, b) => Number(b.location === location) - Number(a.location === location))
    .map((part) => ({ sku, location: part.location, most: part.taken + part.awaited }));

const commandFor = (work: WorkOf<"Consume" | "ReleaseLines">, quantity: number) =>
  work.kind === "Consume"
    ? ({ type: "ConsumeStock", quantity, source: work.source } as const)
    : ({ type: "ReleaseStock", quantity, reason: work.reason } as const);

const partsWithout = (parts: readonly Part[], taken: readonly Taken[]): readonly Part[] =>
  parts
    .map((part) => {
      const units = taken.find(({ sku, location }) => sku === part.sku && location === part.location)?.units ?? 0;
      const fromTaken = Math.min(part.taken, units);
      return { ...part, taken: part.taken - fromTaken, awaited: part.awaited - (units - fromTaken) };
    })
    .filter(({ taken: left, awaited }) => left + awaited > 0);

const takeBack = async ({ source, lines, reason }: WorkOf<"Return">, { parts, step }: WorkPlace): Promise<WorkResult> => {
  for (const [index, { sku, location, quantity }] of lines.entries()) {
    const item = { sku, location: location ?? LocationId.default };
    const refusal = await step(item, `return ${index}`, { type: "ReturnStock", quantity, source, reason });
    if (refusal !== null) throw unexpected("return", refusal);
  }
  return { outcome: accepted, parts };
};
