import type { Sql } from "postgres";
import { StartRefused } from "../start-refused.ts";

/** The logs that are there, in any schema of the database; the partitions of each. */
const partitionsOfLogs = async (sql: Sql): Promise<ReadonlyMap<string, number>> => {
  const logs = await sql<{ name: string }[]>`
    select table_schema as name from information_schema.columns where table_name = 'log' and column_name = 'partitions' order by table_schema`;
  const each = logs.map(async ({ name }) => {
    const [log] = await sql<{ partitions: number }[]>`select partitions from ${sql(`${name}.log`)}`;
    return log === undefined ? [] : [[name, log.partitions] as const];
  });
  return new Map((await Promise.all(each)).flat());
};

/**
 * A log keeps the number of partitions that it was made with, so asking for another is a mistake. Looked at before any log is made: a context
 * that is new would otherwise be left behind with a number that the others do not have.
 * @throws StartRefused
 */
export const refuseOtherPartitions = async (sql: Sql, wanted: number): Promise<void> => {
  for (const [name, partitions] of await partitionsOfLogs(sql)) refuseAnotherNumber({ name, partitions }, wanted);
};

/** The same of one log, which another process may have made meanwhile. @throws StartRefused */
export const refuseAnotherNumber = (log: { readonly name: string; readonly partitions: number }, wanted: number): void => {
  if (log.partitions === wanted) return;
  throw new StartRefused(
    `WAYBILL_PARTITIONS is ${wanted}, but the log of ${log.name} was made with ${log.partitions} partitions and keeps them for ever: leave it out, or set it to ${log.partitions}.`,
  );
};
