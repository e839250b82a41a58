import { createHash } from "node:crypto";
import { TypeID } from "typeid-js";
import { v7 } from "uuid";

/** `ord_01h455vb4pex5vsknk084sn02q`: a prefix and a UUID in 26 characters (TypeID specification 0.3). Sortable by birth when new. */
export const newId = <Prefix extends string>(prefix: Prefix): `${Prefix}_${string}` => typed(prefix, v7());

/**
 * The one id that `parts` give, always and in every process: what is created under an Idempotency-Key meets itself when
 * the request is sent again. A UUID version 8 made of the first 128 bits of a SHA-256 over the parts.
 */
export const derivedId = <Prefix extends string>(prefix: Prefix, ...parts: readonly string[]): `${Prefix}_${string}` =>
  typed(prefix, derivedUuid(...parts));

/** UUID version 8 of the SHA-256 over `parts`; where one part ends and the next begins is part of what is hashed. */
export const derivedUuid = (...parts: readonly string[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  const bytes = hash.digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex", 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** Whether `text` is an id with this prefix, in canonical spelling. */
export const isId = <Prefix extends string>(prefix: Prefix, text: string): text is `${Prefix}_${string}` =>
  text.length === prefix.length + 27 &&
  text.startsWith(`${prefix}_`) &&
  /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text.slice(prefix.length + 1));

const typed = <Prefix extends string>(prefix: Prefix, uuid: string): `${Prefix}_${string}` =>
  TypeID.fromUUID(prefix, uuid).toString() as `${Prefix}_${string}`;
