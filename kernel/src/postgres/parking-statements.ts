import type { ParkedItem } from "../parking.ts";
import type { ParkedNow } from "../read-model.ts";
import type { Statement } from "./read-model-sql.ts";
import { marksFor, textList } from "./text-lists.ts";

/** Takes a parked item out, as a part of a statement that handles it. Raises what `movedOrFenced` knows when it is not the first. */
export const settleStatement = (schema: string, subscription: string, { key, id }: Pick<ParkedItem, "id" | "key">): Statement => ({
  text: `select "${schema}".settle_first($1, $2, $3)`,
  values: [subscription, key, id],
});

/** Parks items, in order, as a part of a statement that does more. */
export const parkStatement = (
  schema: string,
  subscription: string,
  { items, pauseMs }: { readonly items: readonly ParkedNow[]; readonly pauseMs: number },
): Statement => {
  const lists = [
    items.map(({ key }) => key),
    items.map(({ id }) => id),
    items.map(({ payload }) => JSON.stringify(payload)),
    items.map(({ failure }) => failure?.fingerprint ?? null),
    items.map(({ failure }) => failure?.error ?? null),
  ];
  const marks = marksFor(lists.flat());
  const arrays = lists.map((_, index) => `string_to_array($${index + 5}, $2, $3)`);
  return {
    text: `select "${schema}".park_items($1, ${arrays.join(", ")}, $4::int)`,
    values: [subscription, marks.separator, marks.absence, String(pauseMs), ...lists.map((list) => textList(list, marks))],
  };
};
