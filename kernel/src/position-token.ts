import { reject } from "./decider.ts";
import { limits } from "./limits.ts";

/** One place in one log. */
export interface LogPosition {
  /** The log's name, which is its context's. */
  readonly log: string;
  readonly incarnation: string;
  readonly partition: number;
  readonly position: number;
}

/** `ordering/<incarnation>/12@3456`, several joined by commas: what `Waybill-Position` says and `Waybill-After` asks for. */
export const formatPositions = (positions: readonly LogPosition[]): string =>
  positions.map(({ log, incarnation, partition, position }) => `${log}/${incarnation}/${partition}@${position}`).join(",");

/** The places that a token names, or the refusal of a text that is none. Spaces around a comma are allowed, as in any HTTP list. */
export const parsePositions = (
  token: string,
): { kind: "positions"; positions: readonly LogPosition[] } | { kind: "refused"; refusal: { code: "PositionTokenIsMalformed" } } => {
  const positions: LogPosition[] = [];
  if (token.length > limits.positionTokenChars) return malformed;
  for (const part of token.split(",")) {
    const [, log, incarnation, partition, position] = onePosition.exec(part.trim()) ?? [];
    if (log === undefined || incarnation === undefined) return malformed;
    positions.push({ log, incarnation, partition: Number(partition), position: Number(position) });
  }
  return { kind: "positions", positions };
};

const malformed = reject({ code: "PositionTokenIsMalformed" } as const);

// 15 digits stay below 2^53, and four are more partitions than a log may have.
const onePosition = /^([a-z][a-z0-9_-]{0,62})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(0|[1-9]\d{0,3})@(0|[1-9]\d{0,14})$/;
