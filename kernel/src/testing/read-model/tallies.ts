import type { EventLog } from "../../event-log.ts";
import { expectedTallies, type Tally } from "../following-sample.ts";

/** The rows that a read model has for every stream of the log, as `expectedTallies` would have them. */
export const talliesOf = async (
  { find }: { find(key: string): Promise<Tally | null> },
  log: EventLog,
): Promise<ReadonlyMap<string, Tally>> => {
  const rows = await Promise.all([...(await expectedTallies(log)).keys()].map(find));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row.stream, row] as const])));
};
