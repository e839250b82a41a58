import {
  generationOf,
  keyColumnOf,
  type ReadModel,
  type ReadModelRow,
  type ReadModelRows,
  type TableRows,
  tableOf,
} from "../read-model.ts";
import type { MemoryCheckpoints } from "./checkpoints.ts";
import { createMemoryParking, type MemoryParking } from "./parking.ts";

/** Rows that live as long as the process; their twin is `postgres/read-model-rows.ts`. */
export interface MemoryReadModelRows<Row> extends ReadModelRows<Row> {
  /** Every row, in key order. */
  all(): readonly Row[];
}

export const createMemoryReadModelRows = <Row extends ReadModelRow>(
  model: ReadModel<never, Row>,
  checkpoints: MemoryCheckpoints,
  parking: MemoryParking = createMemoryParking(),
): MemoryReadModelRows<Row> => {
  const live = tableOf(model);
  const keyColumn = keyColumnOf(model);
  const tables = new Map<string, Map<string, Row>>();
  const tableNamed = (name: string): Map<string, Row> => {
    const table = tables.get(name) ?? new Map<string, Row>();
    tables.set(name, table);
    return table;
  };
  const parts = { keyColumn, checkpoints, parking };
  let built = false;
  let generations = 0;
  let generation: number | null = null;
  return {
    ...tableRows(live, () => tableNamed(live), parts),
    all: () => [...tableNamed(live)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    building: {
      isBuilt: async () => built,
      finish: async () => {
        built = true;
      },
      beginAnew: async () => {
        if (generation === null) generations += 1;
        generation ??= generations;
        return generation;
      },
      underWay: async () => generation,
      beside: (number) => tableRows(generationOf(live, number), () => tableNamed(generationOf(live, number)), parts),
      swap: async (number) => {
        if (number !== generation || !checkpoints.renameNow(generationOf(live, number), live)) return false;
        parking.renameNow(generationOf(live, number), live);
        tables.set(live, tableNamed(generationOf(live, number)));
        tables.delete(generationOf(live, number));
        generation = null;
        return true;
      },
      callOff: async () => {
        const calledOff = generation;
        generation = null;
        return calledOff;
      },
      clearLeft: async () => {
        for (let number = 1; number <= generations; number += 1) {
          if (number === generation) continue;
          tables.delete(generationOf(live, number));
          checkpoints.forgetNow(generationOf(live, number));
          parking.forgetNow(generationOf(live, number));
        }
      },
    },
  };
};

interface Parts {
  readonly keyColumn: string;
  readonly checkpoints: MemoryCheckpoints;
  readonly parking: MemoryParking;
}

const tableRows = <Row extends ReadModelRow>(
  subscription: string,
  table: () => Map<string, Row>,
  { keyColumn, checkpoints, parking }: Parts,
): TableRows<Row> => ({
  prepare: async () => {},
  apply: async ({ moves, keys, orderKeys = [], settles, change }) => {
    const rows = table();
    const existing = new Map(
      keys.flatMap((key) => {
        const row = rows.get(key);
        return row === undefined ? [] : [[key, row] as const];
      }),
    );
    const { upserts, removals, parked = [] } = change(existing, parking.parkedNow(subscription, orderKeys));
    const written = upserts.map((row) => [String(row[keyColumn]), structuredClone(row)] as const);
    // Everything that can fail is done, and nothing waits from here on: all of it happens or none.
    if (checkpoints.moveNow(subscription, moves) === "fenced") return "fenced";
    if (settles !== undefined && !parking.settleNow(subscription, settles)) return "fenced";
    const failures = new Map(parked.flatMap(({ key, failure }) => (failure === null ? [] : [[key, failure] as const])));
    parking.parkNow(
      subscription,
      parked.map(({ id, key, payload }) => ({ id, key, payload })),
      failures,
    );
    for (const key of removals) rows.delete(key);
    for (const [key, row] of written) rows.set(key, row);
    return "moved";
  },
  find: async (key) => table().get(key) ?? null,
});
