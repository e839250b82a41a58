import type { CheckpointMove } from "../checkpoint.ts";
import type { ParkedItem } from "../parking.ts";
import type { ParkedNow } from "../read-model.ts";
import { moveStatement } from "./checkpoints.ts";
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

/**
 * Moves the checkpoints unless one of these keys is parked; answers whether it did. The table is named although nothing is read of it: whoever swaps
 * it waits for what is under way, and what comes meanwhile waits for the swap, and sees what is parked with the new rows.
 */
export const moveUnlessParked = (
  schema: string,
  subscription: string,
  { moves, orderKeys }: { readonly moves: readonly CheckpointMove[]; readonly orderKeys: readonly string[] },
): Statement => {
  const move = moveStatement(schema, subscription, moves);
  const marks = marksFor(orderKeys);
  return {
    text: `select case
      when exists (select from "${schema}".parked_key where subscription = $1 and order_key = any(string_to_array($6, $7, $8))) then false
      when exists (select from "${schema}"."${subscription}" where false) then false
      else (select count(*) = 1 from (${move.text}) as moved) end as "isMoved"`,
    values: [...move.values, textList(orderKeys, marks), marks.separator, marks.absence],
  };
};
