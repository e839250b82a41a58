import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { fromUUID } from "typeid-js";
import { v7 } from "uuid";
import { randomReserve } from "./random-reserve.ts";

/** `ord_01h455vb4pex5vsknk084sn02q`: a prefix and a UUID in 26 characters (TypeID specification 0.3). Sortable by birth when new. */
export const newId = <Prefix extends string>(prefix: Prefix): `${Prefix}_${string}` => typed(prefix, newUuid());

/**
 * The one id that `parts` give, always and in every process: what is created under an Idempotency-Key meets itself when
 * the request is sent again. A UUID version 8 made of the first 128 bits of a SHA-256 over the parts.
 */
export const derivedId = <Prefix extends string>(prefix: Prefix, ...parts: readonly string[]): `${Prefix}_${string}` =>
  typed(prefix, derivedUuid(...parts));

/** UUID version 8 of the SHA-256 over `parts`; where one part ends and the next begins is part of what is hashed. */
export const derivedUuid = (...parts: readonly string[]): string => {
  let text = "";
  for (const part of parts) text += `${part.length}:${part}`;
  const hex = hash("sha256", text, "hex");
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * The UUID with its first 48 bits taken from the stream: the birth time in its id where that is one of ours, else a checksum. What is
 * kept by such ids lies together for one stream, and next to that of streams as old: at 10 million receipts, ids that were random all
 * over cost 38 % of the throughput (docs/decisions/0051-receipts-lie-beside-their-stream.md).
 */
export const uuidNear = (stream: string, uuid: string): string => {
  const near = (birthTimeOf(stream) ?? crc32(stream)).toString(16).padStart(12, "0");
  return `${near.slice(0, 8)}-${near.slice(8)}${uuid.slice(13)}`;
};

/** The first ten of a TypeID's 26 characters are the first 48 bits of its UUID; in a version 7 they count milliseconds. */
const birthTimeOf = (stream: string): number | null => {
  const suffix = stream.slice(-26);
  if (stream.charAt(stream.length - 27) !== "_" || !typeIdSuffix.test(suffix)) return null;
  let bits = 0;
  for (const character of suffix.slice(0, 10)) bits = bits * 32 + base32.indexOf(character);
  return bits;
};

const base32 = "0123456789abcdefghjkmnpqrstvwxyz";
const typeIdSuffix = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** A UUID version 7: new, and sortable by birth. Later ones of a process are greater, also within a millisecond and when its clock was set back. */
export const newUuid = (): string => {
  const random = randomBytes16();
  const nowMs = Date.now();
  // RFC 9562, 6.2: a counter, which starts anywhere in each millisecond. Where it overflows, time is ahead of the clock.
  if (nowMs > bornMs) {
    bornMs = nowMs;
    counter = random.readUInt32BE(6) >>> 1;
  } else {
    counter = (counter + 1) >>> 0;
    if (counter === 0) bornMs += 1;
  }
  return v7({ random, msecs: bornMs, seq: counter });
};

let bornMs = 0;
let counter = 0;

const randomBytes16 = randomReserve(16);

/** Whether `text` is a UUID of any version, in the canonical spelling: 36 characters, lower case. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

/** Whether `text` is an id with this prefix, in canonical spelling. */
export const isId = <Prefix extends string>(prefix: Prefix, text: string): text is `${Prefix}_${string}` =>
  text.length === prefix.length + 27 && text.startsWith(`${prefix}_`) && typeIdSuffix.test(text.slice(prefix.length + 1));

const typed = <Prefix extends string>(prefix: Prefix, uuid: string): `${Prefix}_${string}` =>
  fromUUID(uuid, prefix) as `${Prefix}_${string}`;
