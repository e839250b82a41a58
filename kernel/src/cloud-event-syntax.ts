import { type Instant, instant } from "./clock.ts";

// What the attributes of a CloudEvent are written in, each after the document that defines it.

/** A String of CloudEvents 1.0: no control characters, no lone surrogates, no noncharacters. */
export const isText = (text: string): boolean => !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(text);

/** The instant that an RFC 3339 `date-time` names, to the millisecond; null when it names none, such as 30 February. */
export const instantOf = (dateTime: string): Instant | null => {
  const [, year, month, day, hour, minute, second, fraction, zone] = dateTimePattern.exec(dateTime) ?? [];
  if (zone === undefined) return null;
  const offsetMinutes = offsetOf(zone);
  if (offsetMinutes === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A day that its month does not have is one of the month after it, or before.
  if (date.getUTCMonth() !== Number(month) - 1) return null;
  date.setUTCHours(Number(hour), Number(minute) - offsetMinutes, Math.min(Number(second), 59));
  // A leap second is the 61st of a day's last minute in UTC, and of no other.
  const isLeap = Number(second) === 60;
  if (isLeap && (date.getUTCHours() !== 23 || date.getUTCMinutes() !== 59)) return null;
  return instant(date.getTime() + (isLeap ? 1_000 : Number((fraction ?? "").slice(0, 3).padEnd(3, "0"))));
};

const dateTimePattern = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;

const offsetOf = (zone: string): number | null => {
  if (zone === "Z" || zone === "z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
};

const token = String.raw`[\w!#$%&'*+.^\x60{|}~-]+`;
const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const mediaTypePattern = new RegExp(`^${token}/(?<subtype>${token})(?:[ \t]*;[ \t]*${token}=(?:${token}|${quoted}))*$`);

/** RFC 2045, section 5.1: `type/subtype`, and parameters. */
export const isMediaType = (text: string): boolean => mediaTypePattern.test(text);

/** Whether data of this media type is JSON: its subtype is `json`, or ends in `+json`. */
export const isJsonMediaType = (text: string): boolean => {
  const subtype = mediaTypePattern.exec(text)?.groups?.subtype?.toLowerCase() ?? "";
  return subtype === "json" || subtype.endsWith("+json");
};

const escaped = "%[0-9A-Fa-f]{2}";
const pathCharacter = String.raw`(?:[\w.~!$&'()*+,;=:@-]|${escaped})`;
const userOrHost = String.raw`(?:[\w.~!$&'()*+,;=-]|${escaped})`;
const literalHost = String.raw`\[(?:[0-9A-Fa-f:.]+|v[0-9A-Fa-f]+\.[\w.~!$&'()*+,;=:-]+)\]`;
const authority = String.raw`(?:(?:${userOrHost}|:)*@)?(?:${literalHost}|${userOrHost}*)(?::\d*)?`;
const furtherSegments = `(?:/${pathCharacter}*)*`;
const scheme = String.raw`[A-Za-z][A-Za-z\d+.-]*`;
const rooted = `//${authority}${furtherSegments}|/(?:${pathCharacter}+${furtherSegments})?`;
const query = String.raw`(?:\?(?:${pathCharacter}|[/?])*)?`;
const fragment = `(?:#(?:${pathCharacter}|[/?])*)?`;
const absolute = `${scheme}:(?:${rooted}|${pathCharacter}+${furtherSegments}|)${query}`;
// The first segment of a relative reference holds no colon: it would be read as a scheme.
const relative = `(?:${rooted}|(?:${userOrHost}|@)+${furtherSegments}|)${query}`;
const absoluteUriPattern = new RegExp(`^${absolute}$`);
const uriReferencePattern = new RegExp(`^(?:${absolute}|${relative})${fragment}$`);

/** RFC 3986, section 4.3: with a scheme and without a fragment. */
export const isAbsoluteUri = (text: string): boolean => absoluteUriPattern.test(text);

/** RFC 3986, section 4.1; the empty one refers to the document it stands in. */
export const isUriReference = (text: string): boolean => uriReferencePattern.test(text);

/** RFC 4648, section 4: padded, in the alphabet with `+` and `/`. */
export const isBase64 = (text: string): boolean => /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text);
