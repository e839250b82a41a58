import { derivedUuid } from "@waybill/kernel/id";

/** Where a page ends: the sort key of its last row. */
export type CursorKey = readonly (number | string)[];

/**
 * A cursor says where the next page begins, and is good for one list with one filter only: `scope` names the list, the
 * merchant and the filter. It is checked, not secret: what it says could be read off the page.
 */
export const cursorOf = (scope: readonly string[], key: CursorKey): string => {
  const text = JSON.stringify(key);
  return base64url(JSON.stringify([checkOf(scope, text), text]));
};

/** Null for what is no cursor of this scope. */
export const parseCursor = (scope: readonly string[], cursor: string): CursorKey | null => {
  try {
    const [check, text]: [unknown, unknown] = JSON.parse(fromBase64url(cursor));
    if (typeof text !== "string" || check !== checkOf(scope, text)) return null;
    const key: CursorKey = JSON.parse(text);
    return key;
  } catch {
    return null;
  }
};

/** Whoever changes a character by mistake or by curiosity gets a clear answer; nobody gains anything by forging it. */
const checkOf = (scope: readonly string[], text: string): string => derivedUuid(...scope, text).slice(0, 8);

const base64url = (text: string): string => Buffer.from(text).toString("base64url");
const fromBase64url = (text: string): string => Buffer.from(text, "base64url").toString();
