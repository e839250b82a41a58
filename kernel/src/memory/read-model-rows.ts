import { keyColumnOf, type ReadModel, type ReadModelRow, type ReadModelRows, tableOf } from "../read-model.ts";
import type { MemoryCheckpoints } from "./checkpoints.ts";

/** Rows that live as long as the process; their twin is `postgres/read-model-rows.ts`. */
export interface MemoryReadModelRows<Row> extends ReadModelRows<Row> {
  /** Every row, in key order. */
  all(): readonly Row[];
}

export const createMemoryReadModelRows = <Row extends ReadModelRow>(
  model: ReadModel<never, Row>,
  checkpoints: MemoryCheckpoints,
): MemoryReadModelRows<Row> => {
  const subscription = tableOf(model);
  const keyColumn = keyColumnOf(model);
  const rows = new Map<string, Row>();
  return {
    prepare: async () => {},
    apply: async ({ moves, keys, change }) => {
      const existing = new Map(
        keys.flatMap((key) => {
          const row = rows.get(key);
          return row === undefined ? [] : [[key, row] as const];
        }),
      );
      const { upserts, removals } = change(existing);
      const written = upserts.map((row) => [String(row[keyColumn]), structuredClone(row)] as const);
      // Everything that can fail is done, and nothing waits from here on: all of it happens or none.
      if (checkpoints.moveNow(subscription, moves) === "fenced") return "fenced";
      for (const key of removals) rows.delete(key);
      for (const [key, row] of written) rows.set(key, row);
      return "moved";
    },
    find: async (key) => rows.get(key) ?? null,
    all: () => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  };
};
