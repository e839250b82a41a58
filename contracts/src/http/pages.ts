import { reject } from "@waybill/kernel/decider";
import Type, { type TProperties, type TSchema } from "typebox";
import { type CursorKey, cursorOf, parseCursor } from "./cursor.ts";
import { apiLimits } from "./limits.ts";
import { exactly, orNull } from "./schemas.ts";

/** The query of a list: its own filters, and where and how long the page is. */
export const pageQuery = <Filters extends TProperties>(filters: Filters) =>
  exactly({
    ...filters,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: apiLimits.pageItems, default: apiLimits.defaultPageItems })),
    cursor: Type.Optional(Type.String({ maxLength: apiLimits.cursorChars, description: "`next` of the page before" })),
  });

export const pageOf = (item: TSchema, title: string) =>
  exactly({ items: Type.Array(item), next: orNull(Type.String({ description: "The cursor of the next page" })) }, { title });

/** What is wanted of a list: `scope` names the list, the merchant and the filter, so that no other list's cursor is taken. */
export interface PageWanted {
  readonly scope: readonly string[];
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface PageSource<Row> {
  /** The sort key of a row: unique, and all that is needed to go on after it. */
  readonly keyOf: (row: Row) => CursorKey;
  /** At most `limit` rows after this key, in order. */
  readonly read: (after: CursorKey | null, limit: number) => Promise<readonly Row[]>;
}

export type PageRefusal = { readonly code: "CursorIsMalformed" };

/** One page and the cursor of the next, if there is one: it reads a row more than it shows to know. */
export const readPage = async <Row>(
  { scope, limit = apiLimits.defaultPageItems, cursor }: PageWanted,
  { keyOf, read }: PageSource<Row>,
): Promise<
  { readonly kind: "page"; readonly items: readonly Row[]; readonly next: string | null } | ReturnType<typeof reject<PageRefusal>>
> => {
  const after = cursor === undefined ? null : parseCursor(scope, cursor);
  if (cursor !== undefined && after === null) return reject<PageRefusal>({ code: "CursorIsMalformed" });
  const rows = await read(after, limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { kind: "page", items, next: rows.length > limit && last !== undefined ? cursorOf(scope, keyOf(last)) : null };
};
