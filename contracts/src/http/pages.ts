import Type, { type TProperties, type TSchema } from "typebox";
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
