import { clientLimits } from "./limits.ts";

/** Where one's own writes were recorded, so that one's own reads can show them. */
export interface Positions {
  /** Takes what `Waybill-Position` said. */
  remember(token: string): void;
  /** For `Waybill-After`; null when nothing was written yet. */
  token(): string | null;
  forget(): void;
}

/** The furthest place of each partition that was written to: to have passed it is to have passed those before it. */
export const createPositions = (): Positions => {
  const furthest = new Map<string, number>();
  return {
    remember: (token) => {
      for (const [partition, position] of placesIn(token)) {
        const known = furthest.get(partition) ?? 0;
        // Put in anew, so that those written to long ago come first.
        furthest.delete(partition);
        furthest.set(partition, Math.max(known, position));
      }
      for (const partition of [...furthest.keys()].slice(0, Math.max(0, furthest.size - clientLimits.positions))) {
        furthest.delete(partition);
      }
    },
    token: () => (furthest.size === 0 ? null : [...furthest].map(([partition, position]) => `${partition}@${position}`).join(",")),
    forget: () => furthest.clear(),
  };
};

/** `ordering/<incarnation>/12@3456`, several joined by commas. */
const placesIn = (token: string): readonly (readonly [partition: string, position: number])[] =>
  token.split(",").flatMap((place) => {
    const [, partition, position] = /^(.+)@(\d+)$/.exec(place.trim()) ?? [];
    return partition === undefined ? [] : [[partition, Number(position)] as const];
  });
