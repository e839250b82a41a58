/**
 * Which of these media types a caller likes best by their `Accept` (RFC 9110, 12.5.1); of two that are liked alike the one that is
 * offered first, null when none will do. No header takes anything. Parameters beside `q` are not looked at: we have one form of each type.
 */
export const preferredOf = <MediaType extends string>(accept: string | undefined, offered: readonly MediaType[]): MediaType | null => {
  if (accept === undefined || accept.trim() === "") return offered[0] ?? null;
  const ranges = accept.split(",").flatMap(rangeIn);
  const liked = offered.map((mediaType) => ({ mediaType, quality: qualityOf(mediaType, ranges) })).filter(({ quality }) => quality > 0);
  return liked.sort((one, other) => other.quality - one.quality)[0]?.mediaType ?? null;
};

interface Range {
  readonly type: string;
  readonly subtype: string;
  /** From 0, not at all, to 1. */
  readonly quality: number;
}

/** What is malformed says nothing. */
const rangeIn = (text: string): readonly Range[] => {
  const [, type, subtype, parameters = ""] = /^\s*([^\s/;]+)\/([^\s/;]+)\s*(;.*)?$/.exec(text.toLowerCase()) ?? [];
  const [, q = "1"] = /;\s*q\s*=\s*([^;\s]*)/.exec(parameters) ?? [];
  const quality = Number(q);
  return type === undefined || subtype === undefined || !(quality >= 0 && quality <= 1) ? [] : [{ type, subtype, quality }];
};

/** The range that names it most closely decides, whatever the wider ones say. */
const qualityOf = (mediaType: string, ranges: readonly Range[]): number => {
  const [type, subtype] = mediaType.split("/");
  const matching = ranges.filter(
    (range) => (range.type === type || range.type === "*") && (range.subtype === subtype || range.subtype === "*"),
  );
  return matching.sort((one, other) => closenessOf(other) - closenessOf(one))[0]?.quality ?? 0;
};

const closenessOf = ({ type, subtype }: Range): number => Number(type !== "*") + Number(subtype !== "*");
